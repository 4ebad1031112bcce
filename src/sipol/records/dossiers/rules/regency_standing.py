"""Where a party stands in each regency, and which regencies it stands on in a province.

Districts, members, offices and accounts count only in regencies that count under letter c (Act
7/2017 art. 173(2)c, d, f): extra regencies may fail without harm, and the best ones are taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from sipol.records.dossiers.rules.filing import (
    NATION,
    BankAccount,
    Board,
    CountedRegions,
    FilingFacts,
    Office,
    Tier,
    tier_of,
)
from sipol.records.dossiers.rules.requirements import RequirementSet

# A part of what a regency owes: its letter, and the word by which pages find their sentence.
PARTS = {"c": "board", "d": "districts", "f": "members", "g": "office", "i": "account"}


class Standing(NamedTuple):
    """One regency: what is asked and what is there. `short` says by letter how much is missing.

    A letter stands in `short` only where the set asks for it in regencies; 0 means it holds.
    """

    code: str
    districts: int
    districts_required: int
    districts_filed: int
    members: int
    members_required: int
    short: dict[str, int]

    def holds(self, letter: str) -> bool:
        """Whether the letter holds here, beside a board, without which nothing here counts."""
        return not self.short["c"] and not self.short.get(letter, 0)

    def lacking(self, nested: Iterable[str]) -> list[str]:
        """The letters that keep the regency from counting, in their order."""
        asked = {"c", *nested}
        return [letter for letter, missing in self.short.items() if missing and letter in asked]


@dataclass(frozen=True, slots=True)
class ProvinceStanding:
    """One province: how many regencies must count, which do, and which are the best choice.

    `chosen` are as many as are required: those that count already, then those that lack least.
    """

    code: str
    required: int
    regencies: tuple[Standing, ...]
    counting: frozenset[str]
    chosen: tuple[Standing, ...]

    @property
    def met(self) -> bool:
        return len(self.counting) >= self.required

    def holding(self, letter: str) -> int:
        """The regencies with a board in which that letter holds."""
        return sum(regency.holds(letter) for regency in self.regencies)


def provinces_of(
    facts: FilingFacts, regions: CountedRegions, asked: RequirementSet
) -> tuple[ProvinceStanding, ...]:
    """Every province that the set counts, by code."""
    stand = _measure(facts, regions, asked)
    return tuple(
        _province(code, tuple(map(stand, sorted(regencies))), asked)
        for code, regencies in sorted(regions.regencies.items())
        if regencies and (not asked.area or code == asked.area)
    )


def _province(
    code: str, regencies: tuple[Standing, ...], asked: RequirementSet
) -> ProvinceStanding:
    required = asked.regencies.of(len(regencies))
    lacking = {regency.code: regency.lacking(asked.nested) for regency in regencies}
    ranked = sorted(
        regencies,
        key=lambda r: (
            len(lacking[r.code]),
            sum(r.short[letter] for letter in lacking[r.code]),
            r.code,
        ),
    )
    return ProvinceStanding(
        code=code,
        required=required,
        regencies=regencies,
        counting=frozenset(code for code, missing in lacking.items() if not missing),
        chosen=tuple(ranked[:required]),
    )


def _measure(
    facts: FilingFacts, regions: CountedRegions, asked: RequirementSet
) -> Callable[[str], Standing]:
    def stand(code: str) -> Standing:
        districts = regions.districts.get(code, ())
        required = asked.districts.of(len(districts)) if asked.districts else 0
        filed = sum(board_fault(facts, asked, district) == "" for district in districts)
        members, minimum = facts.members.get(code, 0), regions.minima.get(code, 0)
        short = {"c": int(board_fault(facts, asked, code) != "")}
        if asked.districts:
            short["d"] = max(0, required - filed)
        if asked.members:
            short["f"] = max(0, minimum - members)
        if Tier.REGENCY in asked.office_levels:
            short["g"] = int(office_fault(facts, asked, code) != "")
        if Tier.REGENCY in asked.account_levels:
            short["i"] = int(account_fault(facts, asked, code) != "")
        return Standing(code, len(districts), required, filed, members, minimum, short)

    return stand


def board_fault(facts: FilingFacts, asked: RequirementSet, code: str) -> str:
    """What is wrong with a board first of all, "" where nothing is."""
    board: Board | None = facts.boards.get(code)
    if board is None:
        return "board_missing"
    if not board.decree:
        return "decree_missing"
    if board.until and asked.boards_on and board.until < asked.boards_on:
        return "decree_expired"
    if board.missing_posts:
        return "posts_missing"
    # The centre's board stands on its own decree, ratified by the ministry (letter e).
    wanted = code != NATION and asked.decree_paper and tier_of(code) in asked.decree_paper_levels
    if wanted and (asked.decree_paper, code) not in facts.papers:
        return "decree_paper_missing"
    return ""


def office_fault(facts: FilingFacts, asked: RequirementSet, code: str) -> str:
    """What is wrong with an office first of all, "" where nothing is."""
    office: Office | None = facts.offices.get(code)
    if office is None:
        return "office_missing"
    if not office.open_ended:
        if office.until is None:
            return "office_end_missing"
        if asked.office_until is not None and office.until < asked.office_until:
            return "office_ends_early"
    if tier_of(code) in asked.office_proof_levels and not office.proof:
        return "office_proof_missing"
    return ""


def account_fault(facts: FilingFacts, asked: RequirementSet, code: str) -> str:
    """What is wrong with a bank account first of all, "" where nothing is."""
    account: BankAccount | None = facts.accounts.get(code)
    if account is None:
        return "account_missing"
    return "account_proof_missing" if asked.account_proof and not account.proof else ""
