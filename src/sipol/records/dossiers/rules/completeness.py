"""Completeness: what a filing holds of what its cycle asks, letter by letter, and what is missing.

One pure computation. The task list, the coverage page and the commission's checklist are views of
its result; nobody computes a requirement anywhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sipol.records.dossiers.rules.filing import NATION, CountedRegions, FilingFacts, Tier, tier_of
from sipol.records.dossiers.rules.regency_standing import (
    PARTS,
    ProvinceStanding,
    account_fault,
    board_fault,
    office_fault,
    provinces_of,
)
from sipol.records.dossiers.rules.requirements import LETTERS, RequirementSet


class Gap(NamedTuple):
    """One thing that is missing. `what` finds the sentence, `where` is a region, "" the nation.

    `number` says how many are missing; `detail` names the paper, the field or the posts.
    """

    what: str
    where: str = NATION
    number: int = 1
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One requirement: `reached` of `required` in its own unit, and everything that is missing.

    `attention` are shares of women that the law wants heeded and that hold nothing up.
    """

    letter: str
    reached: int
    required: int
    gaps: tuple[Gap, ...]
    attention: tuple[Gap, ...] = ()
    begun: bool = False

    @property
    def met(self) -> bool:
        return not self.gaps


@dataclass(frozen=True, slots=True)
class Completeness:
    """The judgement of a filing by one version of the requirements."""

    rules: str
    outcomes: tuple[Outcome, ...]
    provinces: tuple[ProvinceStanding, ...]

    @property
    def met(self) -> bool:
        return all(outcome.met for outcome in self.outcomes)

    @property
    def met_count(self) -> int:
        return sum(outcome.met for outcome in self.outcomes)

    def outcome(self, letter: str) -> Outcome | None:
        """That requirement's outcome; None where the set does not ask for it."""
        return next((each for each in self.outcomes if each.letter == letter), None)


@dataclass(frozen=True, slots=True)
class _Case:
    """What all requirements look at."""

    facts: FilingFacts
    asked: RequirementSet
    provinces: tuple[ProvinceStanding, ...]


def judge(facts: FilingFacts, regions: CountedRegions, asked: RequirementSet) -> Completeness:
    """Judge a filing. The order in which anything was filed plays no part."""
    case = _Case(facts, asked, provinces_of(facts, regions, asked))
    outcomes = (_judge_letter(case, letter) for letter in LETTERS)
    return Completeness(
        rules=asked.name,
        outcomes=tuple(outcome for outcome in outcomes if outcome),
        provinces=case.provinces,
    )


class _Count(NamedTuple):
    """One part of a requirement: how much there is, how much there must be, what is missing."""

    reached: int
    required: int
    gaps: tuple[Gap, ...] = ()


def _judge_letter(case: _Case, letter: str) -> Outcome | None:
    counts = [count for count in (*_BY_LETTER.get(letter, _nothing)(case),) if count.required]
    supplied = _supplied(case, letter)
    if supplied.required:
        counts.append(supplied)
    if not counts:
        return None
    return Outcome(
        letter=letter,
        # A requirement of regions is told in regions; papers only where there is nothing else.
        reached=counts[0].reached,
        required=counts[0].required,
        gaps=tuple(gap for count in counts for gap in count.gaps),
        attention=tuple(_attention(case)) if letter == "e" else (),
        begun=supplied.reached > 0 or _begun(case.facts, letter),
    )


def _nothing(case: _Case) -> Iterable[_Count]:
    return ()


_BOARD_TIERS = {
    "b": Tier.PROVINCE,
    "c": Tier.REGENCY,
    "d": Tier.DISTRICT,
    "e": Tier.NATIONAL,
}


def _begun(facts: FilingFacts, letter: str) -> bool:
    if letter in _BOARD_TIERS:
        return any(tier_of(code) is _BOARD_TIERS[letter] for code in facts.boards)
    filed: Mapping[str, object] = {"f": facts.members, "g": facts.offices, "i": facts.accounts}
    return bool(filed.get(letter))


def _supplied(case: _Case, letter: str) -> _Count:
    """Papers of the centre and fields of the profile."""
    papers, fields = case.asked.papers.get(letter, ()), case.asked.fields.get(letter, ())
    gaps = (
        *(Gap("paper", NATION, 1, k) for k in papers if (k, NATION) not in case.facts.papers),
        *(Gap("field", NATION, 1, name) for name in fields if name not in case.facts.fields),
    )
    required = len(papers) + len(fields)
    return _Count(required - len(gaps), required, gaps)


def _boards_in_provinces(case: _Case) -> Iterator[_Count]:
    """Letter b: boards in all provinces."""
    if case.asked.provinces is None:
        return
    faults = {p.code: board_fault(case.facts, case.asked, p.code) for p in case.provinces}
    yield _share_count(faults, case.asked.provinces.of(len(faults)), case)


