"""Keeping the counts short: many small changes folded into one per regency."""

from __future__ import annotations

from django.db import connection

_FOLD = """
WITH taken AS (
    DELETE FROM members_countchange WHERE id IN (
        SELECT id FROM members_countchange WHERE cycle_id = %s AND party_id = %s
        FOR UPDATE SKIP LOCKED
    ) RETURNING cycle_id, party_id, regency_code, change
)
INSERT INTO members_countchange (cycle_id, party_id, regency_code, change)
SELECT cycle_id, party_id, regency_code, sum(change) FROM taken
GROUP BY cycle_id, party_id, regency_code HAVING sum(change) <> 0
"""


def fold_counts(*, cycle_id: int, party_id: int) -> None:
    """Make one change per regency of all that are committed; the sums stay what they are."""
    with connection.cursor() as cursor:
        cursor.execute(_FOLD, [cycle_id, party_id])
