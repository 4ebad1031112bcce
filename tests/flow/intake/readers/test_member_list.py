"""What the reader makes of well-meant files."""

from __future__ import annotations

import datetime as dt
import os
from itertools import permutations
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from sipol.flow.intake.readers.errors import UnreadableFile
from sipol.flow.intake.readers.limits import ReaderLimits
from sipol.flow.intake.readers.member_list import SheetHeader, read_member_list, warm_child

from .make_files import HEADER, PERSON, csv_file, ods, ods_row, people, xlsx

FIXTURES = Path(__file__).parent / "fixtures"


def read(source: Path | int, **options: object) -> tuple[SheetHeader, pl.DataFrame]:
    header, *batches = read_member_list(source, "anggota", **options)
    assert isinstance(header, SheetHeader)
    return header, pl.concat(batches) if batches else pl.DataFrame()


def column(frame: pl.DataFrame, header: SheetHeader, field: str) -> list[str | None]:
    return frame[f"c{header.mapping[field]}"].to_list()


def test_an_xlsx_gives_header_and_rows_with_the_spreadsheets_own_numbers(tmp_path: Path) -> None:
    rows = [["DAFTAR ANGGOTA"], [], ["No", *HEADER], [], [1, *PERSON], [], [], [2, *PERSON]]
    header, frame = read(xlsx(tmp_path / "a.xlsx", rows, sheet="Kab. Uji"))
    assert (header.sheet, header.header_row) == ("Kab. Uji", 3)
    assert header.titles == ("No", *HEADER)
    assert header.ignored == ("No",)
    assert header.mapping["national_id"] == 2
    assert frame["row"].to_list() == [5, 8]
    assert frame.row(0) == (5, "1", *PERSON, False)
    assert frame.schema == {
        "row": pl.UInt32,
        **{f"c{i}": pl.String for i in range(9)},
        "nik_is_number": pl.Boolean,
    }


def test_columns_and_rows_are_counted_from_the_sheets_corner(tmp_path: Path) -> None:
    rows = [[], [], [None, None, *HEADER], [None, None, *PERSON]]
    header, frame = read(xlsx(tmp_path / "a.xlsx", rows))
    assert (header.header_row, header.mapping["card_number"]) == (3, 2)
    assert frame.row(0) == (4, None, None, *PERSON, False)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (7, "7"),
        (9901010102900001, "9901010102900000"),
        (3201012345678901, "3201012345678901"),
        (1.5, "1.5"),
        (1e17, "100000000000000000"),
        (0.00001, "0.00001"),
        (True, "TRUE"),
        (False, "FALSE"),
        ("  Siti \xa0", "Siti"),
        ("'0812", "0812"),
        (" \xa0 ", None),
        ("Jl. Uji\n2", "Jl. Uji\n2"),
    ],
)
def test_cells_are_shown_as_people_see_them(
    tmp_path: Path, written: object, shown: str | None
) -> None:
    path = xlsx(tmp_path / "a.xlsx", [HEADER, [*PERSON[:4], written, *PERSON[5:]]])
    header, frame = read(path)
    if written == 9901010102900001:  # above 2**53 Excel and we keep what a double keeps
        shown = f"{float(9901010102900001):.0f}"
    assert column(frame, header, "birth_place") == [shown]


def test_a_nik_typed_as_number_is_marked_and_shown_digit_by_digit(tmp_path: Path) -> None:
    rows = [HEADER, PERSON, [PERSON[0], 3201012345678900, *PERSON[2:]]]
    header, frame = read(xlsx(tmp_path / "a.xlsx", rows))
    assert column(frame, header, "national_id") == [PERSON[1], "3201012345678900"]
    assert frame["nik_is_number"].to_list() == [False, True]


@pytest.mark.parametrize("epoch_1904", [False, True])
def test_dates_of_every_kind_become_iso_dates(tmp_path: Path, epoch_1904: bool) -> None:
    path = tmp_path / "a.xlsx"
    born, serial = dt.datetime(1990, 2, 1), 31443 if epoch_1904 else 32905
    with xlsxwriter.Workbook(path, {"date_1904": epoch_1904}) as book:
        grid = book.add_worksheet()
        as_date = book.add_format({"num_format": "dd/mm/yyyy"})
        grid.write_row(0, 0, HEADER)
        for row in range(1, 7):
            grid.write_row(row, 0, PERSON)
        grid.write_datetime(1, 5, born, as_date)
        grid.write_datetime(2, 5, born.replace(hour=13), as_date)
        grid.write_number(3, 5, serial)
        grid.write_number(4, 5, 1990)
        grid.write_number(5, 5, 1021990)
        grid.write_string(6, 5, "01/02/1990")
        grid.write_number(6, 4, serial)
    header, frame = read(path)
    assert column(frame, header, "birth_date") == [
        "1990-02-01", "1990-02-01", "1990-02-01", "1990", "1021990", "01/02/1990",
    ]  # fmt: skip
    assert column(frame, header, "birth_place")[-1] == str(serial)


