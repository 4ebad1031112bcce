"""Names as they are searched and compared: one spelling for the many ways a name is written.

Titles and degrees fall away, spellings of before 1972 become today's, the common ways to write one
name become one. There is no first and last name: a name is its words, and may be one word only.
The key is for finding, never for showing: different names may share one.
"""

from __future__ import annotations

import string
from collections.abc import Sequence

import polars as pl

_TITLES = (
    *("h", "hj", "kh", "ust", "ustad", "ustadz", "dr", "drs", "dra", "drg", "ir", "prof"),
    *("alm", "almh", "almarhum", "almarhumah", "bin", "binti", "bt", "bpk", "ibu", "sdr", "sdri"),
    *("tn", "ny", "nn", "se", "sh", "st", "sp", "ss", "sip", "spd", "spdi", "sag", "ssos", "skom"),
    *("skm", "ssi", "mm", "mh", "mpd", "msi", "mkn", "mkes", "mag", "mt", "amd", "phd"),
)
# A degree may be written with dots, which would otherwise cut it into words of one letter.
_DEGREE = r"\b[sma]\s*\.\s*(?:pd\.?\s*i|pd|ag|sos|kom|kes|kep|hum|kn|si|ip|md|e|h|t|p|m|i)\b\.?"
_MUHAMMAD = r"\b(?:m[uo]c?h(?:a?m+a?[dt])?|m[uo]ch|muhd|mohd|mhd|md)\b"
_FIRST_M = r"^m\b (\w)"

_BEFORE_1972 = "(?:dj|tj|nj|sj)"
_OLD_TO_NEW = (("dj", "\x01"), ("nj", "ny"), ("sj", "sy"), ("tj", "c"), ("j", "y"), ("\x01", "j"))
# By ear: what one clerk writes with h another leaves out.
_BY_EAR = (
    *(("oe", "u"), ("ph", "f"), ("v", "f"), ("q", "k"), ("x", "ks")),
    *(("sy", "s"), ("sh", "s"), ("dh", "d"), ("th", "t"), ("kh", "h"), ("ie", "i")),
)
_DOUBLED = tuple((letter * 2, letter) for letter in string.ascii_lowercase)
_NO_LETTER = r"[^a-z ]+"


def name_keys(names: pl.Expr) -> pl.Expr:
    """The key of each name: lower-case words in their order, separated by single blanks.

    Of a name that is nothing but titles the words stay; of one without any Latin letter the key is
    empty.
    """
    plain = _latin(names)
    bare = _squeezed(
        plain.str.replace(r",.*$", "")
        .str.replace_all(_DEGREE, " ")
        .str.replace_all("['`’ʼ-]", "")
        .str.replace_all(_NO_LETTER, " ")
        .str.replace_all(rf"\b(?:{'|'.join(_TITLES)})\b", " ")
    )
    everything = _squeezed(plain.str.replace_all(_NO_LETTER, " "))
    kept = pl.when(bare == "").then(everything).otherwise(bare)
    return _one_spelling(kept)


def name_key(name: str) -> str:
    """`name_keys` of one name."""
    keyed: str = pl.select(name_keys(pl.lit(name))).item()
    return keyed


def words_sought(text: str) -> Sequence[str]:
    """The different words of a search, as keys have them."""
    return sorted(set(name_key(text).split()))


def _latin(names: pl.Expr) -> pl.Expr:
    decomposed = names.fill_null("").str.to_lowercase().str.normalize("NFKD")
    return decomposed.str.replace_all(r"\p{M}", "")


def _squeezed(names: pl.Expr) -> pl.Expr:
    return names.str.replace_all(r"\s+", " ").str.strip_chars()


def _one_spelling(names: pl.Expr) -> pl.Expr:
    modern = names.str.contains(_BEFORE_1972)
    names = pl.when(modern).then(_replaced(names, _OLD_TO_NEW)).otherwise(names)
    names = names.str.replace(_FIRST_M, "muhamad $1").str.replace_all(_MUHAMMAD, "muhamad")
    # Chandra is Candra, Christina Kristina, and elsewhere ch stands for kh.
    names = names.str.replace_all(r"\bch(an)", "c$1").str.replace_all(r"\bch(r)", "k$1")
    names = _replaced(names.str.replace_all("ch", "kh"), _BY_EAR)
    names = names.str.replace_many(
        [old for old, _ in _DOUBLED], [new for _, new in _DOUBLED]
    ).str.replace_all(r"([aiueo])h\b", "$1")
    return names.str.replace_all(r"\bahmat\b", "ahmad")


def _replaced(names: pl.Expr, pairs: Sequence[tuple[str, str]]) -> pl.Expr:
    for old, new in pairs:
        names = names.str.replace_all(old, new, literal=True)
    return names
