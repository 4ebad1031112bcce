"""What the forms need beyond facts and judgement: names, minima and addresses, frozen as data.

With it a form can be printed from a hand-in alone, the same every time, whatever regions are
called later and wherever offices have moved to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sipol.records.dossiers.rules.filing import FilingFacts, facts_from_data
from sipol.records.dossiers.rules.freezing import FrozenJudgement, frozen_judgement
from sipol.records.dossiers.rules.regency_standing import ProvinceStanding
from sipol.records.dossiers.rules.requirements import RequirementSet, set_from_data


class Address(NamedTuple):
    """Where an office is and on what ground: tenure is `own`, `lease` or `loan`."""

    address: str
    village: str
    district: str
    tenure: str


class ProvinceRow(NamedTuple):
    """A province: how many regencies must count and do; whether its own board holds."""

    code: str
    name: str
    required: int
    counting: int
    board: bool


class RegencyRow(NamedTuple):
    """A regency. `districts_filed` are districts with a board that holds; `holds` are the letters
    that hold here (`c` for its board)."""

    code: str
    name: str
    members: int
    minimum: int
    districts: int
    districts_required: int
    districts_filed: int
    holds: str
    counts: bool


class Heads(NamedTuple):
    """Officers of boards, and the women among them."""

    officers: int
    women: int


@dataclass(frozen=True, slots=True)
class Basis:
    """All that forms are printed from."""

    party_name: str
    party_short: str
    party_kind: str
    cycle: str
    profile_version: int
    provinces: tuple[ProvinceRow, ...]
    regencies: tuple[RegencyRow, ...]
    addresses: Mapping[str, Address]
    facts: FilingFacts
    judged: FrozenJudgement
    asked: RequirementSet

    @property
    def names(self) -> dict[str, str]:
        """The names of provinces and regencies by code."""
        regencies = {row.code: row.name for row in self.regencies}
        return {row.code: row.name for row in self.provinces} | regencies

    def regencies_of(self, province: str) -> list[RegencyRow]:
        return [row for row in self.regencies if row.code.startswith(f"{province}.")]

    def heads(self, code: str) -> Heads:
        """The officers of one board; nobody where there is none."""
        board = self.facts.boards.get(code)
        return Heads(board.officers, board.women) if board else Heads(0, 0)


def basis_data(
    *,
    party: tuple[str, str, str],
    cycle: str,
    profile_version: int,
    provinces: Iterable[tuple[ProvinceStanding, bool]],
    names: Mapping[str, str],
    addresses: Mapping[str, Address],
) -> dict[str, Any]:
    """The basis as it is frozen. `party` is (name, short name, kind); each province comes with
    whether its own board holds."""
    rows = list(provinces)
    return {
        "party": list(party),
        "cycle": cycle,
        "profile_version": profile_version,
        "provinces": [
            [p.code, names.get(p.code, p.code), p.required, len(p.counting), board]
            for p, board in rows
        ],
        "regencies": [
            [
                r.code,
                names.get(r.code, r.code),
                r.members,
                r.members_required,
                r.districts,
                r.districts_required,
                r.districts_filed,
                "".join(sorted(letter for letter, missing in r.short.items() if not missing)),
                r.code in p.counting,
            ]
            for p, _ in rows
            for r in p.regencies
        ],
        "addresses": {code: list(address) for code, address in sorted(addresses.items())},
    }


def basis_of(snapshot: Mapping[str, Any]) -> Basis:
    """The basis out of a snapshot. Raises KeyError for one that was frozen without it."""
    data = snapshot["forms"]
    name, short, kind = data["party"]
    return Basis(
        party_name=name,
        party_short=short,
        party_kind=kind,
        cycle=data["cycle"],
        profile_version=data["profile_version"],
        provinces=tuple(ProvinceRow(*row) for row in data["provinces"]),
        regencies=tuple(RegencyRow(*row) for row in data["regencies"]),
        addresses={code: Address(*row) for code, row in data["addresses"].items()},
        facts=facts_from_data(snapshot["facts"]),
        judged=frozen_judgement(snapshot),
        asked=set_from_data(snapshot["requirements"]),
    )
