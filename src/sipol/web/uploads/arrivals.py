"""The pieces of a body as they arrive, and the reasons why they stop arriving."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

# The next piece of a body; None after the last one. Raises `ConnectionLost`.
Pieces = Callable[[], Awaitable[bytes | None]]


class Interrupted(Exception):
    """The body stopped before its end; what had arrived was kept.

    `offset` is how much of the upload is durable, where that is known.
    """

    offset: int | None = None


class ConnectionLost(Interrupted):
    """The sender is gone."""


class Silence(Interrupted):
    """The sender has not sent anything for too long."""


class TakenOver(Interrupted):
    """The sender came back on another connection, to which this one gives way."""


class Restarting(Interrupted):
    """This process is about to end; its successor takes the rest."""


class Stop:
    """Asks a sender's connection to end, for the first reason that is given."""

    def __init__(self) -> None:
        self._reason: asyncio.Future[type[Interrupted]] = asyncio.Future()

    def ask(self, reason: type[Interrupted] = TakenOver) -> None:
        if not self._reason.done():
            self._reason.set_result(reason)

    @property
    def asked(self) -> asyncio.Future[type[Interrupted]]:
        """Done with the reason, as soon as there is one."""
        return self._reason


class Arrivals:
    """The pieces of one body, until `stop` is asked for."""

    def __init__(self, pieces: Pieces, stop: Stop) -> None:
        self._pieces = pieces
        self._stop = stop.asked
        self._coming: asyncio.Future[bytes | None] | None = None
        self._asked_to_stop = False

    async def next(self, patience: float) -> bytes | None:
        """The next piece, or None after the last one.

        Raises the reason to stop, `ConnectionLost`, or TimeoutError after `patience` seconds
        without a piece; after a timeout it may be called again, nothing gets lost.
        """
        if self._asked_to_stop:
            raise self._stop.result()
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
        raise self._stop.result() if self._asked_to_stop else TimeoutError

    def close(self) -> None:
        """Stops listening."""
        if self._coming is not None and not self._coming.cancel():
            self._coming.exception()  # the sender's leaving is no news any more
