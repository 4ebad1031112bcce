"""Name, card, sex and marital status of a row."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from sipol.flow.intake.rules.findings import Claim


def _words(meanings: Mapping[str, str]) -> dict[str, str]:
    return {word: letter for letter, words in meanings.items() for word in words.split()}


# What people write, folded to lower-case letters, and the letter of the voter lists it means.
SEX_WORDS = _words(
    {
        "L": "l lk laki lakilaki lelaki pria cowok m male",
        "P": "p pr pr perempuan prempuan wanita w wnt cewek f female",
    }
)
MARITAL_WORDS = _words(
    {
        "B": "b bk belum belumkawin belummenikah belumnikah blmkawin blmmenikah blmnikah tidakkawin"
        " tidakmenikah lajang bujang gadis jejaka perawan single",
        "S": "s k sudah sudahkawin sudahmenikah sudahnikah sdhkawin sdhmenikah kawin menikah nikah"
        " kawintercatat kawinbelumtercatat kawintidaktercatat berkeluarga married",
        "P": "p pk pernah pernahkawin pernahmenikah pernahnikah cerai ch cm ceraihidup ceraimati"
        " ceraitercatat ceraibelumtercatat ceraihiduptercatat ceraihidupbelumtercatat"
        " ceraimatitercatat janda duda jandaduda dudajanda divorced widowed",
    }
)


def read_civil_status(work: pl.DataFrame) -> pl.DataFrame:
    """Add `sex_letter` (L/P), `marital_letter` (B/S/P) and `name_text`, `card_text`, each null
    where the cell says no such thing; a name without a letter is no name."""
    return work.with_columns(
        _letter("sex", SEX_WORDS).alias("sex_letter"),
        _letter("marital_status", MARITAL_WORDS).alias("marital_letter"),
        pl.when(pl.col("name").str.contains(r"\p{L}")).then(pl.col("name")).alias("name_text"),
        pl.when(pl.col("card_number").str.contains(r"[\p{L}\p{N}]"))
        .then(pl.col("card_number"))
        .alias("card_text"),
    )


def _letter(column: str, words: Mapping[str, str]) -> pl.Expr:
    folded = pl.col(column).str.to_lowercase().str.replace_all("[^a-z]", "")
    return folded.replace_strict(words, default=None, return_dtype=pl.String)


CLAIMS = (
    Claim(
        "card_number_missing", "card_number", pl.col("card_text").is_null(), pl.col("card_number")
    ),
    Claim("name_missing", "name", pl.col("name_text").is_null(), pl.col("name")),
    Claim("sex_invalid", "sex", pl.col("sex_letter").is_null(), pl.col("sex"), group=pl.col("sex")),
    Claim(
        "nik_sex_mismatch",
        "sex",
        pl.col("nik").is_not_null() & (pl.col("sex_letter") != pl.col("nik_sex")),
        pl.col("sex"),
        pl.col("nik_sex"),
    ),
    Claim(
        "marital_status_invalid",
        "marital_status",
        pl.col("marital_letter").is_null(),
        pl.col("marital_status"),
        group=pl.col("marital_status"),
    ),
)
