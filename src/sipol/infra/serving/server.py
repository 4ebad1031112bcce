"""One web process: an ASGI application on a socket that somebody else keeps."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import uvicorn

from sipol.infra.serving.connections import Connection
from sipol.infra.serving.dismissals import TurnAway, nobody
from sipol.infra.serving.limits import Limits
from sipol.infra.serving.lobby import Lobby
from sipol.infra.serving.sockets import BACKLOG

ROUND_SECONDS = 1.0


class Server(uvicorn.Server):
    """Serves until SIGTERM, SIGINT or `end`; then what is under way ends first.

    `begun` is called once connections are accepted, `ending` when no more are; both in the loop, as
    `turn_away` is, which may refuse a request before the application sees it.
    Requests see in their scope's state under "draining" whether the process is ending.
    """

    def __init__(
        self,
        application: Any,
        limits: Limits,
        *,
        drain_seconds: int,
        begun: Callable[[], None] = lambda: None,
        ending: Callable[[], None] = lambda: None,
        turn_away: TurnAway = nobody,
    ) -> None:
        self._lobby = Lobby(limits, turn_away)
        super().__init__(
            uvicorn.Config(
                application,
                http=partial(Connection, lobby=self._lobby),  # type: ignore[arg-type]
                ws="none",
                lifespan="on",
                backlog=BACKLOG,
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                timeout_keep_alive=int(limits.idle_seconds) or 1,
                timeout_graceful_shutdown=drain_seconds,
            )
        )
        self._begun, self._ending = begun, ending
        self._rounds: asyncio.Task[None] | None = None

    def end(self) -> None:
        """Asks the server to end; returns at once."""
        self.should_exit = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._rounds = asyncio.create_task(self._go_round())
        self._begun()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._lobby.draining = True
        self._ending()
        await super().shutdown(sockets)
        if self._rounds is not None:
            self._rounds.cancel()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Unlike uvicorn's, does not raise the signal again at the end: it was obeyed."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.end)
        yield

    async def _go_round(self) -> None:
        while True:
            await asyncio.sleep(ROUND_SECONDS)
            self._lobby.look_around()
            for connection in list(self.server_state.connections):
                connection.look_whether_read()  # type: ignore[union-attr]
