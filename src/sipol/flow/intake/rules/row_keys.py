"""The hidden key by which a mended row finds the row that it replaces."""

from __future__ import annotations

from uuid import UUID


def row_key(delivery_id: UUID, row: int) -> str:
    """The key that the error workbook carries in its hidden column."""
    return f"{delivery_id}:{row}"


def read_row_key(text: str) -> tuple[UUID, int] | None:
    """Delivery and row of a key; None for anything that is not one."""
    delivery, separator, row = text.strip().partition(":")
    try:
        return (UUID(delivery), int(row)) if separator else None
    except ValueError:
        return None
