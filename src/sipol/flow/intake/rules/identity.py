"""The NIK of a row: cleaned, judged by its form, and read for what it says of its holder."""

from __future__ import annotations

import polars as pl

from sipol.flow.intake.rules.findings import Claim
from sipol.flow.intake.rules.masking import masked_nik
from sipol.kernel.identifiers import NIK_LENGTH, WOMENS_DAY_OFFSET

_TYPED_BETWEEN_DIGITS = r"[\s.\-'’‘`´\u{a0}\u{200b}\u{feff}]+"
# What a CSV saved by a spreadsheet program holds for a number of 16 digits: 8,17101E+15.
_SCIENTIFIC = r"(?i)^[0-9],?[0-9]*E\+?1[0-9]$"

_UP_TO_BIRTH_DATE = 12


def read_identity(work: pl.DataFrame) -> pl.DataFrame:
    """Add `nik_text` (cleaned, "" for none), `nik_problem` (a finding code or null), `nik` (16
    digits or null), and `nik_day`, `nik_month`, `nik_year` (two digits), `nik_sex` where the digits
    name a possible birth date. They do so in a rounded or cut NIK too: enough to tell day from
    month in the date beside it, never enough to contradict the row.

    A number cell of 16 digits or more is never trusted, whatever its last digit: spreadsheet
    programs keep 15, and a number that happens to look whole cannot be told from a rounded one.
    """
    text = pl.col("national_id").str.replace_all(_TYPED_BETWEEN_DIGITS, "").fill_null("")
    whole = pl.when(pl.col("nik_problem").is_null()).then(pl.col("nik_text"))
    return (
        work.lazy()
        .with_columns(nik_text=text)
        # Columns of their own, since what many expressions share is worked out for each of them.
        .with_columns(has_stranger=_has_stranger(), birth_digits=_birth_digits())
        .with_columns(nik_problem=_problem())
        .with_columns(_readings(), nik=whole)
        .drop("has_stranger", "birth_digits")
        .collect()
    )


def _has_stranger() -> pl.Expr:
    return pl.col("nik_text").str.contains("[^0-9]")


def _birth_digits() -> pl.Expr:
    # A cast is many times as fast as a pattern; it would take a sign for part of the number.
    start = pl.col("nik_text").str.head(_UP_TO_BIRTH_DATE)
    digits = (start.str.len_bytes() == _UP_TO_BIRTH_DATE) & ~start.str.starts_with("+")
    return (pl.when(digits).then(start).cast(pl.Int64, strict=False) % 10**6).cast(pl.Int32)


def _problem() -> pl.Expr:
    text, not_digits = pl.col("nik_text"), pl.col("has_stranger")
    length = text.str.len_chars()
    rounded = (pl.col("nik_is_number") & ~not_digits & (length >= NIK_LENGTH)) | (
        not_digits & text.str.contains(_SCIENTIFIC)
    )
    return (
        pl.when(text == "")
        .then(pl.lit("nik_missing"))
        .when(rounded)
        .then(pl.lit("nik_rounded_by_excel"))
        .when(not_digits)
        .then(pl.lit("nik_not_digits"))
        .when(length != NIK_LENGTH)
        .then(pl.lit("nik_length"))
    )


def _readings() -> list[pl.Expr]:
    number = pl.col("birth_digits")
    written_day = number // 10**4
    month = number // 10**2 % 100
    woman = written_day > WOMENS_DAY_OFFSET
    day = written_day - pl.when(woman).then(WOMENS_DAY_OFFSET).otherwise(0)
    possible = day.is_between(1, 31) & month.is_between(1, 12)
    sex = pl.when(woman).then(pl.lit("P")).otherwise(pl.lit("L"))
    readings = {"day": day, "month": month, "year": number % 100, "sex": sex}
    return [
        pl.when(possible).then(reading).alias(f"nik_{part}") for part, reading in readings.items()
    ]


def _has(problem: str) -> pl.Expr:
    return pl.col("nik_problem") == problem


_MASKED = masked_nik(pl.col("nik_text"))
_LENGTH = pl.col("nik_text").str.len_chars().cast(pl.String)
_FIRST_STRANGER = pl.col("nik_text").str.extract("([^0-9])")

CLAIMS = (
    Claim("nik_missing", "national_id", _has("nik_missing"), pl.lit("")),
    Claim("nik_length", "national_id", _has("nik_length"), _MASKED, _LENGTH, _LENGTH),
    Claim("nik_not_digits", "national_id", _has("nik_not_digits"), _MASKED, _FIRST_STRANGER),
    Claim("nik_rounded_by_excel", "national_id", _has("nik_rounded_by_excel"), _MASKED),
)
