"""Every finding by example: which cell leads to it, and what it says."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from sipol.flow.intake.rules.duplicates import listed_already_findings
from sipol.flow.intake.rules.fields import FIELDS
from sipol.flow.intake.rules.findings import FINDING_SCHEMA
from sipol.flow.intake.rules.judgement import RowJudge
from sipol.flow.intake.rules.severities import DEFAULT_SEVERITIES, FINDING_CODES, severities_with
from sipol.kernel.findings import Severity
from sipol.records.members.rules.meeting import Meeting
from tests.flow.intake.rules.lists import FIRST_ROW, batch, codes, judge, only, person, rules


def test_a_good_row_is_accepted_in_our_own_columns() -> None:
    judged = judge(person(card_file="kta.jpg", row_key="k:1"))
    assert judged.findings.is_empty()
    assert judged.findings.schema == pl.Schema(FINDING_SCHEMA)
    assert judged.rows.row(0, named=True) == {
        "row": FIRST_ROW,
        "national_id": "9901010304900001",
        "name": "Budi Contoh",
        "sex": "L",
        "birth_place": "Melati",
        "birth_date": date(1990, 4, 3),
        "marital_status": "S",
        "occupation": "Wiraswasta",
        "address": "Jl. Kenanga 1",
        "rt": "001",
        "rw": "002",
        "village_code": "98.71.01.1001",
        "district_code": "98.71.01",
        "regency_code": "98.71",
        "card_number": "KTA-1",
        "card_file": "kta.jpg",
        "id_file": None,
        "row_key": "k:1",
        "accepted": True,
        "flags": [],
    }


@pytest.mark.parametrize(
    ("changes", "code", "column", "value", "detail"),
    [
        ({"national_id": None}, "nik_missing", "nik", "", ""),
        ({"national_id": " - "}, "nik_missing", "nik", "", ""),
        ({"national_id": "990101030490001"}, "nik_length", "nik", "9901•••••••••01", "15"),
        ({"national_id": "1234567"}, "nik_length", "nik", "•••••••", "7"),
        ({"national_id": "99010103O4900001"}, "nik_not_digits", "nik", "9901••••••••••01", "O"),
        ({"national_id": "9,90101E+15"}, "nik_rounded_by_excel", "nik", "9,90•••••15", ""),
        ({"name": None}, "name_missing", "nama", "", ""),
        ({"name": "123"}, "name_missing", "nama", "123", ""),
        ({"sex": None}, "sex_invalid", "jenis_kelamin", "", ""),
        ({"sex": "X"}, "sex_invalid", "jenis_kelamin", "X", ""),
        ({"sex": "L/P"}, "sex_invalid", "jenis_kelamin", "L/P", ""),
        ({"marital_status": None}, "marital_status_invalid", "status_perkawinan", "", ""),
        ({"marital_status": "?"}, "marital_status_invalid", "status_perkawinan", "?", ""),
        ({"birth_date": None}, "birth_date_invalid", "tanggal_lahir", "", ""),
        ({"birth_date": "31-02-1990"}, "birth_date_invalid", "tanggal_lahir", "31-02-1990", ""),
        ({"card_number": None}, "card_number_missing", "no_kta", "", ""),
        ({"card_number": "-"}, "card_number_missing", "no_kta", "-", ""),
        ({"district": "Nusaniwi"}, "region_unknown", "kode_kecamatan", "Nusaniwi", "Nusaniwe"),
        ({"district": None, "village": None}, "region_unknown", "kode_kecamatan", "", ""),
        ({"village": "Pasr Baru"}, "region_unknown", "kode_desa", "Pasr Baru", "Pasar Baru"),
        ({"regency": "Kota Melatu"}, "region_unknown", "kode_kabko", "Kota Melatu", "Kota Melati"),
    ],
)
def test_an_error_keeps_the_row_out(
    changes: dict[str, str | None], code: str, column: str, value: str, detail: str
) -> None:
    judged = judge(person(**changes))
    finding = only(judged, code)
    assert codes(judged) == [code]
    assert (finding["column"], finding["severity"]) == (column, "error")
    assert (finding["value"], finding["detail"]) == (value, detail)
    assert judged.rows["accepted"].to_list() == [False]


@pytest.mark.parametrize(
    ("changes", "code", "column", "detail"),
    [
        ({"birth_date": "28-04-1989"}, "nik_birth_date_mismatch", "tanggal_lahir", "03-04-90"),
        (
            {"national_id": "9901019913900001", "birth_date": "1990-04-03"},
            "nik_birth_date_mismatch",
            "tanggal_lahir",
            "",
        ),
        ({"sex": "P"}, "nik_sex_mismatch", "jenis_kelamin", "L"),
        (
            {
                "national_id": "9901012005150001",
                "birth_date": "20-05-2015",
                "marital_status": "B",
            },
            "under_17_unmarried",
            "tanggal_lahir",
            "12",
        ),
        (
            {"occupation": "Kepala Desa Sukamaju"},
            "occupation_barred",
            "pekerjaan",
            "kepala desa — PKPU 4/2022 Pasal 32; UU 6/2014 Pasal 29",
        ),
    ],
)
def test_a_warning_lets_the_row_in_and_flags_it(
    changes: dict[str, str | None], code: str, column: str, detail: str
) -> None:
    judged = judge(person(**changes))
    finding = only(judged, code)
    assert codes(judged) == [code]
    assert (finding["column"], finding["severity"], finding["detail"]) == (
        column,
        "warning",
        detail,
    )
    assert judged.rows.select("accepted", "flags").row(0) == (True, [code])


def test_a_number_cell_has_lost_its_last_digit_and_says_nothing_else() -> None:
    judged = judge(person(national_id="9901010304900000", sex="P"), numbers=True)
    assert codes(judged) == ["nik_rounded_by_excel"]
    assert judged.rows["national_id"].to_list() == [None]


def test_a_number_cell_that_is_too_short_is_only_too_short() -> None:
    judged = judge(person(national_id="990101030490001"), numbers=True)
    assert codes(judged) == ["nik_length"]


@pytest.mark.parametrize(
    "typed",
    ["9901 0103 0490 0001", "9901.0103.0490.0001", "990101-030490-0001", "'9901010304900001"],
)
def test_marks_between_the_digits_of_a_nik_are_forgiven(typed: str) -> None:
    judged = judge(person(national_id=typed))
    assert judged.rows["national_id"].to_list() == ["9901010304900001"]
    assert judged.findings.is_empty()


@pytest.mark.parametrize(
    ("typed", "letter"),
    [
        *[(text, "L") for text in ("L", "l", "Laki-laki", "LAKI - LAKI", "Lk", "Lk.", "Pria")],
        *[(text, "P") for text in ("P", "p", "Perempuan", "Wanita", "Pr", "PR.")],
    ],
)
def test_sex_is_understood_as_people_write_it(typed: str, letter: str) -> None:
    nik = {"L": "9901010304900001", "P": "9901014304900001"}[letter]
    judged = judge(person(sex=typed, national_id=nik))
    assert judged.rows["sex"].to_list() == [letter]
    assert judged.findings.is_empty()


@pytest.mark.parametrize(
    ("typed", "letter"),
    [
        *[(text, "B") for text in ("B", "Belum Kawin", "BELUM MENIKAH", "Lajang", "blm kawin")],
        *[(text, "S") for text in ("S", "Kawin", "Menikah", "Sudah kawin", "Kawin Tercatat")],
        *[(text, "P") for text in ("P", "Cerai hidup", "Cerai Mati", "Janda", "duda")],
        ("Pernah kawin", "P"),
    ],
)
def test_marital_status_is_understood_as_people_write_it(typed: str, letter: str) -> None:
    assert judge(person(marital_status=typed)).rows["marital_status"].to_list() == [letter]


def test_under_17_ends_on_the_birthday() -> None:
    def found(nik: str, typed: str, marital_status: str = "B") -> bool:
        people = person(national_id=nik, birth_date=typed, marital_status=marital_status)
        return "under_17_unmarried" in codes(judge(people))

    assert not found("9901011408100001", "14-08-2010")
    assert found("9901011508100001", "15-08-2010")
    assert not found("9901011508100001", "15-08-2010", marital_status="S")


def test_of_rows_with_one_nik_the_first_stays_whatever_else_is_wrong_with_it() -> None:
    judged = judge(person(sex=None), person(), person())
    assert judged.rows["accepted"].to_list() == [False, False, False]
    assert codes(judged, FIRST_ROW) == ["sex_invalid"]
    doubled = judged.findings.filter(pl.col("code") == "duplicate_in_file")
    assert doubled["row"].to_list() == [FIRST_ROW + 1, FIRST_ROW + 2]
    assert doubled["detail"].to_list() == [str(FIRST_ROW)] * 2
    assert doubled["value"].to_list() == ["9901••••••••••01"] * 2


def test_duplicates_are_seen_through_the_way_they_are_typed_and_across_batches() -> None:
    first, mapping = batch([person()])
    second, _ = batch([person(national_id="9901 0103 0490 0001")], first_row=77)
    judge_of_file = RowJudge(rules(), mapping)
    judge_of_file.judge(first)
    assert only(judge_of_file.judge(second), "duplicate_in_file")["detail"] == str(FIRST_ROW)


def test_a_nik_that_cannot_be_used_is_nobodys_duplicate() -> None:
    judged = judge(person(national_id="123"), person(national_id="123"))
    assert set(judged.findings["code"]) == {"nik_length"}


def test_findings_of_the_roll_have_the_shape_of_all_others() -> None:
    rows = judge(person()).rows
    found = listed_already_findings(rows, {FIRST_ROW: Meeting.ANOTHER_PERSON})
    assert found.schema == pl.Schema(FINDING_SCHEMA)
    assert found["value"].to_list() == ["9901••••••••••01"]
    assert listed_already_findings(rows.head(0), {}).schema == pl.Schema(FINDING_SCHEMA)


def test_a_cycle_decides_how_heavy_a_finding_weighs() -> None:
    people = person(card_number=None, occupation="PNS")
    mild = {"card_number_missing": Severity.WARNING}
    overridden = rules(severities={**mild, "occupation_barred": Severity.ERROR})
    judged = judge(people, rule_set=overridden)
    assert judged.rows.select("accepted", "flags").row(0) == (False, ["card_number_missing"])
    milder = judge(people, rule_set=rules(severities=mild))
    assert milder.rows["flags"].to_list() == [["card_number_missing", "occupation_barred"]]
    assert milder.rows["accepted"].to_list() == [True]


def test_a_slip_in_a_cycles_severities_is_seen_at_once() -> None:
    with pytest.raises(ValueError, match="no such finding: nik_lenght"):
        rules(severities={"nik_lenght": Severity.WARNING})
    with pytest.raises(ValueError, match="fatal"):
        severities_with({"nik_length": "fatal"})


def test_every_code_has_a_default_weight() -> None:
    warnings = {code for code, weight in DEFAULT_SEVERITIES.items() if weight == "warning"}
    assert set(DEFAULT_SEVERITIES) == set(FINDING_CODES)
    assert warnings == {
        "nik_birth_date_mismatch",
        "nik_sex_mismatch",
        "under_17_unmarried",
        "occupation_barred",
    }


def test_findings_of_a_row_read_from_left_to_right() -> None:
    judged = judge(dict.fromkeys(("card_number", "name", "sex", "marital_status"), "?"))
    columns = judged.findings["column"].to_list()
    order = [field.heading for field in FIELDS]
    assert columns[:3] == ["no_kta", "nik", "nama"]
    assert len(columns) == 7
    assert columns == sorted(columns, key=order.index)


def test_an_empty_batch_gives_empty_tables() -> None:
    judged = judge()
    assert judged.rows.is_empty()
    assert judged.findings.is_empty()
    assert judged.rows.columns == judge(person()).rows.columns
    assert judged.rows.schema == judge(person()).rows.schema
