"""The rejected rows of a member list, handed back to be mended and sent again."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, NamedTuple

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from sipol.flow.intake.documents.spreadsheet_text import literal_text, safe_cell
from sipol.flow.intake.rules.fields import FIELD_BY_NAME

MAX_MARKED_CELLS = 50_000

ROWS_SHEET = "Baris yang ditolak"
GUIDE_SHEET = "Petunjuk"
ORIGIN_TITLE = "Baris asal"
ERROR_TITLE = "Kesalahan"
MENDING_TITLE = "Cara memperbaiki"
KEY_TITLE = FIELD_BY_NAME["row_key"].heading

_OWN_TITLES = (ORIGIN_TITLE, ERROR_TITLE, MENDING_TITLE, KEY_TITLE)
_OWN_WIDTHS = (12, 60, 60, 12)
_NUMBER = re.compile("[0-9]{1,20}")


class CellFinding(NamedTuple):
    """One thing wrong with a row: the zero-based column in the sender's order (None: the row as a
    whole), the sentence that says what, and the sentence that says how to mend it."""

    column: int | None
    sentence: str
    mending: str


@dataclass(frozen=True, slots=True)
class RejectedCells:
    """One rejected row: its number in the sender's sheet (from 1), its cells in the sender's own
    column order, what is wrong, and the key under which a corrected row replaces it.

    `rounded` are the columns whose number cell has lost digits (an identity number that the
    spreadsheet program rounded). They go back as numbers: as a text of 16 digits the wrong number
    would look right, and be accepted if the row came back untouched.
    """

    row: int
    cells: tuple[str | None, ...]
    findings: tuple[CellFinding, ...]
    row_key: str
    rounded: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class WrittenWorkbook:
    """What went into an error workbook. `first_plain_row` is the sender's number of the first row
    whose bad cells are no longer coloured; None where all are."""

    rows: int
    marked_cells: int
    first_plain_row: int | None


def write_error_workbook(
    target: Path | IO[bytes],
    *,
    titles: Sequence[str],
    rows: Iterable[RejectedCells],
    sent_as: str = "daftar anggota",
) -> WrittenWorkbook:
    """Write the rejected rows under the sender's own headings, bad cells coloured, as XLSX.

    Behind the sender's columns stand the row's number in the sent file, what is wrong, how to
    mend it, and a hidden key; the intake readers know the headings again and skip what they do not
    need. Where the sent file was such a workbook itself, its extra columns are replaced. All
    cells but rounded numbers are texts, none can become a formula. Cells beyond the last heading
    are left out.

    `sent_as` tells in Indonesian what it is to be sent as again.

    At most `MAX_MARKED_CELLS` cells are coloured; the rows after that are written all the same.
    Memory stays flat whatever the number of rows. Where `rows` raises, nothing is written.
    """
    columns = _senders_columns(titles)
    with _streaming_workbook(target) as book:
        sheet = _RowsSheet(book, [titles[column] for column in columns])
        places = {column: place for place, column in enumerate(columns)}
        for row in rows:
            sheet.write(row, places)
        sheet.finish()
        _write_guide(book, sheet.written, sent_as)
        return sheet.written


def write_findings_csv(
    target: Path | IO[bytes], *, titles: Sequence[str], rows: Iterable[RejectedCells]
) -> int:
    """Write one line per finding as CSV (UTF-8 with mark, commas), for lists beyond a workbook.

    Texts that a spreadsheet program would run as formulas get an apostrophe in front. Returns the
    number of findings.
    """
    if isinstance(target, Path):
        with target.open("wb") as file:
            return write_findings_csv(file, titles=titles, rows=rows)
    text = io.TextIOWrapper(target, encoding="utf-8-sig", newline="", write_through=True)
    try:
        lines = csv.writer(text)
        lines.writerow((ORIGIN_TITLE, "Kolom", "Isi sel", ERROR_TITLE, MENDING_TITLE))
        count = 0
        for row in rows:
            lines.writerows(_finding_lines(row, titles))
            count += len(row.findings)
        return count
    finally:
        text.detach()


def _finding_lines(row: RejectedCells, titles: Sequence[str]) -> Iterator[list[str]]:
    for column, sentence, mending in row.findings:
        title = titles[column] if column is not None else ""
        cell = row.cells[column] if column is not None and column < len(row.cells) else ""
        yield [safe_cell(text) for text in (str(row.row), title, cell, sentence, mending)]


def _senders_columns(titles: Sequence[str]) -> list[int]:
    """The columns that are the sender's, without those that an earlier error workbook added."""
    own = {title.casefold() for title in _OWN_TITLES}
    return [column for column, title in enumerate(titles) if title.strip().casefold() not in own]


