"""Identity numbers that slipped into a text which is kept and published for ever."""

from __future__ import annotations

import re
from typing import Any

from sipol.kernel.identifiers import NIK_LENGTH, mask_nik

_WORD = re.compile(r"[0-9A-Za-z]+")
_HEXADECIMAL = re.compile(r"[0-9a-f]{32,}")
_LONG_NUMBER = re.compile(rf"[0-9]{{{NIK_LENGTH},}}")


def hide_niks(text: str) -> str:
    """The text with every run of 16 digits or more masked; hashes are left alone.

    People do name files after identity numbers, and neither a receipt nor a ledger entry can
    ever be taken back.
    """
    return _WORD.sub(lambda word: _hide_in_word(word.group()), text)


def hide_niks_within(value: Any) -> Any:
    """A JSON value with `hide_niks` applied to every text in it, keys included."""
    if isinstance(value, str):
        return hide_niks(value)
    if isinstance(value, dict):
        return {hide_niks(key): hide_niks_within(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [hide_niks_within(item) for item in value]
    return value


def _hide_in_word(word: str) -> str:
    if _HEXADECIMAL.fullmatch(word):
        return word
    return _LONG_NUMBER.sub(lambda number: mask_nik(number.group()), word)
