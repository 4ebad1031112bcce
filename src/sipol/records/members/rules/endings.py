"""How many memberships one person may end alone, and for how long an end can be undone."""

from __future__ import annotations

from datetime import timedelta

ALONE = 100
UNDO_WITHIN = timedelta(days=14)
