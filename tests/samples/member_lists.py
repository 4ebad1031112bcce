"""Member lists as files: invented people, spoilt or not, under a template's or a party's headings.

`invent_members` and `spoil` stand here too, so that a test needs one import.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import xlsxwriter

from sipol.config.demo.people import invent_members
from sipol.flow.intake.rules.fields import FIELDS
from tests.samples.spoiling import SPOILINGS, spoil

__all__ = [
    "PARTY_TITLES",
    "SPOILINGS",
    "TITLES",
    "invent_members",
    "spoil",
    "write_csv",
    "write_xlsx",
]

# Field name -> heading, in the order of the columns.
TITLES: dict[str, str] = {f.name: f.heading for f in FIELDS if f.name != "row_key"}

# What a party's office writes that never saw the template: other words, other order, own columns.
PARTY_TITLES: dict[str, str] = {
    "no": "No",
    "name": "Nama Lengkap",
    "national_id": "No. KTP",
    "card_number": "No KTA",
    "birth_place": "Tmp Lahir",
    "birth_date": "Tgl. Lahir",
    "sex": "L/P",
    "marital_status": "Status Kawin",
    "occupation": "Pekerjaan",
    "address": "Alamat Lengkap",
    "village": "Kelurahan",
    "district": "Kecamatan",
    "regency": "Kab/Kota",
    "phone": "No HP",
}

_HEADS = ("DAFTAR ANGGOTA PARTAI POLITIK", "Keadaan per tanggal pengiriman", "Dibuat oleh kantor")


def write_xlsx(
    path: Path,
    rows: Sequence[Mapping[str, object]],
    *,
    titles: Mapping[str, str] = TITLES,
    title_rows: int = 2,
    total_row: bool = True,
    empty_rows: Sequence[int] = (),
) -> list[int]:
    """Write the rows as XLSX and return the spreadsheet row (from 1) of each.

    `title_rows` lines of text stand above the headings; an empty row comes before each index in
    `empty_rows`; a total row closes the sheet. Cells that are `int` become numbers, all else text.
    """
    lines, numbers = _lines(rows, titles, title_rows, total_row, empty_rows)
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Daftar")
        for line, cells in enumerate(lines):
            for column, cell in enumerate(cells):
                if isinstance(cell, int):
                    sheet.write_number(line, column, cell)
                elif cell:
                    sheet.write_string(line, column, str(cell))
    return numbers


def write_csv(
    path: Path,
    rows: Sequence[Mapping[str, object]],
    delimiter: str = ";",
    encoding: str = "utf-8",
    *,
    titles: Mapping[str, str] = TITLES,
    title_rows: int = 0,
    total_row: bool = False,
    empty_rows: Sequence[int] = (),
) -> list[int]:
    """Write the rows as CSV and return the row (from 1) of each, as `write_xlsx` does.

    Letters that the encoding does not have become question marks.
    """
    lines, numbers = _lines(rows, titles, title_rows, total_row, empty_rows)
    with path.open("w", encoding=encoding, errors="replace", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(lines)
    return numbers


def _lines(
    rows: Sequence[Mapping[str, object]],
    titles: Mapping[str, str],
    title_rows: int,
    total_row: bool,
    empty_rows: Sequence[int],
) -> tuple[list[list[object]], list[int]]:
    """All lines of the sheet, and where each row went."""
    blank: list[object] = [None] * len(titles)
    lines: list[list[object]] = [
        [_HEADS[line % len(_HEADS)], *blank[1:]] for line in range(title_rows)
    ]
    lines.append(list(titles.values()))
    gaps, numbers = set(empty_rows), []
    for index, row in enumerate(rows):
        if index in gaps:
            lines.append(blank)
        lines.append([row.get(name) for name in titles])
        numbers.append(len(lines))
    if total_row:
        lines.append(["Jumlah", *blank[1:-1], str(len(rows))])
    return lines, numbers
