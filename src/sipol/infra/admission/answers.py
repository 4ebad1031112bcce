"""An answer on its way out: the worker is done when it has answered, however slow the reader."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from sipol.infra.admission.spool import PIECE_BYTES, Spool

Message = dict[str, Any]
Send = Callable[[Message], Awaitable[None]]

MOST_HELD_BYTES = 512 * 1024 * 1024
STALLED_SECONDS = 60.0


class ReaderStalled(Exception):
    """Nothing of the answer went out for a minute; the connection is given up."""


class Answer:
    """Takes an answer in as fast as it is made, and gives it out as fast as it is read.

    `take` is the `send` of the inner application; afterwards, with the slot free again, `finish`
    waits for the reader. A short answer goes out in one piece; a long one begins to go out while it
    is made, in memory at first and then in a file, and only beyond 512 MiB its maker waits.
    """

    def __init__(self, send: Send, headers: list[tuple[bytes, bytes]] | None = None) -> None:
        self._send = send
        self._headers = headers or []
        self._start: Message = {}
        self._spool = Spool()
        self._over = False
        self._more = asyncio.Event()
        self._room = asyncio.Event()
        self._pump: asyncio.Task[None] | None = None

    async def take(self, message: Message) -> None:
        """The inner application sends."""
        if message["type"] != "http.response.body":
            if self._headers and message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], *self._headers]}
            self._start = message
            return
        self._spool.put(message.get("body", b""))
        self._over = not message.get("more_body", False)
        if self._pump is None:
            if not self._over and len(self._spool) >= PIECE_BYTES:
                self._pump = asyncio.create_task(self._give_out())
            return
        self._more.set()
        while len(self._spool) > MOST_HELD_BYTES and not self._pump.done():
            self._room.clear()
            await self._room.wait()

    async def finish(self) -> None:
        """Until the reader has it all; raises ReaderStalled."""
        try:
            if self._pump is not None:
                await self._pump
            elif self._start:
                await self._give_out()
        finally:
            self.close()

    def close(self) -> None:
        if self._pump is not None and not self._pump.done():
            self._pump.cancel()
        self._spool.close()

    async def _give_out(self) -> None:
        try:
            await self._send(self._start)
            while True:
                piece = self._spool.take()
                if not piece and not self._over:
                    self._more.clear()
                    await self._more.wait()
                    continue
                last = self._over and len(self._spool) == 0
                await self._push(
                    {"type": "http.response.body", "body": piece, "more_body": not last}
                )
                self._room.set()
                if last:
                    return
        finally:
            self._room.set()

    async def _push(self, message: Message) -> None:
        if len(message["body"]) < PIECE_BYTES and not message["more_body"]:
            await self._send(message)
            return
        try:
            async with asyncio.timeout(STALLED_SECONDS):
                await self._send(message)
        except TimeoutError:
            raise ReaderStalled from None
