"""Birth dates: every way to write one, and what the NIK settles."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.flow.intake.rules.lists import REFERENCE_DATE, codes, judge, person

SEVENTEENTH = "9901011708900001"
THIRD_OF_APRIL = "9901010304900001"
FOURTH_OF_MARCH = "9901010403900001"
ANOTHER_DAY = "9901011211850001"


@pytest.mark.parametrize(
    "typed",
    [
        "17/08/1990", "17-8-90", "17.8.1990", "17 Agustus 1990", "17 agu 90", "17-Aug-1990",
        "17AGUSTUS1990", "17 Agt 1990", "August 17, 1990", "1990-08-17", "1990/8/17", "17081990",
        "19900817", "1990-08-17 00:00:00", "1990-08-17T00:00:00", "17/08/1990 0:00", "'17-08-1990",
        "17, Agustus 1990", "17 – 08 – 1990",
    ],
)  # fmt: skip
def test_one_day_in_many_spellings(typed: str) -> None:
    judged = judge(person(national_id=SEVENTEENTH, birth_date=typed))
    assert judged.rows["birth_date"].to_list() == [date(1990, 8, 17)]
    assert judged.findings.is_empty()


@pytest.mark.parametrize(
    "typed",
    [
        "31/02/1990", "29/02/1991", "31-04-1990", "00/01/1990", "17/08/1899", "15/08/2027",
        "1990", "Agustus 1990", "17 Foo 1990", "17//", "17-08-199", "17-08-1990-1", "170890",
        "tidak tahu", "0", "99999999", "17/08/90000", "-", "33102", "1990-13-01",
    ],
)  # fmt: skip
def test_what_is_no_possible_birthday(typed: str) -> None:
    judged = judge(person(national_id=SEVENTEENTH, birth_date=typed))
    assert codes(judged) == ["birth_date_invalid"]
    assert judged.rows["birth_date"].to_list() == [None]


@pytest.mark.parametrize(
    ("nik", "typed", "read", "found"),
    [
        (THIRD_OF_APRIL, "03/04/1990", date(1990, 4, 3), []),
        (FOURTH_OF_MARCH, "03/04/1990", date(1990, 3, 4), []),
        (ANOTHER_DAY, "03/04/1990", date(1990, 4, 3), ["birth_date_ambiguous"]),
        (ANOTHER_DAY, "03041990", date(1990, 4, 3), ["birth_date_ambiguous"]),
        (ANOTHER_DAY, "03-04-90", date(1990, 4, 3), ["birth_date_ambiguous"]),
        # Where the NIK would have settled it, mending the NIK is enough.
        (None, "03/04/1990", date(1990, 4, 3), ["nik_missing"]),
        # A rounded or cut NIK still holds the birth date, unless the slip is in there.
        ("990101030490000", "03/04/1990", date(1990, 4, 3), ["nik_length"]),
        ("99010104O3900001", "03/04/1990", date(1990, 4, 3), ["nik_not_digits"]),
        # The day and month decide; that the year differs is another matter.
        (THIRD_OF_APRIL, "03/04/1991", date(1991, 4, 3), ["nik_birth_date_mismatch"]),
        (FOURTH_OF_MARCH, "03/04/1991", date(1991, 3, 4), ["nik_birth_date_mismatch"]),
        # One reading only: never ambiguous.
        (ANOTHER_DAY, "04/04/1990", date(1990, 4, 4), ["nik_birth_date_mismatch"]),
        (ANOTHER_DAY, "1990-04-03", date(1990, 4, 3), ["nik_birth_date_mismatch"]),
        (ANOTHER_DAY, "3 April 1990", date(1990, 4, 3), ["nik_birth_date_mismatch"]),
        (ANOTHER_DAY, "17/08/1990", date(1990, 8, 17), ["nik_birth_date_mismatch"]),
        (None, "17/08/1990", date(1990, 8, 17), ["nik_missing"]),
        # Month first needs the NIK's full word for it.
        (SEVENTEENTH, "08/17/1990", date(1990, 8, 17), []),
        (SEVENTEENTH, "08/17/1991", None, ["birth_date_invalid"]),
        (ANOTHER_DAY, "08/17/1990", None, ["birth_date_invalid"]),
        (None, "08/17/1990", None, ["nik_missing", "birth_date_invalid"]),
    ],
)
def test_the_nik_settles_what_it_can(
    nik: str | None, typed: str, read: date | None, found: list[str]
) -> None:
    judged = judge(person(national_id=nik, birth_date=typed))
    assert codes(judged) == found
    assert judged.rows["birth_date"].to_list() == [read]


def test_a_womans_day_is_read_without_its_forty() -> None:
    judged = judge(person(national_id="9901014403900001", sex="P", birth_date="03/04/1990"))
    assert judged.rows["birth_date"].to_list() == [date(1990, 3, 4)]
    assert judged.findings.is_empty()


@pytest.mark.parametrize(
    ("typed", "year"),
    [("28-02-10", 2010), ("28-02-11", 2011), ("28-02-26", 2026), ("28-02-27", 1927),
     ("28-02-99", 1999), ("28-02-00", 2000)],
)  # fmt: skip
def test_two_digit_years_are_of_grown_ups_or_of_children_that_show(typed: str, year: int) -> None:
    nik = f"9901012802{typed[-2:]}0001"
    judged = judge(person(national_id=nik, birth_date=typed))
    assert judged.rows["birth_date"].to_list() == [date(year, 2, 28)]


@given(
    born=st.dates(date(1900, 1, 1), REFERENCE_DATE),
    spelling=st.sampled_from(["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d%m%Y", "%Y-%m-%d"]),
    woman=st.booleans(),
)
def test_day_first_and_back(born: date, spelling: str, woman: bool) -> None:
    day = born.day + 40 * woman
    nik = f"990101{day:02d}{born:%m}{born.year % 100:02d}0001"
    typed = born.strftime(spelling)
    judged = judge(person(national_id=nik, sex="P" if woman else "L", birth_date=typed))
    assert judged.rows["birth_date"].to_list() == [born]
    assert judged.findings.is_empty()
