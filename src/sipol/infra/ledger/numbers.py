"""Receipt numbers: read over the telephone, typed from paper, and not to be guessed.

`TT-2026-0001-7K3FQ-9XZ2M-C8`: the year, the party, fifty random bits in Crockford's base 32
(no I, L, O, U) and two check characters.
"""

from __future__ import annotations

import re
import secrets

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MODULUS = 1021
"""A prime below 32 squared: any one wrong character, and any two swapped, are noticed."""

_SHAPE = re.compile(
    r"TT-?(\d{4})-?(\d{4,})-([0-9A-HJKMNP-TV-Z]{5})-?([0-9A-HJKMNP-TV-Z]{5})-?([0-9A-HJKMNP-TV-Z]{2})"
)
_MISREAD = str.maketrans("ILO", "110")


def new_number(year: int, party_id: int) -> str:
    """A fresh number for a receipt of this party."""
    drawn = "".join(secrets.choice(_ALPHABET) for _ in range(10))
    return _number(f"{year:04d}", f"{party_id:04d}", drawn)


def read_number(text: str) -> str | None:
    """The number as it was issued, from what somebody typed; None where it cannot be one.

    Small letters, blanks, and I, L, O for 1, 1, 0 are forgiven.
    """
    typed = "".join(text.split()).upper().translate(_MISREAD)
    match = _SHAPE.fullmatch(typed) if typed.isascii() else None
    if match is None:
        return None
    year, party, first, second, check = match.groups()
    number = _number(year, party, first + second)
    return number if number.endswith(f"-{check}") else None


def _number(year: str, party: str, drawn: str) -> str:
    value = 0
    for character in year + party + drawn:
        value = value * 32 + _ALPHABET.index(character)
    high, low = divmod(value % _MODULUS, 32)
    return f"TT-{year}-{party}-{drawn[:5]}-{drawn[5:]}-{_ALPHABET[high]}{_ALPHABET[low]}"
