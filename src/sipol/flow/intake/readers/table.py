"""One sheet, or one CSV file, before anybody knows what its columns mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlainText:
    """A text file without a single quotation mark: every line is a row, every `delimiter` ends a
    cell. `longest_cell` is how many characters a cell may have."""

    path: str
    encoding: str
    delimiter: str
    longest_cell: int


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells from row 1 on, empty rows included, so that counting them numbers them.

    Cells begin `left_margin` columns right of the sheet's first one. `from_1904` says that day
    numbers count from 1904; `from_text` that every cell is a text, without NUL characters, and
    rows may differ in length, as in CSV; `plain` names the file if that is a plain one.
    """

    sheet: str
    rows: Iterator[Sequence[object]]
    left_margin: int = 0
    from_1904: bool = False
    from_text: bool = False
    plain: PlainText | None = None
