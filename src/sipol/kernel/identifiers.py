"""Identity numbers: what their digits say, and how they are shown."""

from __future__ import annotations

import re
from dataclasses import dataclass

NIK_LENGTH = 16
WOMENS_DAY_OFFSET = 40

_SEPARATORS = re.compile(r"[\s.\-\u00a0]+")
_HASH = re.compile(r"[0-9a-f]{64}|(?=[0-9]*[a-f])[0-9a-f]{32,}")
_LONG_NUMBER = re.compile(rf"[0-9]{{{NIK_LENGTH},}}")
_WORD = re.compile(r"[0-9A-Za-z]+")
# The groups in which people write the 16 digits. Between letters or digits they are something else,
# such as a part of a UUID.
_GROUPED = re.compile(
    r"(?<![0-9A-Za-z])(?:[0-9]{6}([\s.\-])[0-9]{6}\1[0-9]{4}"
    r"|[0-9]{4}([\s.\-])[0-9]{4}\2[0-9]{4}\2[0-9]{4}"
    r"|[0-9]{2}([\s.\-])[0-9]{4}\3[0-9]{6}\3[0-9]{4}"
    r"|[0-9]{2}([\s.\-])[0-9]{2}\4[0-9]{2}\4[0-9]{6}\4[0-9]{4})(?![0-9A-Za-z])"
)


@dataclass(frozen=True, slots=True)
class NikReading:
    """What a well-formed NIK says of its holder.

    The century is not encoded: `year` is two digits. The first six digits are the region of first
    issue, which says nothing of where the person lives today.
    """

    day: int
    month: int
    year: int
    sex: str


def clean_nik(text: str) -> str:
    """The text without the blanks, dots and dashes that people type between digits."""
    return _SEPARATORS.sub("", text)


def read_nik(nik: str) -> NikReading | None:
    """What 16 digits say of birth date and sex; None where they are not a possible NIK.

    Women's day of birth is written plus 40 (Ministry of Home Affairs, population codes).
    """
    if len(nik) != NIK_LENGTH or not nik.isascii() or not nik.isdigit():
        return None
    day, month, year = int(nik[6:8]), int(nik[8:10]), int(nik[10:12])
    sex = "L"
    if day > WOMENS_DAY_OFFSET:
        day, sex = day - WOMENS_DAY_OFFSET, "P"
    if not 1 <= day <= 31 or not 1 <= month <= 12:
        return None
    return NikReading(day=day, month=month, year=year, sex=sex)


def mask_nik(nik: str) -> str:
    """The NIK as it may be shown: first four and last two digits, the rest as dots.

    A text too short to hide anything by that rule is hidden whole.
    """
    text = clean_nik(nik)
    if len(text) < 10:
        return "•" * len(text)
    return text[:4] + "•" * (len(text) - 6) + text[-2:]


def hide_niks(text: str) -> str:
    """The text with every NIK in it masked; for whatever people write freely and we keep.

    That is each run of 16 digits or more, and 16 digits in the groups in which a NIK is written.
    Hashes are left alone: 64 hexadecimal digits, or 32 and more that are not all decimal.
    """
    grouped_hidden = _GROUPED.sub(lambda number: mask_nik(number.group()), text)
    return _WORD.sub(lambda word: _hide_in_word(word.group()), grouped_hidden)


def _hide_in_word(word: str) -> str:
    if _HASH.fullmatch(word):
        return word
    return _LONG_NUMBER.sub(lambda number: mask_nik(number.group()), word)
