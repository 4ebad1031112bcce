"""Identity numbers out of sight: what may stand in a finding of a cell's text."""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

from sipol.kernel.identifiers import NIK_LENGTH, hide_niks

LONGEST_VALUE = 60
_DIGITS_THAT_LOOK_LIKE_A_NIK = 12
_LOOKS_LIKE_A_NIK = r"(?:\d\D*){12}"
_MAY_HOLD_A_NIK = rf"(?:[0-9][\s.\-]?){{{NIK_LENGTH - 1}}}[0-9]"
_DOT = "•"
_DIGIT = re.compile(r"\d")
# A NUL cannot be stored, and a line break would tear a table apart.
_UNPRINTABLE = r"[\p{Cc}\p{Zl}\p{Zp}]+"


def masked_nik(cleaned: pl.Expr) -> pl.Expr:
    """A cleaned NIK as `kernel.identifiers.mask_nik` shows it, for a whole column."""
    length = cleaned.str.len_chars().cast(pl.Int64)
    hidden = cleaned.str.replace_all(r"(?s).", _DOT)
    middle = hidden.str.slice(4, (length - 6).clip(lower_bound=0))
    return (
        pl.when(length < 10)
        .then(hidden)
        .otherwise(cleaned.str.head(4) + middle + cleaned.str.tail(2))
    )


def without_niks(rows: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """The rows with every NIK masked that somebody wrote into one of these columns of text.

    Looking is done for whole columns; only the few texts that may hold one are taken one by one.
    """
    doubtful = rows.select(
        (pl.col(columns).str.len_bytes() >= NIK_LENGTH)
        & pl.col(columns).str.contains(_MAY_HOLD_A_NIK)
    )
    return rows.with_columns(
        rows[name].replace({text: hide_niks(text) for text in rows[name].filter(doubtful[name])})
        for name in columns
        if doubtful[name].any()
    )


def shown(texts: pl.Series) -> pl.Series:
    """Cell texts as they may be shown: printable, without anything that could be an identity
    number, and at most 60 characters."""
    if texts.str.contains(_UNPRINTABLE).any():
        texts = texts.str.replace_all(_UNPRINTABLE, " ")
    return _without_niks(texts).str.head(LONGEST_VALUE)


def _without_niks(texts: pl.Series) -> pl.Series:
    long = texts.str.len_chars() >= _DIGITS_THAT_LOOK_LIKE_A_NIK
    telling = texts.filter(long & texts.str.contains(_LOOKS_LIKE_A_NIK)).unique()
    if telling.is_empty():
        return texts
    return texts.replace({text: _mask_digits(text) for text in telling})


def _mask_digits(text: str) -> str:
    """All digits but the first four and the last two as dots, wherever in the text they stand."""
    places = [match.start() for match in _DIGIT.finditer(text)]
    letters = list(text)
    for place in places[4:-2]:
        letters[place] = _DOT
    return "".join(letters)
