"""Telling how far a long piece of work is, while its own transaction is still open."""

from __future__ import annotations

import time
from datetime import datetime
from types import TracebackType
from uuid import UUID

from django.db import connections

TELL_EVERY_SECONDS = 0.4

_BEGIN = (
    "UPDATE intake_delivery SET state = 'reading', reading_began_at = %s, rows_sent = 0,"
    " rows_looked_at = 0 WHERE id = %s AND state IN ('received', 'reading')"
)
_TELL = (
    "UPDATE intake_delivery SET rows_sent = %s, rows_looked_at = %s"
    " WHERE id = %s AND state = 'reading'"
)


class Progress:
    """The figures of one delivery under way, committed at once over a connection of their own."""

    def __init__(self, delivery_id: UUID, *, began_at: datetime) -> None:
        self._delivery_id = delivery_id
        self._began_at = began_at
        self._connection = connections.create_connection("default")
        self._told_at = 0.0

    def __enter__(self) -> Progress:
        with self._connection.cursor() as cursor:
            # What a crash takes of these figures is counted anew: they need not wait for the disk.
            cursor.execute("SET synchronous_commit TO off")
            cursor.execute(_BEGIN, [self._began_at, self._delivery_id])
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._connection.close()

    def tell(self, *, sent: int, looked_at: int) -> None:
        """Commit the figures now."""
        with self._connection.cursor() as cursor:
            cursor.execute(_TELL, [sent, looked_at, self._delivery_id])
        self._told_at = time.monotonic()

    def tell_now_and_then(self, *, sent: int, looked_at: int) -> None:
        """Commit the figures unless that was done a moment ago."""
        if time.monotonic() - self._told_at >= TELL_EVERY_SECONDS:
            self.tell(sent=sent, looked_at=looked_at)
