"""What becomes of a row that meets a membership of the same party."""

from __future__ import annotations

from enum import StrEnum


class Meeting(StrEnum):
    """How an arriving row and the membership with the same NIK, or the same card, stand to each
    other.

    A row is the same person where the name (as it is searched) or the birth date agrees; else one
    of the two NIKs is wrong, and nobody is replaced unseen.
    """

    IDENTICAL = "identical"
    CHANGED = "changed"
    LISTED_ELSEWHERE = "listed_elsewhere"
    ANOTHER_PERSON = "another_person"


STAYS_OUT = frozenset({Meeting.LISTED_ELSEWHERE, Meeting.ANOTHER_PERSON})
