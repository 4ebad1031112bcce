"""Everything that a party has filed, as the figures by which completeness is judged.

A source from which nothing came in is empty here; it never means that something was waived.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

NATION = ""


class Tier(StrEnum):
    """The level at which a party has a board; the nation is the party's centre."""

    NATIONAL = "national"
    PROVINCE = "province"
    REGENCY = "regency"
    DISTRICT = "district"


_TIERS = (Tier.PROVINCE, Tier.REGENCY, Tier.DISTRICT)


def tier_of(region_code: str) -> Tier:
    """The level of a region; the empty code is the nation."""
    return Tier.NATIONAL if region_code == NATION else _TIERS[region_code.count(".")]


class Board(NamedTuple):
    """A board as it was filed: its decree named, the required posts that nobody holds, heads.

    `until` is the last day of its period, None where none was given.
    """

    decree: bool = True
    missing_posts: tuple[str, ...] = ()
    officers: int = 0
    women: int = 0
    until: date | None = None


class Office(NamedTuple):
    """A permanent office. `until` is the last day of its use, None where no day was given.

    `open_ended` is true for what the party owns; `proof` says whether a paper stands beside it.
    """

    until: date | None = None
    open_ended: bool = False
    proof: bool = False


class BankAccount(NamedTuple):
    """An account in the party's name; `proof` says whether a paper stands beside it."""

    proof: bool = False


@dataclass(frozen=True, slots=True)
class FilingFacts:
    """One party's filing in one cycle. Keys are region codes, "" being the nation.

    `members` counts accepted members by regency, `papers` holds (kind, region code) of every paper
    that is there, `fields` the profile's fields that are filled in.
    """

    members: Mapping[str, int] = field(default_factory=dict)
    boards: Mapping[str, Board] = field(default_factory=dict)
    offices: Mapping[str, Office] = field(default_factory=dict)
    accounts: Mapping[str, BankAccount] = field(default_factory=dict)
    papers: frozenset[tuple[str, str]] = frozenset()
    fields: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CountedRegions:
    """The regions of a cycle: regencies by province, districts by regency, members' minima.

    A regency without a minimum in the cycle's table is not part of the cycle and is left out.
    """

    regencies: Mapping[str, tuple[str, ...]]
    districts: Mapping[str, tuple[str, ...]]
    minima: Mapping[str, int]


def facts_as_data(facts: FilingFacts) -> dict[str, Any]:
    """The filing as it is frozen and hashed: the same filing always gives the same data."""
    return {
        "members": dict(sorted(facts.members.items())),
        "boards": {
            code: [
                board.decree,
                list(board.missing_posts),
                board.officers,
                board.women,
                board.until.isoformat() if board.until else None,
            ]
            for code, board in sorted(facts.boards.items())
        },
        "offices": {
            code: [office.until.isoformat() if office.until else None, *office[1:]]
            for code, office in sorted(facts.offices.items())
        },
        "accounts": {code: account.proof for code, account in sorted(facts.accounts.items())},
        "papers": [list(paper) for paper in sorted(facts.papers)],
        "fields": sorted(facts.fields),
    }


def facts_from_data(data: Mapping[str, Any]) -> FilingFacts:
    """The filing that was frozen; the reverse of `facts_as_data`."""
    return FilingFacts(
        members=dict(data["members"]),
        boards={
            code: Board(
                decree, tuple(posts), officers, women, date.fromisoformat(until) if until else None
            )
            for code, (decree, posts, officers, women, until) in data["boards"].items()
        },
        offices={
            code: Office(date.fromisoformat(until) if until else None, open_ended, proof)
            for code, (until, open_ended, proof) in data["offices"].items()
        },
        accounts={code: BankAccount(proof) for code, proof in data["accounts"].items()},
        papers=frozenset((kind, code) for kind, code in data["papers"]),
        fields=frozenset(data["fields"]),
    )