def _share_count(faults: Mapping[str, str], required: int, case: _Case) -> _Count:
    wrong = [(code, fault) for code, fault in faults.items() if fault]
    reached = len(faults) - len(wrong)
    if reached >= required:
        return _Count(reached, required)
    return _Count(reached, required, tuple(_fault_gap(case, *pair) for pair in wrong))


def _boards_in_regencies(case: _Case) -> Iterator[_Count]:
    """Letter c: enough regencies of every province that hold all that is nested in them."""
    yield _Count(
        sum(min(len(p.counting), p.required) for p in case.provinces),
        sum(p.required for p in case.provinces),
        tuple(
            gap
            for p in case.provinces
            if not p.met
            for gap in (_short(p, len(p.counting)), *_kept_from_counting(case, p))
        ),
    )


def _kept_from_counting(case: _Case, province: ProvinceStanding) -> Iterator[Gap]:
    """What the best choice lacks: its boards, and what no other letter tells of this province.

    Districts may hold in enough regencies, and members in enough others: then only c fails.
    """
    for regency in province.chosen:
        for letter in regency.lacking(case.asked.nested):
            if letter == "c" or province.holding(letter) >= province.required:
                yield Gap(PARTS[letter], regency.code, regency.short[letter])


def _short(province: ProvinceStanding, holding: int) -> Gap:
    return Gap("regencies", province.code, province.required - holding)


def _nested(letter: str) -> Callable[[_Case], Iterator[_Count]]:
    """A letter that must hold in regencies: how many do, and what the best choice still lacks."""

    def count(case: _Case) -> Iterator[_Count]:
        if not any(letter in r.short for p in case.provinces for r in p.regencies):
            return
        reached, gaps = 0, []
        for province in case.provinces:
            holding = province.holding(letter)
            reached += min(holding, province.required)
            if holding < province.required:
                gaps.append(_short(province, holding))
                gaps += (
                    Gap(PARTS[letter], regency.code, regency.short[letter])
                    for regency in province.chosen
                    if regency.short[letter]
                )
        yield _Count(reached, sum(p.required for p in case.provinces), tuple(gaps))

    return count


def _women(case: _Case) -> Iterator[_Count]:
    """Letter e: the share of women where it is strict."""
    strict = [NATION] if Tier.NATIONAL in case.asked.women_strict else []
    strict += [
        code
        for code in sorted(case.facts.boards)
        if code and tier_of(code) in case.asked.women_strict
    ]
    gaps = []
    for code in strict:
        fault = board_fault(case.facts, case.asked, code)
        if fault:
            gaps.append(_fault_gap(case, code, fault))
        elif missing := _women_missing(case, code):
            gaps.append(Gap("women", code, missing))
    yield _Count(len(strict) - len(gaps), len(strict), tuple(gaps))


def _women_missing(case: _Case, code: str) -> int:
    """How many women more the board needs if nobody else changes; 0 where the share holds."""
    board, share = case.facts.boards[code], case.asked.women
    if share.reached(board.women, board.officers):
        return 0
    rest = share.denominator - share.numerator
    lacking = share.numerator * board.officers - share.denominator * board.women
    return max(1, -(-lacking // rest))


def _attention(case: _Case) -> Iterator[Gap]:
    levels = set(case.asked.women_attention)
    for code, board in sorted(case.facts.boards.items()):
        if board.officers and tier_of(code) in levels and (missing := _women_missing(case, code)):
            yield Gap("women", code, missing)


def _at_levels(letter: str) -> Callable[[_Case], Iterator[_Count]]:
    """Offices and accounts: at the centre, in the provinces, and in the regencies that count."""

    def count(case: _Case) -> Iterator[_Count]:
        levels = case.asked.office_levels if letter == "g" else case.asked.account_levels
        fault = office_fault if letter == "g" else account_fault
        yield from _nested(letter)(case)
        if Tier.PROVINCE in levels:
            faults = {p.code: fault(case.facts, case.asked, p.code) for p in case.provinces}
            yield _share_count(faults, len(faults), case)
        if Tier.NATIONAL in levels:
            yield _share_count({NATION: fault(case.facts, case.asked, NATION)}, 1, case)

    return count


def _fault_gap(case: _Case, code: str, fault: str) -> Gap:
    if fault != "posts_missing":
        return Gap(fault, code)
    posts = case.facts.boards[code].missing_posts
    return Gap(fault, code, len(posts), ",".join(posts))


_BY_LETTER: Mapping[str, Callable[[_Case], Iterable[_Count]]] = {
    "b": _boards_in_provinces,
    "c": _boards_in_regencies,
    "d": _nested("d"),
    "e": _women,
    "f": _nested("f"),
    "g": _at_levels("g"),
    "i": _at_levels("i"),
}
