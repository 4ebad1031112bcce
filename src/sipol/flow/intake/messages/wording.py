"""The shape of a wording: one code, in both languages."""

from __future__ import annotations

from typing import NamedTuple


class Wording(NamedTuple):
    """What happened, and what to do about it.

    `empty` stands in for `sentence` where the cell is empty; `hint` follows where there is a
    detail. All but `mending` may name {value} and {detail}.
    """

    sentence: str
    mending: str
    empty: str = ""
    hint: str = ""


class Bilingual(NamedTuple):
    """The same in Indonesian and English."""

    indonesian: Wording
    english: Wording