def test_the_first_sheet_with_a_header_is_read_and_hidden_ones_are_not(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name, rows in {
            "Petunjuk": [["Isilah lembar berikut"]],
            "Lama": [HEADER, ["lama", *PERSON[1:]]],
            "Anggota": [HEADER, PERSON],
            "Cadangan": [HEADER, ["kedua", *PERSON[1:]]],
        }.items():
            grid = book.add_worksheet(name)
            for number, row in enumerate(rows):
                grid.write_row(number, 0, row)
        book.get_worksheet_by_name("Lama").hide()
    header, frame = read(path)
    assert header.sheet == "Anggota"
    assert column(frame, header, "card_number") == ["KTA-1"]


def test_an_old_xls_is_read(tmp_path: Path) -> None:
    header, frame = read(FIXTURES / "small.xls")
    assert header.header_row == 3
    assert frame["row"].to_list() == [4, 5]
    assert frame["nik_is_number"].to_list() == [False, True]
    assert column(frame, header, "name") == ["SITI UJI", "BUDI COBA"]
    assert column(frame, header, "birth_date") == ["1990-02-03", "1987-08-11"]
    assert column(frame, header, "rt") == ["1", "1"]


def test_an_ods_is_read(tmp_path: Path) -> None:
    typed = (
        '<table:table-row><table:table-cell office:value-type="float" office:value="12">'
        '<text:p>12</text:p></table:table-cell><table:table-cell office:value-type="float"'
        ' office:value="3201012345678900"><text:p>3,2E+15</text:p></table:table-cell>'
        '<table:table-cell table:number-columns-repeated="3"/><table:table-cell'
        ' office:value-type="date" office:date-value="1990-02-01"><text:p>1/2/90</text:p>'
        "</table:table-cell></table:table-row>"
    )
    header, frame = read(ods(tmp_path / "a.ods", ods_row(HEADER) + ods_row(PERSON) + typed))
    assert frame.row(0) == (2, *PERSON, False)
    assert column(frame, header, "card_number")[1] == "12"
    assert column(frame, header, "national_id")[1] == "3201012345678900"
    assert column(frame, header, "birth_date")[1] == "1990-02-01"
    assert frame["nik_is_number"].to_list() == [False, True]


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_csv_in_the_forms_that_spreadsheets_write(
    tmp_path: Path, delimiter: str, encoding: str
) -> None:
    person = (*PERSON[:2], 'José, "Pepe"; Uji', *PERSON[3:])
    path = csv_file(tmp_path / "a.csv", [["DAFTAR"], HEADER, [], person], delimiter)
    path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))
    header, frame = read(path)
    assert (header.sheet, header.header_row) == ("", 2)
    assert frame.rows() == [(4, *person, False)]


def test_csv_rows_may_be_short_long_or_broken_over_lines(tmp_path: Path) -> None:
    rows = [HEADER, PERSON[:3], [*PERSON, "lebih"], ["K", "1", "SITI\nUJI"], PERSON]
    _, frame = read(csv_file(tmp_path / "a.csv", rows))
    assert frame["row"].to_list() == [2, 3, 4, 5]
    assert frame.row(0)[1:] == (*PERSON[:3], None, None, None, None, None, False)
    assert frame.row(1)[1:] == (*PERSON, False)
    assert frame["c2"].to_list()[2] == "SITI\nUJI"


def test_a_list_without_rows_gives_its_header_only(tmp_path: Path) -> None:
    for path in (xlsx(tmp_path / "a.xlsx", [HEADER]), csv_file(tmp_path / "a.csv", [HEADER])):
        assert len(list(read_member_list(path, path.name))) == 1


@pytest.mark.parametrize("make", [xlsx, csv_file])
def test_batches_come_in_order_and_lose_no_row(tmp_path: Path, make: object) -> None:
    rows = people(2_500)
    path = make(tmp_path / "a", [HEADER, *rows])
    _, *batches = read_member_list(path, "a", ReaderLimits(batch_rows=1_000))
    assert [batch.height for batch in batches] == [1_000, 1_000, 500]
    whole = pl.concat(batches)
    assert whole["row"].to_list() == list(range(2, 2_502))
    assert [row[1:-1] for row in whole.rows()] == rows


def test_kind_is_told_by_content_whatever_the_name(tmp_path: Path) -> None:
    made = {
        "xlsx": xlsx(tmp_path / "1", [HEADER, PERSON]),
        "csv": csv_file(tmp_path / "2", [HEADER, PERSON]),
        "ods": ods(tmp_path / "3", ods_row(HEADER) + ods_row(PERSON)),
    }
    for kind, name in permutations(made, 2):
        _, frame = read(made[kind].rename(tmp_path / f"a.{name}"))
        (tmp_path / f"a.{name}").rename(made[kind])
        assert frame.rows() == [(2, *PERSON, False)]


def test_an_open_descriptor_is_read_from_its_start_and_left_open(tmp_path: Path) -> None:
    content = xlsx(tmp_path / "a.xlsx", [HEADER, PERSON]).read_bytes()
    fd = os.memfd_create("berkas")
    try:
        os.write(fd, content)
        _, frame = read(fd)
        assert frame.rows() == [(2, *PERSON, False)]
        assert os.lseek(fd, 0, os.SEEK_CUR) == len(content)
    finally:
        os.close(fd)


def test_a_spare_process_reads_the_same(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", [HEADER, PERSON])
    _, frame = read(path, child=warm_child())
    assert frame.rows() == [(2, *PERSON, False)]


def test_missing_required_columns_are_named_by_their_headings(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read(xlsx(tmp_path / "a.xlsx", [["no_kta", "nama", "jk", "kecamatan"], ["1"]]))
    assert caught.value.code == "column_missing"
    assert caught.value.values == {
        "columns": "nik, tanggal_lahir, status_perkawinan",
        "file": "anggota",
    }


def test_a_file_that_is_not_there_is_an_error_of_the_caller(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        next(read_member_list(tmp_path / "tiada.xlsx", "tiada.xlsx"))
