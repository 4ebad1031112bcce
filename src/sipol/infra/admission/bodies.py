"""Reading a request's body before it costs a slot: bounded in size, in time and in slowness."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from sipol.infra.admission.spool import MEMORY_BYTES, Spool

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]

LEAST_BYTES_PER_SECOND = 1024
GRACE_SECONDS = 15.0
# Beyond this, all bodies together, each goes to disk at once.
MEMORY_OF_ALL_BYTES = 64 * 1024 * 1024


class TooSlow(Exception):
    """The sender fell below the slowest rate that is waited for."""


class TooLong(Exception):
    """The body is longer than is taken here."""


class SenderLeft(Exception):
    """The connection ended before the body did."""


class Body:
    """A body that was read whole, to be read again by `receive` as if it came from the line."""

    in_memory_of_all = 0

    def __init__(self, receive: Receive) -> None:
        self._line = receive
        self._spool: Spool | None = None
        self._counted = 0
        self._given = False
        self.length = 0

    async def read(self, longest: int) -> None:
        """Raises TooSlow, TooLong, SenderLeft, or OSError when the disk has no room."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            async with asyncio.timeout_at(began + GRACE_SECONDS) as patience:
                while await self._piece(longest):
                    earned = self.length / LEAST_BYTES_PER_SECOND
                    patience.reschedule(began + GRACE_SECONDS + earned)
        except TimeoutError:
            raise TooSlow from None

    async def receive(self) -> Message:
        """ASGI's: the body's pieces, then whatever the line says."""
        if self._given:
            return await self._line()
        piece = self._spool.take() if self._spool is not None else b""
        more = self._spool is not None and len(self._spool) > 0
        self._given = not more
        return {"type": "http.request", "body": piece, "more_body": more}

    def close(self) -> None:
        Body.in_memory_of_all -= self._counted
        self._counted = 0
        if self._spool is not None:
            self._spool.close()

    async def _piece(self, longest: int) -> bool:
        """One more piece from the line; whether more is to come."""
        message = await self._line()
        if message["type"] == "http.disconnect":
            raise SenderLeft
        piece = message.get("body", b"")
        self.length += len(piece)
        if self.length > longest:
            raise TooLong
        if piece:
            self._keep(piece)
        return bool(message.get("more_body", False))

    def _keep(self, piece: bytes) -> None:
        if self._spool is None:
            crowded = Body.in_memory_of_all > MEMORY_OF_ALL_BYTES
            self._spool = Spool(0 if crowded else MEMORY_BYTES)
        self._spool.put(piece)
        if not self._spool.on_disk:
            self._counted += len(piece)
            Body.in_memory_of_all += len(piece)
