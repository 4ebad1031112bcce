"""Completeness: nested shares, rounding, papers, women, and that more is never worse."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sipol.records.dossiers.rules.completeness import Completeness, Gap, judge
from sipol.records.dossiers.rules.filing import (
    BankAccount,
    Board,
    CountedRegions,
    FilingFacts,
    Office,
    facts_as_data,
    facts_from_data,
)
from sipol.records.dossiers.rules.requirements import (
    ACEH_2022,
    NATIONAL_2022,
    RequirementSet,
    Share,
    set_as_data,
    set_from_data,
)

CENTRE = Board(officers=10, women=3)
LAST_STAGE = date(2024, 10, 20)
ASKED = NATIONAL_2022.on(LAST_STAGE, office_until=LAST_STAGE)


def country(shape: Mapping[str, int], districts: int = 4, minimum: int = 100) -> CountedRegions:
    """Provinces with that many regencies, each with as many districts and the same minimum."""
    regencies = {
        province: tuple(f"{province}.{number:02}" for number in range(1, count + 1))
        for province, count in shape.items()
    }
    codes = [code for each in regencies.values() for code in each]
    return CountedRegions(
        regencies=regencies,
        districts={
            code: tuple(f"{code}.{number:02}" for number in range(1, districts + 1))
            for code in codes
        },
        minima=dict.fromkeys(codes, minimum),
    )


def filing(
    places: CountedRegions, asked: RequirementSet = ASKED, *, whole: int | None = None
) -> FilingFacts:
    """A filing with everything; in each province only the first `whole` regencies."""
    regencies = [code for codes in places.regencies.values() for code in codes[:whole]]
    districts = [code for regency in regencies for code in places.districts[regency]]
    seats = ["", *places.regencies, *regencies]
    return FilingFacts(
        members={code: places.minima[code] for code in regencies},
        boards={"": CENTRE, **dict.fromkeys([*seats[1:], *districts], Board())},
        offices={code: Office(until=LAST_STAGE) for code in seats},
        accounts={code: BankAccount(proof=True) for code in seats},
        papers=frozenset(
            [
                *((kind, "") for kinds in asked.papers.values() for kind in kinds),
                *(("board_decree", code) for code in [*seats[1:], *districts]),
            ]
        ),
        fields=frozenset(name for names in asked.fields.values() for name in names),
    )


def without(facts: FilingFacts, codes: Iterable[str]) -> FilingFacts:
    gone = set(codes)
    return replace(facts, boards={c: b for c, b in facts.boards.items() if c not in gone})


def unmet(judged: Completeness) -> list[str]:
    return [outcome.letter for outcome in judged.outcomes if not outcome.met]


# National plenary of 2022: NTT and North Sulawesi; the training of Konawe: 13 of its 17.
@pytest.mark.parametrize(("regencies", "required"), [(22, 17), (15, 11), (17, 13), (19, 14)])
def test_a_province_stands_on_three_quarters_half_up(regencies: int, required: int) -> None:
    places = country({"53": regencies})
    assert judge(filing(places, whole=required), places, ASKED).met
    short = judge(filing(places, whole=required - 1), places, ASKED)
    assert unmet(short) == ["c", "d", "f", "g", "i"]
    outcome = short.outcome("c")
    assert outcome is not None
    assert (outcome.reached, outcome.required) == (required - 1, required)
    assert outcome.gaps == (Gap("regencies", "53", 1), Gap("board", f"53.{required:02}", 1))


@pytest.mark.parametrize(("districts", "required"), [(27, 14), (12, 6), (4, 2), (1, 1)])
def test_a_regency_needs_half_of_its_districts_half_up(districts: int, required: int) -> None:
    places = country({"81": 1}, districts=districts)
    facts = filing(places)
    extra = places.districts["81.01"][required:]
    assert judge(without(facts, extra), places, ASKED).met
    short = judge(without(facts, places.districts["81.01"][required - 1 :]), places, ASKED)
    assert unmet(short) == ["c", "d"]
    outcome = short.outcome("d")
    assert outcome is not None
    assert Gap("districts", "81.01", 1) in outcome.gaps


def test_all_provinces_are_asked_for_and_the_missing_ones_are_named() -> None:
    places = country({"81": 4, "82": 4})
    outcome = judge(without(filing(places), ["82"]), places, ASKED).outcome("b")
    assert outcome is not None
    assert (outcome.reached, outcome.required) == (1, 2)
    assert outcome.gaps == (Gap("board_missing", "82"),)


def test_an_extra_regency_may_fail_without_harm() -> None:
    places = country({"81": 4})
    facts = filing(places, whole=3)
    extra = replace(facts, boards={**facts.boards, "81.04": Board(missing_posts=("chair",))})
    assert judge(extra, places, ASKED).met


def test_members_and_districts_count_only_in_the_same_regencies() -> None:
    places = country({"81": 4})
    facts = filing(places)
    few_members = {"81.01": 99, "81.02": 100, "81.03": 100, "81.04": 100}
    apart = without(replace(facts, members=few_members), places.districts["81.04"])
    judged = judge(apart, places, ASKED)
    # Three regencies have members, three have districts, but only two have both.
    assert unmet(judged) == ["c"]
    outcome = judged.outcome("c")
    assert outcome is not None
    assert outcome.gaps == (Gap("regencies", "81", 1), Gap("members", "81.01", 1))


def test_the_choice_falls_on_the_regencies_that_lack_least() -> None:
    places = country({"81": 4})
    members = {"81.01": 10, "81.02": 90, "81.03": 100, "81.04": 95}
    outcome = judge(replace(filing(places), members=members), places, ASKED).outcome("f")
    assert outcome is not None
    assert outcome.gaps == (
        Gap("regencies", "81", 2),
        Gap("members", "81.04", 5),
        Gap("members", "81.02", 10),
    )


def test_a_board_needs_its_decree_its_posts_and_its_paper() -> None:
    places = country({"81": 1, "82": 1, "91": 1, "92": 1})
    facts = filing(places)
    boards = {
        **facts.boards,
        "81": Board(decree=False),
        "82": Board(missing_posts=("secretary", "treasurer"), until=LAST_STAGE),
        "92": Board(until=date(2024, 10, 19)),
    }
    papers = facts.papers - {("board_decree", "91")}
    outcome = judge(replace(facts, boards=boards, papers=papers), places, ASKED).outcome("b")
    assert outcome is not None
    assert outcome.gaps == (
        Gap("decree_missing", "81"),
        Gap("posts_missing", "82", 2, "secretary,treasurer"),
        Gap("decree_paper_missing", "91"),
        Gap("decree_expired", "92"),
    )


@pytest.mark.parametrize(
    ("women", "officers", "missing"), [(3, 10, 0), (2, 10, 2), (3, 11, 1), (0, 0, 1), (9, 30, 0)]
)
def test_women_are_strict_at_the_centre(women: int, officers: int, missing: int) -> None:
    places = country({"81": 1})
    facts = filing(places)
    centre = Board(officers=officers, women=women)
    judged = judge(replace(facts, boards={**facts.boards, "": centre}), places, ASKED)
    outcome = judged.outcome("e")
    assert outcome is not None
    assert outcome.gaps == ((Gap("women", "", missing),) if missing else ())
    added = Board(officers=officers + missing, women=women + missing)
    assert judge(replace(facts, boards={**facts.boards, "": added}), places, ASKED).met


def test_below_the_centre_few_women_only_draw_attention() -> None:
    places = country({"81": 1})
    facts = filing(places)
    boards = {**facts.boards, "81": Board(officers=10, women=1)}
    judged = judge(replace(facts, boards=boards), places, ASKED)
    outcome = judged.outcome("e")
    assert outcome is not None
    assert outcome.met
    assert outcome.attention == (Gap("women", "81", 3),)


@pytest.mark.parametrize(
    ("office", "what"),
    [
        (Office(until=LAST_STAGE), ""),
        (Office(open_ended=True), ""),
        (Office(), "office_end_missing"),
        (Office(until=date(2024, 10, 19)), "office_ends_early"),
    ],
)
def test_an_office_lasts_until_the_last_stage(office: Office, what: str) -> None:
    places = country({"81": 1})
    facts = filing(places)
    judged = judge(replace(facts, offices={**facts.offices, "81": office}), places, ASKED)
    outcome = judged.outcome("g")
    assert outcome is not None
    assert outcome.gaps == ((Gap(what, "81"),) if what else ())


def test_bank_accounts_are_asked_for_at_the_levels_that_are_switched_on() -> None:
    places = country({"81": 4})
    only_centre = replace(filing(places), accounts={"": BankAccount(proof=True)})
    assert unmet(judge(only_centre, places, ASKED)) == ["c", "i"]
    assert judge(only_centre, places, replace(ASKED, account_levels=(ASKED.account_levels[0],))).met


def test_papers_and_fields_are_named_one_by_one() -> None:
    places = country({"81": 1})
    facts = filing(places)
    bare = replace(
        facts, papers=facts.papers - {("statutes", "")}, fields=facts.fields - {"full_name"}
    )
    judged = judge(bare, places, ASKED)
    assert [outcome.gaps for outcome in judged.outcomes if not outcome.met] == [
        (Gap("paper", "", 1, "statutes"),),
        (Gap("field", "", 1, "full_name"),),
    ]


def test_an_empty_filing_meets_nothing_and_has_begun_nothing() -> None:
    judged = judge(FilingFacts(), country({"81": 4, "82": 3}), ASKED)
    assert unmet(judged) == list("abcdefghij")
    assert not any(outcome.begun or outcome.reached for outcome in judged.outcomes)


def test_a_local_party_needs_two_thirds_in_aceh_and_nothing_elsewhere() -> None:
    places = country({"11": 23, "53": 22}, districts=10)
    asked = ACEH_2022.on(LAST_STAGE, office_until=LAST_STAGE)
    aceh = replace(places, regencies={"11": places.regencies["11"]})
    facts = filing(aceh, asked, whole=16)
    spare = [code for r in places.regencies["11"] for code in places.districts[r][7:]]
    facts = without(facts, ["11", *spare])
    assert judge(facts, places, asked).met
    assert [each.code for each in judge(facts, places, asked).provinces] == ["11"]
    assert unmet(judge(without(facts, ["11.16"]), places, asked)) == ["c", "d", "f", "g"]
    assert unmet(judge(without(facts, ["11.01.07"]), places, asked)) == ["c", "d"]


PLACES = country({"11": 3, "81": 4, "82": 2}, districts=3, minimum=2)
FULL = filing(PLACES)
GAINS = (
    *(("boards", code) for code in FULL.boards),
    *(("offices", code) for code in FULL.offices),
    *(("accounts", code) for code in FULL.accounts),
    *(("members", code) for code in [*FULL.members, *FULL.members]),
    *(("papers", paper) for paper in sorted(FULL.papers)),
    *(("fields", name) for name in sorted(FULL.fields)),
)


def added(facts: FilingFacts, gain: tuple[str, object]) -> FilingFacts:
    """The filing with one thing more."""
    name, key = gain
    have = getattr(facts, name)
    if name in {"papers", "fields"}:
        return replace(facts, **{name: have | {key}})
    more = have.get(key, 0) + 1 if name == "members" else getattr(FULL, name)[key]
    return replace(facts, **{name: {**have, key: more}})


@given(
    st.lists(st.sampled_from(GAINS), max_size=60).flatmap(
        lambda some: st.tuples(st.just(some), st.sampled_from(GAINS))
    ),
    st.sampled_from([ASKED, ACEH_2022]),
)
def test_more_never_makes_a_met_requirement_unmet(
    case: tuple[list[tuple[str, object]], tuple[str, object]], asked: RequirementSet
) -> None:
    facts = FilingFacts()
    for gain in case[0]:
        facts = added(facts, gain)
    before, after = judge(facts, PLACES, asked), judge(added(facts, case[1]), PLACES, asked)
    for old, new in zip(before.outcomes, after.outcomes, strict=True):
        assert new.letter == old.letter
        assert new.reached >= old.reached
        assert new.met or not old.met


@given(st.sets(st.sampled_from(GAINS), max_size=12))
def test_taking_things_from_a_whole_filing_is_always_told(lost: set[tuple[str, object]]) -> None:
    facts = FilingFacts()
    for gain in [gain for gain in GAINS if gain not in lost]:
        facts = added(facts, gain)
    judged = judge(facts, PLACES, ASKED)
    for outcome in judged.outcomes:
        assert outcome.met == (not outcome.gaps)
        assert outcome.met or all(gap.number > 0 for gap in outcome.gaps)
    # Whoever supplies what is named for the best choice of regencies is done.
    assert judged.met == all(len(p.counting) >= p.required for p in judged.provinces) & (
        not {"a", "b", "e", "g", "h", "i", "j"} & set(unmet(judged))
    )


@given(st.permutations(GAINS))
def test_the_order_of_filing_plays_no_part(gains: list[tuple[str, object]]) -> None:
    one, other = FilingFacts(), FilingFacts()
    some = gains[: len(gains) * 2 // 3]
    for gain in some:
        one = added(one, gain)
    for gain in reversed(some):
        other = added(other, gain)
    assert judge(one, PLACES, ASKED) == judge(other, PLACES, ASKED)
    assert facts_as_data(one) == facts_as_data(other)


@given(st.integers(1, 600), st.sampled_from([Share(3, 4), Share(1, 2), Share(2, 3, "up")]))
def test_a_share_is_counted_in_whole_numbers(whole: int, share: Share) -> None:
    asked = share.of(whole)
    exact = share.numerator * whole
    if share.rounding == "up":
        assert (asked - 1) * share.denominator < exact <= asked * share.denominator
    else:
        assert abs(2 * asked * share.denominator - 2 * exact) <= share.denominator
        assert 2 * asked * share.denominator - 2 * exact > -share.denominator


@pytest.mark.parametrize("asked", [ASKED, NATIONAL_2022, ACEH_2022])
def test_a_requirement_set_is_data(asked: RequirementSet) -> None:
    assert set_from_data(set_as_data(asked)) == asked


def test_a_filing_is_data() -> None:
    assert facts_from_data(facts_as_data(FULL)) == FULL


def test_an_unknown_setting_is_refused() -> None:
    with pytest.raises(ValueError, match="no such settings"):
        set_from_data({**set_as_data(ASKED), "kelurahan": 1})
