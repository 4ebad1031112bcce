"""CSV as spreadsheet programs write it: `;`, `,` or tab; UTF-8, UTF-16 with mark, or cp1252."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TextIO

from sipol.flow.intake.rules.headers import HEADER_SEARCH_ROWS, find_header

from .errors import UnreadableFile
from .table import PlainText, Table

_DELIMITERS = (";", ",", "\t", "|")
_CHUNK = 1 << 20
_LONGEST_CELL = 1 << 16
_LINES_IN_A_CELL = 20
_ROWS_AT_A_TIME = 1_000


def csv_table(path: str) -> Table:
    """The file as one table without a sheet name; raises UnreadableFile for bytes no text has."""
    csv.field_size_limit(_LONGEST_CELL)
    encoding, quoted = _examined(path)
    delimiter = _delimiter(path, encoding)
    plain = None if quoted else PlainText(path, encoding, delimiter, _LONGEST_CELL)
    return Table("", _rows(_open(path, encoding), delimiter), from_text=True, plain=plain)


def small_csv(path: str) -> Table:
    """Any short list as a table, its delimiter the one that stands most in the first lines."""
    csv.field_size_limit(_LONGEST_CELL)
    encoding, _ = _examined(path)
    with _open(path, encoding) as text:
        start = "".join(islice(text, HEADER_SEARCH_ROWS))
    delimiter = max(_DELIMITERS, key=start.count)
    return Table("", _rows(_open(path, encoding), delimiter), from_text=True)


def _open(path: str, encoding: str) -> TextIO:
    return open(path, encoding=encoding, errors="replace", newline="")  # noqa: PTH123


def _examined(path: str) -> tuple[str, bool]:
    """The encoding, and whether there is any quotation mark."""
    with open(path, "rb") as file:  # noqa: PTH123
        marked = file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    encoding = "utf-16" if marked else "utf-8-sig"
    try:
        return encoding, _is_quoted(path, encoding, "strict")
    except UnicodeDecodeError:
        return "cp1252", _is_quoted(path, "cp1252", "replace")


def _is_quoted(path: str, encoding: str, errors: str) -> bool:
    """Reads the file to its end; raises UnreadableFile for a NUL in it."""
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    quoted = begun = False
    with open(path, "rb") as file:  # noqa: PTH123
        while chunk := file.read(_CHUNK):
            # ASCII needs no decoding, unless a letter begun in the chunk before is to be ended.
            plain = encoding != "utf-16" and not begun and chunk.isascii()
            text = chunk.decode("latin-1") if plain else decoder.decode(chunk)
            begun = not plain and not chunk[-4:].isascii()
            if "\0" in text:
                raise UnreadableFile("file_damaged")
            quoted = quoted or '"' in text
        decoder.decode(b"", final=True)
    return quoted


def _delimiter(path: str, encoding: str) -> str:
    """The delimiter under which the header names most columns."""
    found = {}
    for delimiter in _DELIMITERS:
        with _open(path, encoding) as text:
            try:
                first = list(islice(csv.reader(text, delimiter=delimiter), HEADER_SEARCH_ROWS))
            except csv.Error:
                continue
        header = find_header(first)
        found[delimiter] = len(header.mapping) if header else 0
    if not found:  # cells beyond any size under every delimiter
        raise UnreadableFile("header_not_found")
    return max(found, key=found.__getitem__)


def _rows(text: TextIO, delimiter: str) -> Iterator[Sequence[object]]:
    reader = csv.reader(text, delimiter=delimiter)
    done = widest = 0
    with text:
        while True:
            line = reader.line_num
            try:
                rows = list(islice(reader, _ROWS_AT_A_TIME))
            except (csv.Error, UnicodeError) as error:
                raise UnreadableFile("file_damaged", {"row": str(done + 1)}) from error
            if not rows:
                return
            if reader.line_num - line != len(rows):
                _refuse_swallowed_rows(rows, done, widest)
            widest = max(widest, *map(len, rows[:HEADER_SEARCH_ROWS]), 0)
            done += len(rows)
            yield from rows


def _refuse_swallowed_rows(rows: list[list[str]], before: int, widest: int) -> None:
    """A stray quotation mark makes one cell of all the rows below it: rows must not vanish so."""
    for number, row in enumerate(rows, before + 1):
        for cell in row:
            if cell.count("\n") > _LINES_IN_A_CELL:
                raise UnreadableFile("file_damaged", {"row": str(number)})
    last = rows[-1]
    at_end = len(rows) < _ROWS_AT_A_TIME
    if at_end and last and "\n" in last[-1] and len(last) < max(widest, len(rows[0])):
        raise UnreadableFile("file_damaged", {"row": str(before + len(rows))})
