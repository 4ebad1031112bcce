"""A web process as `sipol serve` starts it: `python -m sipol.config.web_process SOCKET LINE`.

SOCKET and LINE are descriptors that the parent hands over (`sipol.infra.serving.parent`).
"""

from __future__ import annotations

import asyncio
import signal
import socket
import sys

from sipol.config import environment, installation
from sipol.config.environment import SettingError
from sipol.infra.serving import sockets
from sipol.infra.serving.limits import Limits, connections_for
from sipol.infra.serving.parent import CANNOT_START, READY


def main(socket_descriptor: int, line_descriptor: int) -> int:
    """Serve until the parent says so, or is gone; returns the exit code."""
    # It is for the parent, but a terminal sends it to all.
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    listening = sockets.adopted(socket_descriptor)
    line = sockets.adopted(line_descriptor)
    line.setblocking(False)
    try:
        installation.set_django_up()
        _serve(listening, line)
    except SettingError as error:
        print(f"sipol: {error}", file=sys.stderr)
        return CANNOT_START
    return 0


def _serve(listening: socket.socket, line: socket.socket) -> None:
    from sipol.config import asgi
    from sipol.infra.serving.server import Server

    _load_pages()
    limits = Limits(
        connections=connections_for(sockets.allow_many_descriptors()),
        per_address=environment.read("SIPOL_WAITING_CONNECTIONS"),
    )

    def begun() -> None:
        asyncio.get_running_loop().add_reader(line, server.end)
        line.send(READY)

    server = Server(
        asgi.application,
        limits,
        drain_seconds=environment.read("SIPOL_DRAIN_SECONDS"),
        begun=begun,
        ending=asgi.uploads.drain,
        turn_away=asgi.turn_away,
    )
    server.run([listening])


def _load_pages() -> None:
    """What Django would load at the first request, so that nobody has to wait for it."""
    from django.urls import get_resolver

    _ = get_resolver().url_patterns


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
