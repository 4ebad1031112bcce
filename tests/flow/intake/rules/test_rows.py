"""Rows that speak of nobody are no rows of the balance; everybody else is."""

from __future__ import annotations

import polars as pl
import pytest

from sipol.flow.intake.rules.fields import FIELDS
from sipol.flow.intake.rules.judgement import RowJudge
from tests.flow.intake.rules.lists import batch, judge, person, rules

_HEADINGS: dict[str, str | None] = {field.name: field.heading for field in FIELDS}
_TITLES: dict[str, str | None] = {field.name: field.title for field in FIELDS}


@pytest.mark.parametrize(
    "nobody",
    [
        {},
        {"row_key": "k:1"},
        {"card_number": "JUMLAH"},
        {"card_number": "Total anggota:", "national_id": "250"},
        {"name": "Jumlah", "sex": "12"},
        {"address": "Rekapitulasi", "rt": "4"},
        _HEADINGS,
        _TITLES,
        {**_HEADINGS, "national_id": "NIK (16 digit)"},
        {"card_number": "1", "national_id": "2", "name": "3", "sex": "4"},
        {"card_number": "(1)", "national_id": "(2)", "name": "(3)"},
        {"card_number": "1.", "national_id": "2.", "name": "3."},
        # Column numbers in number cells: that of the birth date reads as the sixth day of dates.
        {"card_number": "1", "national_id": "2", "name": "3", "birth_date": "1900-01-06"},
        person(9, card_number="CONTOH-001"),
        person(9, card_number="contoh"),
    ],
    ids=str,
)
def test_rows_of_nobody_are_left_out(nobody: dict[str, str | None]) -> None:
    judged = judge(person(1), nobody, person(2))
    assert judged.rows["row"].to_list() == [2, 4]
    assert judged.findings.is_empty()


@pytest.mark.parametrize(
    "somebody",
    [
        person(national_id=None),
        person(name=None),
        person(national_id=None, name=None),
        person(name="Totalia", national_id=None),
        person(address="Jl. Jumlah Baru", national_id=None),
        {"name": "Budi"},
        {"national_id": "9901010304900001"},
        {"national_id": "9901 0103 0490 0001", "card_number": "Total"},
    ],
    ids=str,
)
def test_a_row_of_somebody_stays_however_poor(somebody: dict[str, str | None]) -> None:
    assert judge(somebody).rows.height == 1


def test_a_total_is_seen_in_a_column_that_we_do_not_read() -> None:
    frame, mapping = batch([person(1), {"rt": "250"}])
    frame = frame.with_columns(c90=pl.Series([None, "Jumlah"], dtype=pl.String))
    assert RowJudge(rules(), mapping).judge(frame).rows["row"].to_list() == [2]


def test_texts_stay_as_written_but_without_what_cannot_be_stored() -> None:
    judged = judge(
        person(name="  =SUM(A1)\x00  Ma’ruf ", address="Jl.\n\tKenanga\u00a01", occupation="'+tani")
    )
    row = judged.rows.row(0, named=True)
    assert row["name"] == "=SUM(A1) Ma’ruf"
    assert row["address"] == "Jl. Kenanga 1"
    assert row["occupation"] == "+tani"
    assert judge(person(name="'Aisyah")).rows["name"].to_list() == ["'Aisyah"]


def test_a_list_without_optional_columns_is_judged_all_the_same() -> None:
    names = [field.name for field in FIELDS if field.required]
    frame, mapping = batch([person()], columns=names)
    judged = RowJudge(rules(), mapping).judge(frame)
    assert judged.findings.is_empty()
    assert judged.rows["regency_code"].to_list() == ["98.71"]
    assert judged.rows["village_code"].to_list() == [None]


@pytest.mark.parametrize(
    "column", ["name", "birth_place", "occupation", "address", "rt", "rw", "card_number"]
)
@pytest.mark.parametrize("nik", ["9901010304900001", "990101 030490 0001"])
def test_a_nik_in_another_column_is_masked_except_on_a_card(column: str, nik: str) -> None:
    judged = judge(person(1, **{column: f"Budi {nik}"}), person(2), person(3, **{column: None}))
    told = judged.rows[column][0]
    assert told == (f"Budi {nik}" if column == "card_number" else "Budi 9901••••••••••01")
    assert judged.rows["national_id"][0] == person(1)["national_id"]
    assert judged.rows[column].drop_nulls()[1] == person(2)[column]
