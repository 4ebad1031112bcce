from __future__ import annotations

import time
from datetime import datetime

import pytest

from sipol.config.demo.people import invent_members
from sipol.flow.intake.rules.fields import FIELDS
from sipol.kernel.identifiers import read_nik

PLACES = [("99.01", "99.01.01", "99.01.01.2001"), ("99.01", "99.01.02")]


@pytest.fixture(scope="module")
def people() -> list[dict[str, str]]:
    return invent_members(3_000, localities=PLACES, seed=7)


def test_every_person_has_every_field_of_a_member_list(people: list[dict[str, str]]) -> None:
    fields = {field.name for field in FIELDS if field.name != "row_key"}
    required = {field.name for field in FIELDS if field.required}
    assert len(people) == 3_000
    for person in people:
        assert set(person) == fields
        assert all(person[name] for name in required)


def test_identity_numbers_are_impossible_unique_and_agree_with_the_person(
    people: list[dict[str, str]],
) -> None:
    assert len({person["national_id"] for person in people}) == len(people)
    for person in people:
        reading = read_nik(person["national_id"])
        born = datetime.strptime(person["birth_date"], "%d-%m-%Y")
        assert reading is not None
        assert person["national_id"].startswith("99")
        assert reading.sex == person["sex"]
        assert (reading.day, reading.month, reading.year) == (born.day, born.month, born.year % 100)


def test_lists_of_different_seeds_share_nobody(people: list[dict[str, str]]) -> None:
    others = invent_members(3_000, localities=PLACES, seed=8)
    for field in ("national_id", "card_number"):
        assert not {p[field] for p in people} & {p[field] for p in others}


def test_the_same_seed_gives_the_same_people(people: list[dict[str, str]]) -> None:
    assert invent_members(3_000, localities=PLACES, seed=7) == people


def test_people_live_in_the_places_given(people: list[dict[str, str]]) -> None:
    found = {(person["regency"], person["district"], person["village"]) for person in people}
    assert found == {("99.01", "99.01.01", "99.01.01.2001"), ("99.01", "99.01.02", "")}


def test_names_come_in_the_forms_that_occur(people: list[dict[str, str]]) -> None:
    names = [person["name"] for person in people]
    assert any(" " not in name for name in names)
    assert any(name.startswith(("I ", "Ni ")) for name in names)
    assert any(name.startswith(("H. ", "Hj. ")) for name in names)
    assert any("'" in name or "’" in name for name in names)
    assert any(" bin " in name or " binti " in name for name in names)
    assert len(set(names)) > 1_500


def test_a_list_without_places_is_refused() -> None:
    with pytest.raises(ValueError, match="locality"):
        invent_members(1, localities=[], seed=1)


def test_twenty_thousand_people_take_less_than_a_second() -> None:
    started = time.perf_counter()
    invent_members(20_000, localities=PLACES, seed=1)
    assert time.perf_counter() - started < 1
