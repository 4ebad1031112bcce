"""What a board needs: posts by title, women's share, decrees, and what is told about them."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sipol.kernel.findings import Severity
from sipol.records.boards import messages
from sipol.records.boards.rules import entries
from sipol.records.boards.rules.judgement import (
    FINDING_CODES,
    USUAL,
    BoardFacts,
    decree_key,
    judge,
    women_met,
    women_needed,
)
from sipol.records.boards.rules.posts import CORE_POSTS, Post, post_of_title
from sipol.records.places.messages import FIELD_SENTENCES
from sipol.records.places.rules import fields
from sipol.records.places.rules.levels import LEVELS, Level, level_below, level_of

TODAY = date(2026, 11, 24)
WHOLE = {
    "decree_number": "SK-1",
    "decree_date": date(2025, 3, 27),
    "officers": 10,
    "women": 3,
    "posts": frozenset(CORE_POSTS),
}


def codes(level: Level = Level.REGENCY, **changed: object) -> list[str]:
    facts = BoardFacts(level=level, **{**WHOLE, **changed})  # type: ignore[arg-type]
    return [found.code for found in judge(facts, USUAL, today=TODAY)]


@pytest.mark.parametrize("level", LEVELS)
def test_a_whole_board_has_no_findings(level: Level):
    assert codes(level) == []


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"decree_number": ""}, ["decree_missing"]),
        ({"decree_date": None}, ["decree_date_missing"]),
        ({"period_to": date(2026, 11, 23)}, ["decree_expired"]),
        ({"period_to": TODAY}, []),
        ({"shared_with": "81.01"}, ["decree_reused"]),
        ({"shared_with": ""}, ["decree_reused"]),
        ({"posts": frozenset({Post.CHAIR, Post.OTHER})}, ["officers_missing"]),
        ({"women": 2}, ["women_attention"]),
        ({"officers": 0, "women": 0, "posts": frozenset()}, ["officers_missing"]),
    ],
)
def test_each_thing_is_told_once(changed: dict[str, object], expected: list[str]):
    assert codes(**changed) == expected


def test_thirty_percent_are_a_condition_at_the_centre_only():
    facts = BoardFacts(level=Level.NATIONAL, **{**WHOLE, "women": 2})  # type: ignore[arg-type]
    (found,) = judge(facts, USUAL, today=TODAY)
    assert (found.code, found.severity) == ("women_below", Severity.ERROR)
    assert found.values["needed"] == "2"


def test_a_district_needs_its_decree_and_no_posts():
    assert codes(Level.DISTRICT, officers=0, women=0, posts=frozenset()) == []


@given(women=st.integers(0, 300), men=st.integers(0, 700))
def test_thirty_percent_without_rounding(women: int, men: int):
    total = women + men
    assert women_met(women, total) == (total > 0 and Fraction(women, total) >= Fraction(3, 10))
    more = women_needed(women, total)
    assert women_met(women + more, total + more)
    assert more == 0 or not women_met(women + more - 1, total + more - 1)


@pytest.mark.parametrize(
    ("title", "post"),
    [
        ("Ketua", Post.CHAIR),
        ("KETUA UMUM", Post.CHAIR),
        ("Ketua DPC", Post.CHAIR),
        ("Ketua DPD Provinsi Maluku", Post.CHAIR),
        ("Presiden", Post.CHAIR),
        ("Sekretaris Jenderal", Post.SECRETARY),
        ("Sekjen DPP", Post.SECRETARY),
        ("Bendahara Umum", Post.TREASURER),
        ("Wakil Ketua", Post.OTHER),
        ("Wakil Sekretaris Jenderal", Post.OTHER),
        ("Ketua Bidang Hukum", Post.OTHER),
        ("", Post.OTHER),
    ],
)
def test_titles_and_their_posts(title: str, post: Post):
    assert post_of_title(title) == post


@given(st.text(max_size=60))
def test_any_title_has_a_post(title: str):
    assert post_of_title(title) in Post


def test_equal_decrees_are_found_whatever_their_punctuation():
    assert decree_key("SK-01 / DPP.2025") == decree_key("sk 01/dpp/2025")
    assert decree_key("SK-01") != decree_key("SK-10")


def test_what_keeps_an_officer_from_being_saved():
    wrong = {
        "title": "",
        "name": "8171015205870003",
        "sex": "X",
        "national_id": "123",
        "phone": "a",
    }
    found = entries.check_officer(entries.clean_officer(wrong), row=7)
    assert [(one.code, one.where.column) for one in found] == [
        ("filed_missing", "title"),
        ("filed_identity_number", "name"),
        ("filed_choice", "sex"),
        ("filed_nik", "national_id"),
        ("filed_phone", "phone"),
    ]
    assert {one.where.row for one in found} == {7}


def test_the_nik_says_a_sex_and_is_only_asked_about():
    texts = {"title": "Ketua", "name": "Asep", "sex": "L", "national_id": "8171 0152 0587 0003"}
    cleaned = entries.clean_officer(texts)
    assert entries.check_officer(cleaned) == []
    assert [one.code for one in entries.oddities_of_officer(cleaned)] == ["officer_sex_differs"]


@given(st.dictionaries(st.sampled_from(entries.OFFICER_NAMES), st.text(max_size=40)))
def test_whatever_is_typed_is_judged_and_told(texts: dict[str, str]):
    for found in entries.check_officer(entries.clean_officer(texts)):
        assert messages.sentence(found)
        assert messages.sentence(found, "en")


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_dates_are_read_as_they_are_written(day: date):
    assert fields.read_date(fields.write_date(day)) == day
    assert fields.read_date(day.isoformat()) == day


@pytest.mark.parametrize("code", ["81.71.01.1001", "8", "81.", "x", "00"])
def test_what_is_no_place(code: str):
    with pytest.raises(ValueError, match="no place"):
        level_of(code)


def test_levels_by_code():
    assert [level_of(code) for code in ("", "81", "81.71", "81.71.01")] == list(LEVELS)
    assert [level_below(level) for level in LEVELS] == [*LEVELS[1:], None]


def test_every_finding_and_every_field_has_its_words():
    assert set(messages.SENTENCES) == {*FINDING_CODES, *entries.FINDING_CODES}
    assert set(FIELD_SENTENCES) == set(fields.FINDING_CODES)
    assert set(messages.BOARD_TITLES) == set(entries.BOARD_NAMES)
    assert set(messages.OFFICER_TITLES) == set(entries.OFFICER_NAMES)
    assert set(messages.POST_TITLES) == set(Post)
