"""The id of a member's row."""

from __future__ import annotations

from uuid import UUID

MAX_ROW = 2**48 - 1


def member_id_prefix(delivery_id: UUID) -> str:
    """The first 24 characters that all rows of one delivery share, dashes included.

    The layout is a version 8 UUID (RFC 9562, 5.8): 48 bits of the delivery's time and 26 of its
    random bits stand in front, the row number behind. Rows of one delivery sort together, and the
    same line of the same delivery always gets the same id.
    """
    text = str(delivery_id)
    return f"{text[:14]}8{text[15:24]}"


def member_id(delivery_id: UUID, row: int) -> UUID:
    """The id of the member that stands in this row of this delivery."""
    if not 0 < row <= MAX_ROW:
        raise ValueError("a row number lies between 1 and 2**48 - 1")
    return UUID(f"{member_id_prefix(delivery_id)}{row:012x}")
