"""Identity numbers out of sight: what may stand in a finding of a cell's text."""

from __future__ import annotations

import re

import polars as pl

LONGEST_VALUE = 60
_DIGITS_THAT_LOOK_LIKE_A_NIK = 12
_LOOKS_LIKE_A_NIK = r"(?:\d\D*){12}"
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
