"""CSV without a single quotation mark: every line is a row, so its lines are split by the thousand.

What comes out is the same as from the `csv` module, in a quarter of its time.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import polars as pl

from .batches import Columns, cleaned
from .errors import UnreadableFile
from .table import PlainText


def plain_batches(
    text: PlainText, columns: Columns, first_row: int, sizes: Iterator[int]
) -> Iterator[pl.DataFrame]:
    """As `batches.batches`, from row `first_row` (counted from 1) on."""
    # Universal line ends: as in the csv module, a lone carriage return ends a row too.
    with open(text.path, encoding=text.encoding, errors="replace") as file:  # noqa: PTH123
        lines = islice(file, first_row - 1, None)
        while chunk := list(islice(lines, next(sizes))):
            series = _columns(pl.Series(chunk), text, columns.width, first_row)
            frame = cleaned(series, first_row, numbers=False, without_nul=True)
            first_row += len(chunk)
            if frame.height:
                yield frame


def _columns(lines: pl.Series, text: PlainText, width: int, first_row: int) -> list[pl.Series]:
    rows = lines.str.strip_suffix("\n")
    if (rows.str.len_chars().max() or 0) > text.longest_cell:  # type: ignore[operator]
        _refuse_long_cells(rows, text, first_row)
    cells = rows.str.split_exact(text.delimiter, width - 1).struct.unnest()
    return [cells.to_series(index).alias(f"c{index}") for index in range(width)]


def _refuse_long_cells(rows: pl.Series, text: PlainText, first_row: int) -> None:
    for number, row in enumerate(rows, first_row):
        if max(map(len, row.split(text.delimiter))) > text.longest_cell:
            raise UnreadableFile("file_damaged", {"row": str(number)})
