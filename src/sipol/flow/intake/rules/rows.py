"""Which rows of a batch are people, and their cells under our own names."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from sipol.flow.intake.rules.fields import FIELDS
from sipol.flow.intake.rules.headers import fold
from sipol.flow.intake.rules.masking import without_niks

_EXAMPLE = r"(?i)^\W*contoh"
_TOTAL = r"(?i)^\W*(?:grand\s*total|sub\s*-?\s*total|total|jumlah|jml|rekap)"
# In a number cell, that of the birth date reads as one of the first days of spreadsheet dates.
_COLUMN_NUMBER = r"^\(?[0-9]{1,2}[.)]?$|^1900-01-[0-9]{2}$"
_ASIDE = r"\([^)]*\)|\[[^\]]*\]|^\s*[0-9]+\s*[.):-]"
_ODD = r"\x00-\x1f\x7f\u{a0}\u{200b}-\u{200f}\u{2028}\u{2029}\u{feff}"
_UNTIDY = rf"[{_ODD}][\s{_ODD}]*| [\s{_ODD}]+"
# An apostrophe before a sign is the mark by which tables keep a text from becoming a formula.
_ESCAPED_SIGN = r"^'+([=+\-@])"

_KEPT_AS_TEXT = ("card_number", "name", "birth_place", "occupation", "address", "rt", "rw")
# A card may by chance have 16 digits, and must stay what it is.
_WRITTEN_FREELY = (
    *(name for name in _KEPT_AS_TEXT if name != "card_number"),
    *("card_file", "id_file"),
)
_FEWEST_DIGITS = 10
_A_NIK_AT_FIRST_SIGHT = "[0-9]{10}"


def member_rows(batch: pl.DataFrame, mapping: Mapping[str, int]) -> pl.DataFrame:
    """The rows that speak of a person: `row`, `nik_is_number`, and one text per field (null where
    the list has no such column or the cell is blank).

    A NIK in any other column than its own is masked, as the roll keeps these texts readable.

    Left out are blank rows, sums, a header or its column numbers repeated on a later page, and the
    template's example.
    """
    cells = batch.select(
        "row",
        _number_mark(batch),
        *[_cell(batch, mapping.get(field.name)).alias(field.name) for field in FIELDS],
    )
    with_nik = cells["national_id"].str.contains(_A_NIK_AT_FIRST_SIGHT).fill_null(value=False)
    example = cells["card_number"].str.contains(_EXAMPLE).fill_null(value=False)
    left_out = cells.select("row").filter(example)["row"]
    if not with_nik.all():
        doubtful = cells.with_columns(_holds_total(batch)).filter(~with_nik)
        left_out = left_out.append(doubtful.filter(_is_no_person())["row"])
    if not left_out.is_empty():
        cells = cells.filter(~pl.col("row").is_in(left_out.implode()))
    return without_niks(_tidied(cells), _WRITTEN_FREELY)


def _number_mark(batch: pl.DataFrame) -> pl.Expr:
    if "nik_is_number" in batch.columns:
        return pl.col("nik_is_number").fill_null(value=False)
    return pl.lit(value=False).alias("nik_is_number")


def _cell(batch: pl.DataFrame, column: int | None) -> pl.Expr:
    name = f"c{column}"
    if column is None or name not in batch.columns:
        return pl.lit(None, dtype=pl.String)
    return pl.col(name).cast(pl.String).str.strip_chars().replace("", None)


def _holds_total(batch: pl.DataFrame) -> pl.Series:
    columns = [pl.col(name) for name in batch.columns if name[0] == "c" and name[1:].isdigit()]
    holds = [column.cast(pl.String).str.contains(_TOTAL) for column in columns]
    held = pl.any_horizontal(pl.lit(value=False), *holds).fill_null(value=False)
    return batch.select(held.alias("is_total")).to_series()


def _is_no_person() -> pl.Expr:
    """For rows without a NIK at first sight; blanks may still stand between its digits."""
    nik, name = pl.col("national_id"), pl.col("name")
    fields = [pl.col(field.name) for field in FIELDS if field.name != "row_key"]
    blank = pl.all_horizontal(field.is_null() for field in fields)
    # The sum itself may stand in any column, also under the names.
    nameless = name.is_null() | name.str.contains(_TOTAL) | ~name.str.contains(r"\p{L}")
    total = pl.col("is_total") & nameless & pl.col("birth_date").is_null()
    numbers = name.is_not_null() & pl.all_horizontal(
        field.str.contains(_COLUMN_NUMBER).fill_null(value=True) for field in fields
    )
    headings = pl.sum_horizontal(_is_heading(field.name) for field in FIELDS) >= 2
    no_nik = nik.str.count_matches("[0-9]").fill_null(0) < _FEWEST_DIGITS
    return blank | (no_nik & (total | numbers | headings))


def _is_heading(name: str) -> pl.Expr:
    headings = [
        fold(heading)
        for field in FIELDS
        if field.name == name
        for heading in (field.heading, field.title, *field.variants)
    ]
    plain = pl.col(name).str.to_lowercase().str.replace_all(_ASIDE, "")
    return plain.str.replace_all("[^0-9a-z]", "").is_in(headings).fill_null(value=False)


def _tidied(rows: pl.DataFrame) -> pl.DataFrame:
    """Texts that are kept, without control characters and double blanks.

    Most columns are clean, and looking costs a fraction of replacing.
    """
    untidy = rows.select(
        (pl.col(name).str.contains(_UNTIDY) | pl.col(name).str.starts_with("'")).any()
        for name in _KEPT_AS_TEXT
    )
    return rows.with_columns(
        pl.col(name)
        .str.replace_all(_UNTIDY, " ")
        .str.strip_chars()
        .str.replace(_ESCAPED_SIGN, "$1")
        for name in _KEPT_AS_TEXT
        if untidy[name].item()
    )
