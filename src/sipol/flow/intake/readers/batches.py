"""Rows of cells as polars frames of texts, built column by column."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice, zip_longest

import polars as pl

from .cells import birth_date_text, cell_text, is_number
from .table import Table

# Blanks that spreadsheets and web pages leave around a text; each costs time in every cell.
_BLANKS = " \xa0\t\r\n\u200b\ufeff\u202f"
_NUL = "\x00"  # XLSX can smuggle it in, and PostgreSQL refuses it


@dataclass(frozen=True, slots=True)
class Columns:
    """What of a table goes into the frames: its first `width` columns, and which of them hold
    the identity number and the birth date (None if there is none)."""

    width: int
    national_id: int | None
    birth_date: int | None


def batch_schema(width: int) -> dict[str, type[pl.DataType]]:
    """Names and types of a batch's columns: row, c0 .. c(width - 1), nik_is_number."""
    cells: dict[str, type[pl.DataType]] = {f"c{i}": pl.String for i in range(width)}
    return {"row": pl.UInt32, **cells, "nik_is_number": pl.Boolean}


def batches(
    table: Table,
    columns: Columns,
    rows: Iterator[Sequence[object]],
    first_row: int,
    sizes: Iterator[int],
) -> Iterator[pl.DataFrame]:
    """Frames of at most so many rows, in turn, without the rows that are empty throughout.

    `rows` is what is left of the table's rows; `first_row` is the number of the first of them.
    """
    while chunk := list(islice(rows, next(sizes))):
        frame = _frame(table, columns, chunk, first_row)
        first_row += len(chunk)
        if frame.height:
            yield frame


def _frame(
    table: Table, columns: Columns, chunk: list[Sequence[object]], first_row: int
) -> pl.DataFrame:
    by_column = zip_longest(*chunk, fillvalue="") if table.from_text else zip(*chunk, strict=True)
    empty = ("",) * len(chunk)
    cells = list(
        islice(
            chain((empty for _ in range(table.left_margin)), by_column, (empty,) * columns.width),
            columns.width,
        )
    )
    series = [_texts(i, column, _text_of(table, columns, i)) for i, column in enumerate(cells)]
    numbers = _numbers(cells, columns.national_id, table.from_text)
    return cleaned(series, first_row, numbers, without_nul=table.from_text)


def _text_of(table: Table, columns: Columns, index: int) -> Callable[[object], str]:
    if index != columns.birth_date:
        return cell_text
    return lambda value: birth_date_text(value, from_1904=table.from_1904)


def _texts(index: int, column: tuple[object, ...], text_of: Callable[[object], str]) -> pl.Series:
    try:
        # The common column is all text, and polars finds out faster than a loop here.
        return pl.Series(f"c{index}", column, dtype=pl.String, strict=True)
    except TypeError:
        texts = [cell if cell.__class__ is str else text_of(cell) for cell in column]
        return pl.Series(f"c{index}", texts, dtype=pl.String)


def _numbers(
    cells: list[tuple[object, ...]], index: int | None, from_text: bool
) -> list[bool] | bool:
    if index is None or from_text:
        return False
    return [is_number(cell) for cell in cells[index]]


def cleaned(
    series: list[pl.Series], first_row: int, numbers: list[bool] | bool, without_nul: bool
) -> pl.DataFrame:
    """The frame of columns `c0` .. as texts: stripped, null where empty, without empty rows."""
    frame = pl.DataFrame(series)
    if not without_nul:
        frame = frame.select(pl.all().str.replace_all(_NUL, "", literal=True))
    frame = frame.select(pl.all().str.strip_chars(_BLANKS))
    if any(frame.select(pl.all().str.starts_with("'").any()).row(0)):
        frame = frame.select(pl.all().str.strip_prefix("'").str.strip_chars(_BLANKS))
    frame = frame.select(pl.when(pl.all() != "").then(pl.all()))
    flags = pl.lit(numbers) if isinstance(numbers, bool) else pl.Series(numbers, dtype=pl.Boolean)
    filled = pl.any_horizontal(pl.all().is_not_null())
    row = pl.int_range(first_row, first_row + frame.height, dtype=pl.UInt32)
    return (
        frame.with_columns(filled.alias("__filled"), row.alias("row"), flags.alias("nik_is_number"))
        .filter("__filled")
        .select("row", *frame.columns, "nik_is_number")
    )
