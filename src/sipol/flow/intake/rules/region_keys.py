"""Region codes and names in the forms people write them, folded to keys that can be compared."""

from __future__ import annotations

import polars as pl

# 81.71.01.1001 with dots, commas, hyphens, blanks or nothing between, alone or before a name.
_GAP = r"[.,\s\-]?"
_CODE = (
    rf"^([0-9]{{2}}{_GAP}[0-9]{{2}}(?:{_GAP}[0-9]{{2}}(?:{_GAP}[0-9]{{4}})?)?)"
    r"(?:$|[\s:\-–(]+[^0-9]|\.0$)"
)
_REGENCY_WORD = r"^(?:kabupaten|kab)\b[\s.:]*"
_CITY_WORD = r"^(?:kotamadya|kodya|kota)\b[\s.:]*"
_ADMINISTRATIVE = r"\b(?:administrasi|adm)\b"
_DISTRICT_WORD = r"^(?:kecamatan|kec|distrik|dist)\b[\s.:]*"
_VILLAGE_WORD = (
    r"^(?:desa|ds|kelurahan|kel|gampong|gp|nagari|negeri|kampung|kp|pekon|lembang)\b[\s./:]*"
)

# Six times as fast as a pattern for all that is no letter or digit.
_MARKS = list(" .,-–_'’‘`´\"/\\()[]:;*+&\u00a0\u200b")


def code_digits(text: pl.Expr) -> pl.Expr:
    """The digits of a full region code of two levels or more; null where there is none."""
    return text.str.extract(_CODE).str.replace_many([".", ",", "-", " "], [""])


def regency_name(text: pl.Expr) -> pl.Expr:
    """The key of a regency's name, with "kabupaten" or "kota" in front where it was written."""
    plain = text.str.to_lowercase().str.strip_chars()
    plain = plain.str.replace(_REGENCY_WORD, "kabupaten ").str.replace(_CITY_WORD, "kota ")
    return _folded(plain.str.replace(_ADMINISTRATIVE, ""))


def bare_regency_name(text: pl.Expr) -> pl.Expr:
    """The key of a regency's name without the word for its kind."""
    plain = text.str.to_lowercase().str.strip_chars()
    plain = plain.str.replace(_REGENCY_WORD, "").str.replace(_CITY_WORD, "")
    return _folded(plain.str.replace(_ADMINISTRATIVE, ""))


def district_name(text: pl.Expr) -> pl.Expr:
    return _folded(text.str.to_lowercase().str.strip_chars().str.replace(_DISTRICT_WORD, ""))


def village_name(text: pl.Expr) -> pl.Expr:
    """The key of a village's name as written: many names themselves begin with "Kampung"."""
    return _folded(text.str.to_lowercase())


def bare_village_name(text: pl.Expr) -> pl.Expr:
    """The key of a village's name without the word for its kind."""
    return _folded(text.str.to_lowercase().str.strip_chars().str.replace(_VILLAGE_WORD, ""))


def within(parent: str, key: str) -> pl.Expr:
    """A number for a key within its parent region, by which a long table is narrowed quickly."""
    return pl.concat_str(parent, pl.lit("|"), key).hash()


def _folded(lower: pl.Expr) -> pl.Expr:
    spelt_out = lower.str.replace(r"\bkep\b", "kepulauan")
    return spelt_out.str.replace_many(_MARKS, [""]).replace("", None)