@contextmanager
def _streaming_workbook(target: Path | IO[bytes]) -> Iterator[xlsxwriter.Workbook]:
    """A workbook whose rows go to disk at once. It reaches the target only when all went well."""
    with TemporaryDirectory(prefix="sipol-workbook-") as folder:
        book = xlsxwriter.Workbook(
            str(target) if isinstance(target, Path) else target,
            {
                "constant_memory": True,
                "tmpdir": folder,
                "strings_to_formulas": False,
                "strings_to_numbers": False,
                "strings_to_urls": False,
            },
        )
        yield book
        book.close()


class _RowsSheet:
    """The first sheet, written row by row; `written` says what is in it so far."""

    def __init__(self, book: xlsxwriter.Workbook, titles: Sequence[str]) -> None:
        self._sheet: Worksheet = book.add_worksheet(ROWS_SHEET)
        self._own = len(titles)
        self._text = book.add_format({"num_format": "@", "valign": "top"})
        self._bad = book.add_format(
            {"num_format": "@", "valign": "top", "bg_color": "#FFC7CE", "border": 1}
        )
        self._reason = book.add_format({"num_format": "@", "valign": "top", "text_wrap": True})
        self._titles = titles
        self.written = WrittenWorkbook(rows=0, marked_cells=0, first_plain_row=None)
        self._write_headings(book)

    def _write_headings(self, book: xlsxwriter.Workbook) -> None:
        theirs = book.add_format({"num_format": "@", "bold": True, "bg_color": "#D9E1F2"})
        ours = book.add_format({"num_format": "@", "bold": True, "bg_color": "#FFE699"})
        for place, title in enumerate(self._titles):
            width = min(max(len(title) + 2, 14), 40)
            self._sheet.set_column(place, place, width, self._text)
            self._put(0, place, title, theirs)
        for place, title in enumerate(_OWN_TITLES, start=self._own):
            hidden = {"hidden": True} if title == KEY_TITLE else {}
            width = _OWN_WIDTHS[place - self._own]
            self._sheet.set_column(place, place, width, self._text, hidden)
            self._put(0, place, title, ours)
        self._sheet.freeze_panes(1, 0)

    def write(self, row: RejectedCells, places: dict[int, int]) -> None:
        """Write one row; `places` says where each of the sender's columns went."""
        line = self.written.rows + 1
        bad = self._cells_to_mark(row, places)
        for column, place in places.items():
            cell = row.cells[column] if column < len(row.cells) else None
            style = self._bad if place in bad else self._text
            if column in row.rounded and cell and _NUMBER.fullmatch(cell):
                self._sheet.write_number(line, place, float(cell), style)
            else:
                self._put(line, place, cell, style)
        self._put(line, self._own, str(row.row), self._text)
        self._put(line, self._own + 1, _numbered(self._sentences(row, places)), self._reason)
        mendings = [mending for _, _, mending in row.findings]
        self._put(line, self._own + 2, _numbered(mendings), self._reason)
        self._put(line, self._own + 3, row.row_key, self._text)

    def _cells_to_mark(self, row: RejectedCells, places: dict[int, int]) -> set[int]:
        """The places to colour, none once the limit is reached; counts the row either way."""
        bad = {places[column] for column, _, _ in row.findings if column in places}
        so_far = self.written
        first_plain = so_far.first_plain_row
        if first_plain is None and so_far.marked_cells + len(bad) > MAX_MARKED_CELLS:
            first_plain = row.row
        if first_plain is not None:
            bad = set()
        self.written = WrittenWorkbook(so_far.rows + 1, so_far.marked_cells + len(bad), first_plain)
        return bad

    def _sentences(self, row: RejectedCells, places: dict[int, int]) -> list[str]:
        """What is wrong, each with its column's heading: colour alone is not for everybody."""
        return [
            f"{self._titles[places[column]]}: {sentence}" if column in places else sentence
            for column, sentence, _ in row.findings
        ]

    def finish(self) -> None:
        """What can be said only once the last row is known."""
        last = max(self.written.rows, 1)
        self._sheet.autofilter(0, 0, last, self._own + len(_OWN_TITLES) - 1)
        whole = f"A1:{xl_rowcol_to_cell(last, self._own + 3)}"
        self._sheet.ignore_errors({"number_stored_as_text": whole})

    def _put(self, line: int, place: int, text: str | None, style: Format) -> None:
        if text:
            self._sheet.write_string(line, place, literal_text(text), style)
        elif style is self._bad:
            self._sheet.write_blank(line, place, None, style)


