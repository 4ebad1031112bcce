"""Short lists of any columns: workbook or text, read whole or refused."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter

from sipol.flow.intake.readers.errors import UnreadableFile
from sipol.flow.intake.readers.small_table import read_small_table


def rows_of(file: Path, most: int = 50) -> list[list[str]]:
    fd = os.open(file, os.O_RDONLY)
    try:
        return read_small_table(fd, most_rows=most)
    finally:
        os.close(fd)


def test_a_workbook_and_a_text_say_the_same(tmp_path: Path):
    book_file, text_file = tmp_path / "a.xlsx", tmp_path / "a.csv"
    with xlsxwriter.Workbook(str(book_file)) as book:
        book.add_worksheet("kosong")
        sheet = book.add_worksheet("orang")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 1, ["surel", "sampai"])
        sheet.write_string(1, 1, "a@b.test")
        sheet.write_datetime(1, 2, datetime(2027, 3, 27), day)
    text_file.write_text(";surel;sampai\n;a@b.test;2027-03-27\n")
    assert rows_of(book_file) == rows_of(text_file)
    assert rows_of(text_file)[1] == ["", "a@b.test", "2027-03-27"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"%PDF-1.7", "file_not_spreadsheet"),
        (b"a;b\n" * 60, "file_too_many_rows"),
        (b"PK\x03\x04 not a workbook", "file_damaged"),
    ],
)
def test_what_is_no_short_list_is_refused(tmp_path: Path, content: bytes, code: str):
    file = tmp_path / "a.csv"
    file.write_bytes(content)
    with pytest.raises(UnreadableFile) as error:
        rows_of(file)
    assert error.value.code == code
