from __future__ import annotations

import io

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from sipol.flow.intake.documents.template import RegencyCodes, member_template
from sipol.flow.intake.rules.fields import FIELDS

HEADINGS = [field.heading for field in FIELDS if field.name != "row_key"]

MAKASSAR = RegencyCodes(
    code="73.71",
    name="Kota Makassar",
    districts=(("73.71.01", "Mariso"), ("73.71.02", "Mamajang")),
    villages=(
        ("73.71.01.1001", "Bontorannu"),
        ("73.71.01.1002", "Mattoangin"),
        ("73.71.02.1001", "Tamparang Keke"),
    ),
)


def opened(regency: RegencyCodes | None) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(member_template(regency=regency)))


@pytest.fixture(scope="module")
def plain() -> Workbook:
    return opened(None)


@pytest.fixture(scope="module")
def makassar() -> Workbook:
    return opened(MAKASSAR)


def column(sheet: Worksheet, heading: str) -> int:
    return next(cell.column for cell in sheet[1] if cell.value == heading)


def example(book: Workbook) -> dict[str, str]:
    sheet = book["Anggota"]
    return {title.value: cell.value for title, cell in zip(sheet[1], sheet[2], strict=True)}


def drop_down(book: Workbook, heading: str) -> DataValidation | None:
    sheet = book["Anggota"]
    last = sheet.cell(row=5_001, column=column(sheet, heading)).coordinate
    found = [rule for rule in sheet.data_validations.dataValidation if last in rule.sqref]
    return found[0] if found else None


def test_the_headings_are_the_fields_of_intake_without_the_row_key(plain: Workbook) -> None:
    sheet = plain["Anggota"]
    assert [cell.value for cell in sheet[1]] == HEADINGS
    assert all(cell.font.bold for cell in sheet[1])
    assert sheet.freeze_panes == "A2"


def test_required_columns_have_another_colour(plain: Workbook) -> None:
    fills = {cell.value: cell.fill.fgColor.rgb for cell in plain["Anggota"][1]}
    required = {fills[field.heading] for field in FIELDS if field.required}
    optional = {fills[f.heading] for f in FIELDS if not f.required and f.name != "row_key"}
    assert len(required) == 1
    assert len(optional) == 1
    assert required != optional


def test_identity_numbers_and_codes_are_text_down_the_whole_column(plain: Workbook) -> None:
    sheet = plain["Anggota"]
    for heading in ("no_kta", "nik", "rt", "rw", "kode_desa", "kode_kecamatan", "kode_kabko"):
        place = column(sheet, heading)
        styles = [s for s in sheet.column_dimensions.values() if s.min <= place <= s.max]
        assert [style.number_format for style in styles] == ["@"], heading
        assert sheet.cell(row=2, column=place).number_format == "@", heading
        assert sheet.cell(row=2, column=place).data_type == "s", heading


def test_the_example_is_one_marked_row_of_an_impossible_person(plain: Workbook) -> None:
    assert plain["Anggota"].max_row == 2
    row = example(plain)
    assert row["no_kta"].startswith("CONTOH")
    assert row["nik"].startswith("99")
    assert len(row["nik"]) == 16


def test_letters_are_chosen_from_lists(plain: Workbook) -> None:
    sexes = drop_down(plain, "jenis_kelamin")
    assert sexes is not None
    assert sexes.formula1 == '"L,P"'
    marital = drop_down(plain, "status_perkawinan")
    assert marital is not None
    assert marital.formula1 == '"B,S,P"'


def test_without_a_regency_there_is_no_region_sheet_and_no_list_of_districts(
    plain: Workbook,
) -> None:
    assert plain.sheetnames == ["Anggota", "Penjelasan"]
    assert drop_down(plain, "kode_kecamatan") is None


def test_a_regency_fills_the_example_and_the_lists(makassar: Workbook) -> None:
    row = example(makassar)
    assert row["kode_kabko"] == "73.71"
    assert row["kode_kecamatan"] == "73.71.01"
    assert row["kode_desa"] == "73.71.01.1001"
    regencies = drop_down(makassar, "kode_kabko")
    assert regencies is not None
    assert regencies.formula1 == '"73.71"'


def test_the_list_of_districts_points_at_their_codes(makassar: Workbook) -> None:
    rule = drop_down(makassar, "kode_kecamatan")
    assert rule is not None
    sheet_name, _, span = rule.formula1.partition("!")
    cells = makassar[sheet_name][span.replace("$", "")]
    assert [cell.value for (cell,) in cells] == ["73.71.01", "73.71.02"]


def test_the_region_sheet_names_every_district_and_village(makassar: Workbook) -> None:
    texts = {cell.value for line in makassar["Wilayah"] for cell in line}
    for code, name in (*MAKASSAR.districts, *MAKASSAR.villages):
        assert {code, name} <= texts


def test_every_column_is_explained_and_the_rounding_is_warned_of(plain: Workbook) -> None:
    lines = {line[0].value: line for line in plain["Penjelasan"].iter_rows()}
    for field in FIELDS:
        if field.name != "row_key":
            cells = [cell.value for cell in lines[field.heading][:6]]
            assert all(cells), field.heading
            assert (cells[2] == "Ya") is field.required
    assert "Excel" in lines["nik"][5].value


def test_a_regency_without_districts_still_gives_a_template() -> None:
    book = opened(RegencyCodes(code="99.01", name="Kabupaten Contoh", districts=(), villages=()))
    assert example(book)["kode_kabko"] == "99.01"
    assert drop_down(book, "kode_kecamatan") is None


def test_a_name_that_looks_like_a_formula_stays_a_text() -> None:
    hostile = RegencyCodes("99.01", "=1+1", (("99.01.01", '=HYPERLINK("x")'),), ())
    cells = [cell for sheet in opened(hostile) for line in sheet for cell in line]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert '=HYPERLINK("x")' in {cell.value for cell in cells}


def test_the_same_regency_gives_the_same_bytes() -> None:
    assert member_template(regency=MAKASSAR) == member_template(regency=MAKASSAR)
