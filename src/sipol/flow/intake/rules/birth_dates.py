"""Birth dates: which reading holds, what the NIK says of it, and who is too young."""

from __future__ import annotations

from datetime import date

import polars as pl

from sipol.flow.intake.rules.dates import date_or_null, date_parts
from sipol.flow.intake.rules.findings import Claim

OLDEST = date(1900, 1, 1)
AGE_OF_MEMBERSHIP = 17


def read_birth_dates(work: pl.DataFrame, reference_date: date) -> pl.DataFrame:
    """Add `born` (null where there is no possible date), `born_ambiguous` and `age` in full years
    on the reference date.

    Numbers are read day first. The other reading counts only with the NIK's word for it: where day
    first is no date, the NIK must agree in full; where both are dates, its day and month
    decide, and where it fits neither or is no help the date is ambiguous (and read day first).
    ISO dates and dates with the month in letters have one reading. Possible are 1900 up to the
    reference date.
    """
    parts = date_parts(work["birth_date"], reference_date.year)
    year, month, day = pl.col("year"), pl.col("month"), pl.col("day")
    nik = work.select("nik_day", "nik_month", "nik_year")
    settled = (
        pl.concat([nik, parts], how="horizontal")
        .lazy()
        .with_columns(
            day_first=date_or_null(year, month, day),
            month_first=pl.when(pl.col("swappable")).then(date_or_null(year, day, month)),
        )
        .with_columns(
            _in_range(reading, reference_date) for reading in ("day_first", "month_first")
        )
        .select(born=_settled(), born_ambiguous=_ambiguous())
        .with_columns(age=_age(pl.col("born"), reference_date))
        .collect()
    )
    return pl.concat([work, settled], how="horizontal")


def _in_range(reading: str, reference_date: date) -> pl.Expr:
    born = pl.col(reading)
    return pl.when(born.is_between(OLDEST, reference_date)).then(born)


def _nik_fits(day: str, month: str) -> pl.Expr:
    fits = (pl.col("nik_day") == pl.col(day)) & (pl.col("nik_month") == pl.col(month))
    return fits.fill_null(value=False)


def _settled() -> pl.Expr:
    day_first, month_first = pl.col("day_first"), pl.col("month_first")
    swapped_fits = _nik_fits(day="month", month="day")
    year_fits = pl.col("year") % 100 == pl.col("nik_year")
    by_nik_alone = day_first.is_null() & swapped_fits & year_fits
    by_nik = (day_first != month_first) & swapped_fits
    return pl.when(by_nik_alone | by_nik).then(month_first).otherwise(day_first)


def _ambiguous() -> pl.Expr:
    both = (pl.col("day_first") != pl.col("month_first")).fill_null(value=False)
    return both & ~_nik_fits("day", "month") & ~_nik_fits(day="month", month="day")


def _age(born: pl.Expr, on: date) -> pl.Expr:
    birthday = born.dt.month().cast(pl.Int32) * 100 + born.dt.day()
    return on.year - born.dt.year() - (birthday > on.month * 100 + on.day).cast(pl.Int32)


def _agrees_with_nik() -> pl.Expr:
    born = pl.col("born").dt
    return (
        (born.day() == pl.col("nik_day"))
        & (born.month() == pl.col("nik_month"))
        & (born.year() % 100 == pl.col("nik_year"))
    ).fill_null(value=False)


def _nik_date() -> pl.Expr:
    parts = [
        pl.col(f"nik_{part}").cast(pl.String).str.zfill(2) for part in ("day", "month", "year")
    ]
    return pl.concat_str(parts, separator="-")


_TEXT = pl.col("birth_date")
_PLAIN = pl.col("born").is_not_null() & ~pl.col("born_ambiguous")
# A NIK that has to be mended anyhow, and says no date as it is, may settle the date once it is.
_NIK_MAY_YET = pl.col("nik_problem").is_not_null() & pl.col("nik_day").is_null()

CLAIMS = (
    Claim("birth_date_invalid", "birth_date", pl.col("born").is_null(), _TEXT),
    Claim("birth_date_ambiguous", "birth_date", pl.col("born_ambiguous") & ~_NIK_MAY_YET, _TEXT),
    Claim(
        "nik_birth_date_mismatch",
        "birth_date",
        _PLAIN & pl.col("nik").is_not_null() & ~_agrees_with_nik(),
        _TEXT,
        _nik_date(),
    ),
    Claim(
        "under_17_unmarried",
        "birth_date",
        _PLAIN & (pl.col("age") < AGE_OF_MEMBERSHIP) & (pl.col("marital_letter") == "B"),
        _TEXT,
        pl.col("age").cast(pl.String),
    ),
)
