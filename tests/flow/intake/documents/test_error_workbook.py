from __future__ import annotations

import csv
import io
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.workbook import Workbook

from sipol.flow.intake.documents.error_workbook import (
    MAX_MARKED_CELLS,
    CellFinding,
    RejectedCells,
    write_error_workbook,
    write_findings_csv,
)

TITLES = ("No KTA", "NIK", "Nama Lengkap")
EXTRA = ["Baris asal", "Kesalahan", "Cara memperbaiki", "_kunci_baris"]
SHORT_NIK = CellFinding(1, "NIK 15 angka.", "Isi 16 angka.")
NO_NAME = CellFinding(2, "Nama kosong.", "Isi nama.")
HOSTILE = (
    '=HYPERLINK("http://jahat.example","klik")',
    "+1",
    "@SUM(A1:A9)",
    "-2+3",
    "{=1+1}",
    "<r><t>x</t></r>",
    '<r><t>x</t></r></is></c><c r="A9"><f>1+1</f></c><c t="inlineStr"><is><r></r>',
    "http://jahat.example",
)


def rejected(
    row: int = 7,
    cells: tuple[str | None, ...] = ("A-1", "990101570890000", None),
    findings: tuple[CellFinding, ...] = (SHORT_NIK, NO_NAME),
) -> RejectedCells:
    return RejectedCells(row=row, cells=cells, findings=findings, row_key=f"kunci-{row}")


def written(*rows: RejectedCells, titles: tuple[str, ...] = TITLES) -> Workbook:
    target = io.BytesIO()
    write_error_workbook(target, titles=titles, rows=rows)
    return openpyxl.load_workbook(io.BytesIO(target.getvalue()))


def is_coloured(cell: openpyxl.cell.Cell) -> bool:
    return cell.fill.fill_type == "solid"


def test_the_senders_columns_come_first_then_ours() -> None:
    sheet = written(rejected()).worksheets[0]
    assert [cell.value for cell in sheet[1]] == [*TITLES, *EXTRA]
    assert [cell.value for cell in sheet[2]][:4] == ["A-1", "990101570890000", None, "7"]
    assert sheet[2][6].value == "kunci-7"


def test_every_finding_is_said_with_its_column_and_its_mending() -> None:
    sheet = written(rejected()).worksheets[0]
    assert sheet[2][4].value == "1. NIK: NIK 15 angka.\n2. Nama Lengkap: Nama kosong."
    assert sheet[2][5].value == "1. Isi 16 angka.\n2. Isi nama."


def test_a_finding_of_the_whole_row_colours_nothing() -> None:
    whole = CellFinding(None, "Baris ini ganda.", "Hapus salah satu.")
    sheet = written(rejected(findings=(whole,))).worksheets[0]
    assert sheet[2][4].value == "Baris ini ganda."
    assert not any(is_coloured(cell) for cell in sheet[2])


def test_bad_cells_are_coloured_also_empty_ones_and_no_others() -> None:
    sheet = written(rejected()).worksheets[0]
    assert [is_coloured(cell) for cell in sheet[2]] == [False, True, True] + [False] * 4


def test_all_cells_are_text_so_that_corrections_keep_their_digits() -> None:
    sheet = written(rejected()).worksheets[0]
    assert {cell.number_format for cell in sheet[2]} == {"@"}
    assert {cell.data_type for cell in sheet[2] if cell.value is not None} == {"s"}


def test_a_rounded_number_goes_back_as_the_number_it_was() -> None:
    cells = ("A-1", "9901015708900000", "Budi")
    row = RejectedCells(7, cells, (SHORT_NIK,), "k", rounded=frozenset({1}))
    cell = written(row).worksheets[0]["B2"]
    assert (cell.value, cell.data_type) == (9901015708900000, "n")
    assert cell.number_format == "@"
    assert is_coloured(cell)


def test_the_key_column_is_the_last_and_hidden() -> None:
    sheet = written(rejected()).worksheets[0]
    hidden = [letter for letter, column in sheet.column_dimensions.items() if column.hidden]
    assert hidden == ["G"]
    assert sheet["G1"].value == "_kunci_baris"


def test_instructions_stand_on_a_second_sheet() -> None:
    book = written(rejected())
    assert book.sheetnames[1:] == ["Petunjuk"]
    text = " ".join(str(cell.value) for line in book["Petunjuk"] for cell in line)
    assert "kirim" in text
    assert "tersembunyi" in text


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_senders_text_becomes_a_formula_or_markup(hostile: str) -> None:
    rows = [rejected(cells=(hostile, hostile, hostile)), rejected(row=8)]
    sheet = written(*rows, titles=(hostile, "NIK", "Nama")).worksheets[0]
    cells = [cell for line in sheet for cell in line]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
    assert [str(cell.value).strip() for cell in sheet[2][:3]] == [hostile] * 3
    assert sheet[3][6].value == "kunci-8"


@given(st.lists(st.text(), min_size=3, max_size=3))
@settings(max_examples=60, deadline=None)
def test_any_text_gives_a_sound_workbook_without_formulas(texts: list[str]) -> None:
    target = io.BytesIO()
    row = RejectedCells(2, tuple(texts), (CellFinding(0, texts[1], texts[2]),), texts[0])
    write_error_workbook(target, titles=texts, rows=[row])
    xml = zipfile.ZipFile(target).read("xl/worksheets/sheet1.xml").decode()
    assert "<f" not in xml.replace("<filter", "")
    openpyxl.load_workbook(io.BytesIO(target.getvalue()))


