"""A proxy on 127.0.0.1 that is a line: slow, far, cut, dead, or a middle box in between."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections import Counter
from collections.abc import Callable, Coroutine
from contextlib import suppress
from random import Random
from typing import Any, Self

from tests.chaos.links import Lane, Link, reset
from tests.chaos.middle_box import MiddleBox
from tests.chaos.weather import FAIR, Cut, Weather

# Little waits in the kernel: what a client has sent has almost all passed the line.
_KERNEL_BUFFER = 16 * 1024


class Line:
    """A context manager. Connect to `port` instead of the server's own.

    `weather` may be set at any moment: rates and latency change for every connection at once, the
    place of the next cut and what a middle box does from the next connection on. `seed` decides
    every draw. `count` counts `connections`, `cuts`, `bytes_up`, `bytes_down` and each thing that
    a middle box did.
    """

    def __init__(self, server_port: int, weather: Weather = FAIR, *, seed: int = 0) -> None:
        self.weather = weather
        self.count: Counter[str] = Counter()
        self.port = 0
        self.chance = Random(seed)
        # Sees every piece that passes up, with a name for its connection.
        self.tap: Callable[[int, bytes], None] | None = None
        self.server_port = server_port
        self._links: set[Link] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self.lanes = {name: Lane(name, self) for name in ("up", "down")}

    def __enter__(self) -> Self:
        listening = socket.create_server(("127.0.0.1", 0))
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _KERNEL_BUFFER)
        self.port = listening.getsockname()[1]
        self._thread.start()
        self._call(self._listen(listening))
        return self

    def __exit__(self, *_: object) -> None:
        self._call(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def cut(self, how: Cut) -> int:
        """Breaks every connection that is open now; returns how many those were."""
        return self._call(self._cut(how))

    def sending(self) -> int:
        """Bytes that the busiest connection has passed up since it was last answered."""
        return max((link.unanswered for link in list(self._links)), default=0)

    def _call(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(20)

    async def _listen(self, listening: socket.socket) -> None:
        self._server = await asyncio.start_server(self._meet, sock=listening, limit=_KERNEL_BUFFER)

    async def _close(self) -> None:
        self._server.close()
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _cut(self, how: Cut) -> int:
        links = list(self._links)
        for link in links:
            self.count["cuts"] += 1
            link.break_by(how)
        return len(links)

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.count["connections"] += 1
        try:
            if self.weather.down:
                reset(writer)
            elif self.weather.reads_http:
                await MiddleBox(self).serve(reader, writer)
            else:
                await self._join(reader, writer)
        except (OSError, asyncio.IncompleteReadError):
            reset(writer)
        finally:
            writer.close()

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        upstream = await asyncio.open_connection(
            "127.0.0.1", self.server_port, limit=_KERNEL_BUFFER
        )
        link = Link(self, (reader, writer), upstream)
        self._links.add(link)
        try:
            await link.carry()
        finally:
            self._links.discard(link)
            with suppress(OSError):
                upstream[1].close()
