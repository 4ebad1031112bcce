"""One connection through a line: two directions, each with its pace, until it ends or is cut."""

from __future__ import annotations

import asyncio
import socket
import struct
import time
from typing import TYPE_CHECKING

from tests.chaos.weather import Cut, Weather

if TYPE_CHECKING:
    from tests.chaos.line import Line

Ends = tuple[asyncio.StreamReader, asyncio.StreamWriter]

# At most this much, or a twentieth of a second's worth, moves at once.
_PIECE = 16 * 1024
_SMALLEST_PIECE = 512
_PIECES_UNDER_WAY = 64


class Lane:
    """One direction of a line: its rate is shared by all who use it."""

    def __init__(self, name: str, line: Line) -> None:
        self.name = name
        self._line = line
        self._free_at = 0.0

    @property
    def rate(self) -> float:
        weather = self._line.weather
        return weather.rate_up if self.name == "up" else weather.rate_down

    @property
    def piece(self) -> int:
        return max(_SMALLEST_PIECE, min(_PIECE, int(self.rate / 20))) if self.rate else _PIECE

    async def passed(self, size: int) -> None:
        """Returns when so many bytes have gone through."""
        if self.rate:
            began = max(time.monotonic(), self._free_at)
            self._free_at = began + size / self.rate
            await asyncio.sleep(self._free_at - time.monotonic())
        self._line.count[f"bytes_{self.name}"] += size


class Link:
    """One connection. `unanswered` are bytes passed up since the last byte came down."""

    def __init__(self, line: Line, client: Ends, server: Ends) -> None:
        self._line = line
        self._client = client
        self._server = server
        self._flows = asyncio.Event()
        self._flows.set()
        self._over = asyncio.Event()
        self._weather = line.weather
        self._until_cut = _drawn(line)
        self.unanswered = 0

    async def carry(self) -> None:
        """Carries both ways until both sides have ended or the line broke."""
        ways = [
            asyncio.create_task(self._way("up", self._client[0], self._server[1])),
            asyncio.create_task(self._way("down", self._server[0], self._client[1])),
        ]
        over = asyncio.create_task(self._over.wait())
        both = asyncio.gather(*ways, return_exceptions=True)
        await asyncio.wait([over, both], return_when=asyncio.FIRST_COMPLETED)
        failed = both.done() and any(both.result())
        for task in (*ways, over):
            task.cancel()
        if failed:
            self.break_by("reset")

    def break_by(self, how: Cut) -> None:
        """Breaks this connection now."""
        if how == "reset":
            for _, writer in (self._client, self._server):
                reset(writer)
            self._over.set()
            return
        self._flows.clear()
        if how == "stall":
            asyncio.get_running_loop().call_later(self._line.weather.stall_seconds, self._flows.set)

    async def _way(
        self, name: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        lane = self._line.lanes[name]
        waiting: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(_PIECES_UNDER_WAY)
        arriving = asyncio.create_task(self._arrive(lane, waiting, writer))
        try:
            while True:
                await self._flows.wait()
                data = await reader.read(self._allowed(lane))
                await self._flows.wait()
                await lane.passed(len(data))
                if name == "up" and self._line.tap is not None:
                    self._line.tap(id(self), data)
                await waiting.put((self._due(), data))
                if not data:
                    break
                if name == "up" and self._spent(len(data)):
                    self._line.count["cuts"] += 1
                    await waiting.join()
                    self.break_by(self._weather.cut_by)
                    if self._over.is_set():
                        return
            await arriving
        finally:
            arriving.cancel()

    async def _arrive(
        self,
        lane: Lane,
        waiting: asyncio.Queue[tuple[float, bytes]],
        writer: asyncio.StreamWriter,
    ) -> None:
        while True:
            due, data = await waiting.get()
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            await self._flows.wait()
            self.unanswered = self.unanswered + len(data) if lane.name == "up" else 0
            if not data:
                if writer.can_write_eof():
                    writer.write_eof()
                return
            writer.write(data)
            await writer.drain()
            waiting.task_done()

    def _due(self) -> float:
        weather = self._line.weather
        return time.monotonic() + weather.latency + self._line.chance.random() * weather.jitter

    def _allowed(self, lane: Lane) -> int:
        """How much to read at once: never past the byte after which the line breaks."""
        if lane.name == "up" and self._until_cut is not None:
            return max(1, min(lane.piece, self._until_cut))
        return lane.piece

    def _spent(self, size: int) -> bool:
        """Whether these bytes were the last ones before the cut."""
        if self._until_cut is None:
            return False
        self._until_cut -= size
        if self._until_cut > 0:
            return False
        self._until_cut = None
        return True


def reset(writer: asyncio.StreamWriter) -> None:
    """Ends a connection by RST, so that the other side sees an error and not an end."""
    raw = writer.get_extra_info("socket")
    if raw is not None and raw.fileno() >= 0:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


def _drawn(line: Line) -> int | None:
    weather: Weather = line.weather
    return line.chance.randint(*weather.cut_after) if weather.cut_after else None
