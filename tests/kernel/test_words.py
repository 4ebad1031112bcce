"""Rounding, identity numbers, canonical bytes, ids and scopes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sipol.kernel.actors import Actor, Role
from sipol.kernel.clock import WIB, WIT, WITA, zone_of
from sipol.kernel.digests import canonical_json
from sipol.kernel.identifiers import clean_nik, hide_niks, mask_nik, read_nik
from sipol.kernel.rounding import half_up
from sipol.kernel.sortable_ids import sortable_id
from sipol.records.members.rules.identity import member_id


@given(st.integers(0, 10**9), st.integers(1, 10**6))
def test_half_up_is_the_nearest_whole_number_and_halves_go_up(above: int, below: int) -> None:
    exact = Fraction(above, below)
    rounded = half_up(above, below)
    assert -Fraction(1, 2) < rounded - exact <= Fraction(1, 2)


def test_half_up_does_not_round_to_even_as_python_does() -> None:
    assert (half_up(33, 2), round(33 / 2)) == (17, 16)


@pytest.mark.parametrize(("above", "below"), [(-1, 2), (1, 0), (1, -2)])
def test_half_up_refuses_what_no_count_can_be(above: int, below: int) -> None:
    with pytest.raises(ValueError, match="half_up"):
        half_up(above, below)


@pytest.mark.parametrize(
    ("nik", "day", "month", "year", "sex"),
    [("9971010304900001", 3, 4, 90, "L"), ("9971014304900001", 3, 4, 90, "P")],
)
def test_a_nik_tells_birth_and_sex(nik: str, day: int, month: int, year: int, sex: str) -> None:
    reading = read_nik(nik)
    assert reading is not None
    assert (reading.day, reading.month, reading.year, reading.sex) == (day, month, year, sex)


@pytest.mark.parametrize(
    "nik", ["", "997101030490001", "99710103049000O1", "9971013204900001", "9971010313900001"]
)
def test_what_is_no_nik_tells_nothing(nik: str) -> None:
    assert read_nik(nik) is None


@given(st.text(alphabet="0123456789 .-", max_size=24))
def test_a_masked_nik_keeps_at_most_six_digits(text: str) -> None:
    shown = mask_nik(text)
    assert sum(character.isdigit() for character in shown) <= 6
    assert len(shown) == len(clean_nik(text))


@pytest.mark.parametrize(
    "written",
    [
        "9971010304900001",
        "99710103049000012",
        "997101 030490 0001",
        "9971-0103-0490-0001",
        "99.7101.030490.0001",
        "99.71.01.030490.0001",
        "997101\u00a0030490\u00a00001",
        "9971010304900001" * 2,
        "x9971010304900001y",
    ],
)
def test_a_nik_in_a_text_is_hidden_however_it_is_written(written: str) -> None:
    hidden = hide_niks(f"Lihat NIK {written}, baris 12.")
    digits = "".join(filter(str.isdigit, hidden))
    assert digits == f"9971{written.strip('y')[-2:]}12"
    assert hidden.startswith("Lihat NIK ")
    assert hidden.endswith(", baris 12.")


@pytest.mark.parametrize(
    "text",
    [
        "Jl. Melati 12, 97123, HP 0812-3456-7890",
        "anggota-2026-11-23-13.45.07-001.xlsx",
        "abcd1234-1234-4234-8234-123456789012",
        "0123456789abcdef0123456789abcdef",
        "1234567890123456" * 4,
    ],
)
def test_what_is_no_nik_stays_as_it_was_written(text: str) -> None:
    assert hide_niks(text) == text


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)


@given(st.dictionaries(st.text(), JSON))
def test_canonical_bytes_do_not_depend_on_the_order_of_keys(value: dict[str, object]) -> None:
    turned = dict(reversed(list(value.items())))
    assert canonical_json(turned) == canonical_json(value)


@pytest.mark.parametrize("value", [1.5, {"a": [0.1]}, {1: "a"}])
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        canonical_json(value)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)), st.integers(1, 10**6))
def test_ids_sort_by_time(moment: datetime, later_ms: int) -> None:
    first = moment.replace(tzinfo=UTC)
    one, two = sortable_id(first), sortable_id(first + timedelta(milliseconds=later_ms + 1))
    assert one < two
    assert one.version == 7
    assert one.variant == UUID("01890a5d-ac96-774b-bcce-b302099a8057").variant


@given(st.integers(1, 2**31), st.integers(1, 2**31))
def test_a_row_has_one_id_and_rows_sort_as_in_the_file(one: int, two: int) -> None:
    delivery = sortable_id(datetime(2026, 1, 1, tzinfo=UTC))
    assert (member_id(delivery, one) < member_id(delivery, two)) == (one < two)
    assert member_id(delivery, one).version == 8


@pytest.mark.parametrize(
    ("scope", "region", "covered"),
    [
        ("", "81.71", True),
        ("81", "81.71.01", True),
        ("81.71", "81.71", True),
        ("81.71", "81.7", False),
        ("81.7", "81.71", False),
        ("81.71", "81", False),
        ("81.71", "", False),
    ],
)
def test_a_person_covers_their_region_and_what_lies_below(
    scope: str, region: str, covered: bool
) -> None:
    assert Actor(1, "A", Role.PARTY_OPERATOR, 1, scope).covers(region) is covered


def test_the_zone_follows_the_province() -> None:
    assert [zone_of(code) for code in ("32.04", "51.71", "81.71", "96", "")] == [
        WIB,
        WITA,
        WIT,
        WIT,
        WIB,
    ]
