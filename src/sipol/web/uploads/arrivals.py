"""The pieces of a body as they arrive, and the reasons why they stop arriving."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

# The next piece of a body; None after the last one. Raises `ConnectionLost`.
Pieces = Callable[[], Awaitable[bytes | None]]


class Interrupted(Exception):
    """The body stopped before its end; what had arrived was kept."""


class ConnectionLost(Interrupted):
    """The sender is gone."""


class Silence(Interrupted):
    """The sender has not sent anything for too long."""


class TakenOver(Interrupted):
    """The sender came back on another connection, to which this one gives way."""


class Arrivals:
    """The pieces of one body, until `stop` is set."""

    def __init__(self, pieces: Pieces, stop: asyncio.Event) -> None:
        self._pieces = pieces
        self._stop: asyncio.Task[bool] = asyncio.ensure_future(stop.wait())
        self._coming: asyncio.Future[bytes | None] | None = None
        self._asked_to_stop = False

    async def next(self, patience: float) -> bytes | None:
        """The next piece, or None after the last one.

        Raises `TakenOver` or `ConnectionLost`, and TimeoutError after `patience` seconds without a
        piece; after a timeout it may be called again, nothing gets lost.
        """
        if self._asked_to_stop:
            raise TakenOver
        coming = self._coming or asyncio.ensure_future(self._pieces())
        self._coming = coming
        either: set[asyncio.Future[Any]] = {coming, self._stop}
        await asyncio.wait(either, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
        self._asked_to_stop = self._stop.done()
        if coming.done():
            # One that is here already still counts, so that senders who keep interrupting each
            # other get on all the same.
            self._coming = None
            return coming.result()
        raise TakenOver if self._asked_to_stop else TimeoutError

    def close(self) -> None:
        """Stops listening."""
        self._stop.cancel()
        if self._coming is not None and not self._coming.cancel():
            self._coming.exception()  # the sender's leaving is no news any more
