"""Until when an office must be usable, and whose name stands on an account."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sipol.records.bank_accounts import messages as account_words
from sipol.records.bank_accounts.rules import account
from sipol.records.offices import messages as office_words
from sipol.records.offices.rules import office
from sipol.records.places.rules.fields import masked_number

TODAY, LAST = date(2026, 11, 24), date(2029, 10, 20)


@pytest.mark.parametrize(
    ("tenure", "until", "last", "expected"),
    [
        ("own", None, LAST, []),
        ("lease", None, LAST, ["office_end_missing"]),
        ("loan", None, None, ["office_end_missing"]),
        ("lease", date(2029, 10, 20), LAST, []),
        ("lease", date(2029, 10, 19), LAST, ["office_ends_early"]),
        ("own", date(2027, 1, 1), LAST, ["office_ends_early"]),
        ("loan", date(2027, 1, 1), None, []),
        ("loan", date(2026, 11, 23), LAST, ["office_term_over"]),
        ("loan", date(2026, 11, 24), None, []),
    ],
)
def test_an_office_lasts_to_the_last_stage(
    tenure: str, until: date | None, last: date | None, expected: list[str]
):
    found = office.judge(tenure=tenure, valid_until=until, last_stage_on=last, today=TODAY)
    assert [one.code for one in found] == expected
    assert all(office_words.sentence(one) for one in found)


@given(st.dates(date(2020, 1, 1), date(2035, 1, 1)))
def test_a_later_end_is_never_worse(until: date):
    def worst(day: date) -> int:
        return len(office.judge(tenure="loan", valid_until=day, last_stage_on=LAST, today=TODAY))

    assert worst(date(2036, 1, 1)) <= worst(until)


@pytest.mark.parametrize(
    ("holder", "odd"),
    [
        ("Partai Melati", False),
        ("DPC PARTAI MELATI Kota Ambon", False),
        ("MELATI DPD", False),
        ("Partai Melatian", True),
        ("Asep Gunawan", True),
    ],
)
def test_the_account_is_in_the_party_s_name(holder: str, odd: bool):
    found = account.judge(holder=holder, party_names=("Melati", "MELATI"))
    assert [one.code for one in found] == (["account_holder_differs"] if odd else [])


def test_numbers_are_shown_by_their_last_four_digits():
    assert account.last_digits("0011 2233-4455") == "4455"
    assert masked_number("0011 2233 4455") == "••••••••4455"


def test_every_finding_and_every_field_has_its_words():
    assert set(office_words.SENTENCES) == set(office.FINDING_CODES)
    assert set(office_words.TITLES) == set(office.NAMES)
    assert set(office_words.TENURE_TITLES) == set(office.TENURES)
    assert set(account_words.SENTENCES) == set(account.FINDING_CODES)
    assert set(account_words.TITLES) == set(account.NAMES)
