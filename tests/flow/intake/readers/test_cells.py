from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sipol.flow.intake.readers.cells import birth_date_text, cell_text

EPOCH = dt.date(1899, 12, 30)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_shown_without_exponent_and_without_loss(value: float) -> None:
    text = cell_text(value)
    assert "e" not in text.lower()
    assert float(text) == value
    assert not text.endswith(".0")


@given(st.dates(dt.date(1900, 3, 1), dt.date(2030, 12, 31)))
def test_serial_numbers_are_the_dates_of_the_spreadsheet(day: dt.date) -> None:
    serial = (day - EPOCH).days
    expected = str(serial) if 1900 <= serial <= 2030 else day.isoformat()
    assert birth_date_text(serial) == expected
    assert birth_date_text(float(serial)) == expected


@pytest.mark.parametrize(
    ("serial", "shown"),
    [(1, "1900-01-01"), (59, "1900-02-28"), (61, "1900-03-01"), (0, "0"), (-3, "-3"),
     (47848, "2030-12-31"), (47849, "47849"), (19900201, "19900201"), (True, "TRUE")],
)  # fmt: skip
def test_the_ends_of_the_range(serial: int, shown: str) -> None:
    assert birth_date_text(serial) == shown