def _numbered(sentences: Sequence[str]) -> str:
    if len(sentences) == 1:
        return sentences[0]
    return "\n".join(f"{number}. {text}" for number, text in enumerate(sentences, start=1))


_GUIDE = (
    "Buku kerja ini hanya berisi baris yang ditolak. Baris lain dari berkas Anda sudah tersimpan "
    "dan tidak perlu dikirim lagi.",
    f"1. Buka lembar “{ROWS_SHEET}”. Sel yang berwarna merah muda perlu diperbaiki.",
    f"2. Kolom “{ERROR_TITLE}” menjelaskan apa yang salah, kolom “{MENDING_TITLE}” menjelaskan "
    f"apa yang perlu dilakukan. Kolom “{ORIGIN_TITLE}” adalah nomor baris di berkas yang dikirim.",
    "3. Perbaiki langsung di sel tersebut. Semua sel berformat Teks, jadi NIK tidak dibulatkan. "
    "Jangan mengubah judul kolom di baris pertama.",
    "4. Jangan menghapus, mengisi, atau memindahkan kolom terakhir yang tersembunyi. Isinya "
    "adalah kunci baris: dengan kunci itu perbaikan Anda menggantikan baris yang tepat.",
    "5. Baris yang belum dapat diperbaiki boleh dihapus dari lembar ini; baris itu tetap tercatat "
    "sebagai ditolak dan dapat diperbaiki nanti.",
    "6. Simpan, lalu kirim buku kerja ini seperti mengirim {sent_as}. Hanya baris di lembar "
    "ini yang diganti; baris lain tidak berubah.",
)


def _write_guide(book: xlsxwriter.Workbook, written: WrittenWorkbook, sent_as: str) -> None:
    sheet = book.add_worksheet(GUIDE_SHEET)
    sheet.set_column(0, 0, 100)
    sheet.write_string(0, 0, "Petunjuk perbaikan", book.add_format({"bold": True}))
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    count = f"{written.rows:,}".replace(",", ".")
    lines = [
        f"Jumlah baris yang ditolak: {count}.",
        *(text.format(sent_as=sent_as) for text in _GUIDE),
    ]
    if written.first_plain_row is not None:
        limit = f"{MAX_MARKED_CELLS:,}".replace(",", ".")
        lines.append(
            f"Pewarnaan berhenti setelah {limit} sel. Mulai baris asal {written.first_plain_row} "
            f"sel tidak diwarnai, tetapi kolom “{ERROR_TITLE}” tetap terisi."
        )
    for line, text in enumerate(lines, start=2):
        sheet.write_string(line, 0, text, wrap)
