"""HTTP as lean as a load generator needs it: a status, a few headers, and when it was over.

Bodies are counted and dropped. An answer ends by its length, by its last chunk, or with the
connection.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

RESET, TIMED_OUT = "reset", "timeout"


@dataclass(frozen=True, slots=True)
class Reply:
    """`status` is the code as text, RESET or TIMED_OUT; `head` the raw head of the answer."""

    status: str
    head: bytes = b""
    body: bytes = b""

    def header(self, name: str) -> str:
        """The value of a header, empty where there is none; of several the first."""
        wanted = name.lower().encode("ascii") + b":"
        for line in self.head.split(b"\r\n")[1:]:
            if line[: len(wanted)].lower() == wanted:
                return line[len(wanted) :].strip().decode("latin-1")
        return ""

    @property
    def is_good(self) -> bool:
        return self.status[0] in "23"


class Exchange(asyncio.Protocol):
    """One connection; `ask` sends a request and waits for its answer. Not for two at once."""

    def __init__(self, *, keep_body: bool = False) -> None:
        self._keep_body = keep_body
        self._transport: asyncio.Transport | None = None
        self._waiting: asyncio.Future[Reply] | None = None
        self._begin()

    @property
    def is_open(self) -> bool:
        return self._transport is not None and not self._transport.is_closing()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]

    async def ask(self, request: bytes) -> Reply:
        self._begin()
        self._waiting = asyncio.get_running_loop().create_future()
        if self._transport is None or self._transport.is_closing():
            return Reply(RESET)
        self._transport.write(request)
        return await self._waiting

    def data_received(self, data: bytes) -> None:
        if not self._head:
            self._start += data
            end = self._start.find(b"\r\n\r\n")
            if end < 0:
                return
            self._head, data = bytes(self._start[:end]), bytes(self._start[end + 4 :])
            if self._head.startswith(b"HTTP/1.1 100"):
                self._start, self._head = bytearray(), b""
                if data:
                    self.data_received(data)
                return
            self._find_length()
        self._body_bytes += len(data)
        self._tail = (self._tail + data)[-7:]
        if self._keep_body:
            self._body += data
        if self._is_whole():
            self._finish(Reply(self._head[9:12].decode("latin-1"), self._head, bytes(self._body)))

    def connection_lost(self, exc: Exception | None) -> None:
        if self._head and self._length is None and not self._chunked and exc is None:
            self._finish(Reply(self._head[9:12].decode("latin-1"), self._head, bytes(self._body)))
        else:
            self._finish(Reply(RESET))

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def _begin(self) -> None:
        self._start, self._head, self._tail = bytearray(), b"", b""
        self._body, self._body_bytes = bytearray(), 0
        self._length: int | None = None
        self._chunked = False

    def _find_length(self) -> None:
        head = self._head.lower()
        if head[9:12] in {b"204", b"304"}:
            self._length = 0
            return
        self._chunked = b"transfer-encoding: chunked" in head
        _, found, rest = head.partition(b"\r\ncontent-length:")
        if found:
            self._length = int(rest.partition(b"\r\n")[0])

    def _is_whole(self) -> bool:
        if self._chunked:
            return self._tail.endswith(b"\r\n0\r\n\r\n") or self._tail == b"0\r\n\r\n"
        return self._length is not None and self._body_bytes >= self._length

    def _finish(self, reply: Reply) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(reply)


async def connected(port: int, *, keep_body: bool = False) -> Exchange:
    """A connection to this machine; raises OSError."""
    loop = asyncio.get_running_loop()
    _, exchange = await loop.create_connection(
        lambda: Exchange(keep_body=keep_body), "127.0.0.1", port
    )
    return exchange


async def once(port: int, request: bytes, patience: float, *, keep_body: bool = False) -> Reply:
    """One request on a connection of its own."""
    exchange = None
    try:
        async with asyncio.timeout(patience):
            exchange = await connected(port, keep_body=keep_body)
            return await exchange.ask(request)
    except TimeoutError:
        return Reply(TIMED_OUT)
    except OSError:
        return Reply(RESET)
    finally:
        if exchange is not None:
            exchange.close()


def head(method: str, path: str, headers: dict[str, str], *, close: bool = True) -> bytes:
    """The bytes of a request's head."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if close:
        lines.append("Connection: close")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
