"""A box in the middle that reads HTTP: buffers, repeats, answers in the server's place."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.chaos.line import Line

_LENGTH = re.compile(rb"\r\ncontent-length:\s*(\d+)", re.I)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding:[^\r]*chunked", re.I)
_CONNECTION = re.compile(rb"\r\n(?:connection|keep-alive):[^\r]*", re.I)

_BAD_GATEWAY = b"<html><h1>502 Bad Gateway</h1></html>"
_PORTAL = b"<html><h1>Selamat datang</h1><p>Masuk dahulu untuk memakai jaringan ini.</p></html>"


class MiddleBox:
    """Serves one request of one connection, as the line's weather at this moment says."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._weather = line.weather

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        weather, chance = self._weather, self._line.chance
        await self._line.lanes["up"].passed(len(head))
        if weather.portal:
            await self._body(reader, head, None)
            self._line.count["portal"] += 1
            await self._answer(writer, _page(b"200 OK", _PORTAL))
        elif chance.random() < weather.bad_gateway:
            self._line.count["bad_gateway"] += 1
            if weather.answer_lost:
                await self._forward(reader, head, 1)
            else:
                await self._body(reader, head, None)
            await self._answer(writer, _page(b"502 Bad Gateway", _BAD_GATEWAY))
        else:
            times = 1 + (chance.random() < weather.duplicated)
            self._line.count["duplicated"] += times - 1
            await self._answer(writer, await self._forward(reader, head, times))

    async def _forward(self, reader: asyncio.StreamReader, head: bytes, times: int) -> bytes:
        """Sends the request so many times, one after the other; returns the last answer."""
        closing = _CONNECTION.sub(b"", head)[:-2] + b"Connection: close\r\n\r\n"
        if times == 1 and not self._weather.buffering:
            return await self._streamed(reader, head, closing)
        body: list[bytes] = []
        await self._body(reader, head, body.append)
        for _ in range(times):
            upstream, sink = await asyncio.open_connection("127.0.0.1", self._line.server_port)
            sink.write(closing + b"".join(body))
            await sink.drain()
            answer = await upstream.read(-1)
            sink.close()
        return answer

    async def _streamed(self, reader: asyncio.StreamReader, head: bytes, closing: bytes) -> bytes:
        upstream, sink = await asyncio.open_connection("127.0.0.1", self._line.server_port)
        try:
            sink.write(closing)
            await self._body(reader, head, sink.write)
            return await upstream.read(-1)
        finally:
            sink.close()

    async def _body(self, reader: asyncio.StreamReader, head: bytes, take: object) -> None:
        """Reads the body, as it stands on the line, and hands each piece to `take`."""
        lane = self._line.lanes["up"]
        length = _LENGTH.search(head)
        left = int(length[1]) if length else 0
        while left:
            piece = await reader.read(min(left, lane.piece))
            if not piece:
                raise asyncio.IncompleteReadError(b"", left)
            left -= len(piece)
            await self._take(piece, take)
        if _CHUNKED.search(head):
            while True:
                size = await reader.readuntil(b"\r\n")
                chunk = await reader.readexactly(int(size.split(b";")[0], 16) + 2)
                await self._take(size + chunk, take)
                if chunk == b"\r\n":
                    return

    async def _take(self, piece: bytes, take: object) -> None:
        await self._line.lanes["up"].passed(len(piece))
        if callable(take):
            take(piece)

    async def _answer(self, writer: asyncio.StreamWriter, answer: bytes) -> None:
        await self._line.lanes["down"].passed(len(answer))
        writer.write(answer)
        await writer.drain()


def _page(status: bytes, html: bytes) -> bytes:
    head = b"HTTP/1.1 %b\r\nContent-Type: text/html\r\nContent-Length: %d\r\n" % (status, len(html))
    return head + b"Connection: close\r\n\r\n" + html
