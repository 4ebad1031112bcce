"""Dates as people type them, taken apart: which number is the day, the month, the year."""

from __future__ import annotations

import polars as pl

_PLAIN = r"^[0-9]+(?:-[0-9]+)*$"
_SEPARATORS = r"[\s./,–\-]+"
_TIME_OF_DAY = r"[t\s]+[0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9.]+)?\s*(?:[ap]m)?z?$"
_DIGIT_BEFORE_LETTER = r"([0-9])([a-z])"
_LETTER_BEFORE_DIGIT = r"([a-z])([0-9])"
# Seven digits are eight whose leading zero was lost in a number cell.
_COMPACT = r"^[0-9]{7,8}$"
_COMPACT_YEAR_FIRST = r"^(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])[0-9]{2}$"

_MONTH_NAMES = (
    "januari january jan",
    "februari february pebruari feb peb febr",
    "maret march mar mrt",
    "april apr apl",
    "mei may",
    "juni june jun",
    "juli july jul",
    "agustus august agu agt ags agst agus aug",
    "september sept sep",
    "oktober october okt oct",
    "november nopember nov nop",
    "desember december des dec",
)
MONTHS: dict[str, int] = {
    name: number for number, names in enumerate(_MONTH_NAMES, start=1) for name in names.split()
}

_MAJORITY = 17
# Nobody shortens the year of a person over a hundred; a child that shows beats an elder that hides.
_OLDEST_IN_TWO_DIGITS = 100


def date_parts(texts: pl.Series, reference_year: int) -> pl.DataFrame:
    """`year`, `month`, `day` of each text, null where it is no date at all; not yet checked to lie
    in the calendar. `swappable` is true where month and day are two numbers in the usual order, so
    that somebody may have meant the month first.

    Two-digit years go to the latest century in which the person has turned 17 in the reference
    year; those who would be over 100 then are taken as the children that they seem to be.
    """
    parts = pl.DataFrame({"text": _plain(texts)}).with_columns(
        pl.col("text").str.splitn("-", 4).struct.unnest()
    )
    first, second, third = (pl.col(f"field_{place}") for place in range(3))
    month_first = pl.col("month_first")
    named = pl.coalesce("month_second", "month_first")
    year_first = first.str.len_chars() == 4
    day = pl.when(year_first).then(third).when(month_first.is_not_null()).then(second)
    year = pl.when(year_first).then(first).otherwise(third)
    return (
        _with_compact_dates(parts)
        .lazy()
        .with_columns(month_second=_month_named(second), month_first=_month_named(first))
        .with_columns(
            year=pl.when(pl.col("field_3").is_null()).then(year), day=day.otherwise(first)
        )
        .select(
            year=_full_year(pl.col("year"), reference_year),
            month=pl.coalesce(named, _small_number(second)),
            day=_small_number(pl.col("day")),
            swappable=~year_first & named.is_null(),
        )
        .collect()
    )


def date_or_null(year: pl.Expr, month: pl.Expr, day: pl.Expr) -> pl.Expr:
    """The date, or null where the calendar has no such day."""
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    february = 28 + leap.cast(pl.Int32)
    days = pl.when(month == 2).then(february).when(month.is_in([4, 6, 9, 11])).then(30)
    exists = month.is_between(1, 12) & day.is_between(1, days.otherwise(31))
    return pl.date(pl.when(exists).then(year), month, day)


def _plain(texts: pl.Series) -> pl.Series:
    """Lower case, one hyphen between parts, without a time of day. Most texts are so already."""
    others = ~texts.str.contains(_PLAIN)
    if not others.any():
        return texts
    return texts.clone().scatter(others.arg_true(), _made_plain(texts.filter(others)))


def _made_plain(texts: pl.Series) -> pl.Series:
    plain = texts.str.to_lowercase().str.strip_chars("'’\" ")
    if plain.str.contains(r"[:t\s]").any():
        plain = plain.str.replace(_TIME_OF_DAY, "")
    plain = plain.str.replace_all(_SEPARATORS, "-")
    if plain.str.contains("[a-z]").any():
        plain = plain.str.replace_all(_DIGIT_BEFORE_LETTER, "$1-$2")
        plain = plain.str.replace_all(_LETTER_BEFORE_DIGIT, "$1-$2")
    return plain


def _with_compact_dates(parts: pl.DataFrame) -> pl.DataFrame:
    text = pl.col("text").str.zfill(8)
    compact = pl.col("field_1").is_null() & pl.col("text").str.contains(_COMPACT)
    is_compact = parts.select(compact.fill_null(value=False)).to_series()
    if not is_compact.any():
        return parts
    year_first = text.str.contains(_COMPACT_YEAR_FIRST)
    cuts = (((0, 4), (0, 2)), ((4, 2), (2, 2)), ((6, 2), (4, 4)))
    return parts.with_columns(
        pl.when(is_compact)
        .then(pl.when(year_first).then(text.str.slice(*iso)).otherwise(text.str.slice(*usual)))
        .otherwise(pl.col(f"field_{place}"))
        .alias(f"field_{place}")
        for place, (iso, usual) in enumerate(cuts)
    )


def _month_named(part: pl.Expr) -> pl.Expr:
    return part.replace_strict(MONTHS, default=None, return_dtype=pl.Int32)


def _small_number(part: pl.Expr) -> pl.Expr:
    number = part.cast(pl.Int32, strict=False)
    return pl.when(part.str.len_chars() <= 2).then(number)


def _full_year(part: pl.Expr, reference_year: int) -> pl.Expr:
    number = part.cast(pl.Int32, strict=False)
    this_century, last_century = 2000 + number, 1900 + number
    grown_up = this_century <= reference_year - _MAJORITY
    too_old = last_century < reference_year - _OLDEST_IN_TWO_DIGITS
    short = pl.when(grown_up | too_old).then(this_century).otherwise(last_century)
    digits = part.str.len_chars()
    return pl.when(digits == 4).then(number).when(digits == 2).then(short)