def test_a_second_round_does_not_double_the_extra_columns() -> None:
    titles = (*TITLES, *EXTRA)
    cells = ("A-1", "99", "Budi", "7", "lama", "lama", "kunci-7")
    again = RejectedCells(2, cells, (SHORT_NIK,), "kunci-7")
    sheet = written(again, titles=titles).worksheets[0]
    assert [cell.value for cell in sheet[1]] == list(titles)
    assert [cell.value for cell in sheet[2]] == [
        *("A-1", "99", "Budi", "2"),
        *("NIK: NIK 15 angka.", "Isi 16 angka.", "kunci-7"),
    ]


def test_a_second_round_colours_the_right_cell_when_ours_stood_in_front() -> None:
    again = RejectedCells(2, ("7", "A-1", "99"), (CellFinding(2, "x", "y"),), "k")
    sheet = written(again, titles=("Baris asal", "No KTA", "NIK")).worksheets[0]
    assert [cell.value for cell in sheet[2]][:2] == ["A-1", "99"]
    assert is_coloured(sheet["B2"])


def test_short_and_long_rows_keep_their_place() -> None:
    short = rejected(cells=("A-1",))
    long = rejected(row=8, cells=("A-2", "99", "Budi", "tanpa judul"))
    sheet = written(short, long).worksheets[0]
    assert [cell.value for cell in sheet[2]][:4] == ["A-1", None, None, "7"]
    assert [cell.value for cell in sheet[3]][:4] == ["A-2", "99", "Budi", "8"]


def test_colouring_stops_at_the_limit_and_says_so_while_rows_go_on() -> None:
    titles = tuple(f"k{number}" for number in range(100))
    bad = tuple(CellFinding(column, "s", "m") for column in range(100))
    count = MAX_MARKED_CELLS // 100 + 2
    rows = [RejectedCells(row, ("x",) * 100, bad, str(row)) for row in range(2, count + 2)]
    target = io.BytesIO()
    result = write_error_workbook(target, titles=titles, rows=rows)
    assert (result.rows, result.marked_cells) == (count, MAX_MARKED_CELLS)
    assert result.first_plain_row == rows[-2].row

    book = openpyxl.load_workbook(io.BytesIO(target.getvalue()))
    sheet = book.worksheets[0]
    assert sheet.max_row == count + 1
    assert is_coloured(sheet.cell(row=count - 1, column=1))
    assert not is_coloured(sheet.cell(row=count, column=1))
    assert sheet.cell(row=count + 1, column=102).value
    guide = " ".join(str(cell.value) for line in book["Petunjuk"] for cell in line)
    assert f"baris asal {rows[-2].row} " in guide


def test_rows_that_break_off_leave_nothing_behind(tmp_path: Path) -> None:
    def breaking() -> Iterator[RejectedCells]:
        yield rejected()
        raise OSError("sambungan putus")

    with pytest.raises(OSError, match="putus"):
        write_error_workbook(tmp_path / "kesalahan.xlsx", titles=TITLES, rows=breaking())
    assert list(tmp_path.iterdir()) == []


def test_five_thousand_rows_are_quick(tmp_path: Path) -> None:
    titles = tuple(f"kolom {number}" for number in range(16))
    rows = [
        RejectedCells(row, ("isi sel",) * 16, (SHORT_NIK, NO_NAME), f"k{row}")
        for row in range(2, 5_002)
    ]
    started = time.perf_counter()
    write_error_workbook(tmp_path / "kesalahan.xlsx", titles=titles, rows=rows)
    assert time.perf_counter() - started < 10


def csv_lines(rows: list[RejectedCells]) -> tuple[int, bytes, list[list[str]]]:
    target = io.BytesIO()
    count = write_findings_csv(target, titles=TITLES, rows=rows)
    raw = target.getvalue()
    return count, raw, list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


def test_the_csv_has_one_line_per_finding() -> None:
    count, raw, lines = csv_lines([rejected()])
    assert count == 2
    assert raw.startswith(b"\xef\xbb\xbf")
    assert lines == [
        ["Baris asal", "Kolom", "Isi sel", "Kesalahan", "Cara memperbaiki"],
        ["7", "NIK", "990101570890000", "NIK 15 angka.", "Isi 16 angka."],
        ["7", "Nama Lengkap", "", "Nama kosong.", "Isi nama."],
    ]


def test_the_csv_runs_no_formula() -> None:
    whole = CellFinding(None, "=1+1", "-")
    _, _, lines = csv_lines(
        [rejected(cells=("x", "=cmd|' /C calc'!A0", None)), rejected(findings=(whole,))]
    )
    cells = [cell for line in lines[1:] for cell in line]
    assert "'=cmd|' /C calc'!A0" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_the_csv_can_be_written_to_a_path(tmp_path: Path) -> None:
    target = tmp_path / "kesalahan.csv"
    assert write_findings_csv(target, titles=TITLES, rows=[rejected()]) == 2
    assert len(target.read_text(encoding="utf-8-sig").splitlines()) == 3
