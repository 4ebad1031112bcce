"""Identity numbers that slipped into a text which is kept and published for ever.

People do name files after identity numbers, and neither a receipt nor a ledger entry can ever be
taken back.
"""

from __future__ import annotations

from typing import Any

from sipol.kernel.identifiers import hide_niks

__all__ = ["hide_niks", "hide_niks_within"]


def hide_niks_within(value: Any) -> Any:
    """A JSON value with `hide_niks` applied to every text in it, keys included."""
    if isinstance(value, str):
        return hide_niks(value)
    if isinstance(value, dict):
        return {hide_niks(key): hide_niks_within(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [hide_niks_within(item) for item in value]
    return value
