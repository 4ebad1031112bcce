"""`sipol demo`: the demonstration, built and running."""

from __future__ import annotations

import os
import socket
import sys

from sipol.config import environment, installation
from sipol.config.environment import SettingError
from sipol.config.processes import Keeper, Kept
from sipol.infra.serving import sockets


def demo(port: int, *, serve_it: bool) -> int:
    """Build the demonstration cycle if there is none, print the sign-ins, and run everything."""
    os.environ["SIPOL_DEMO"] = "1"
    os.environ.setdefault("SIPOL_URL", f"http://127.0.0.1:{port}")
    if not serve_it:
        with installation.django_ready():
            _build()
        return 0
    with _reserved(port) as listening, installation.django_ready():
        _build()
        listening.listen(sockets.BACKLOG)
        _keep_running(listening.fileno())
    return 0


def _keep_running(descriptor: int) -> None:
    me = [sys.executable, "-m", "sipol.config.cli"]
    web = Kept([*me, "serve", "--fd", str(descriptor)], handed=(descriptor,))
    Keeper({"web": web, "worker": Kept([*me, "work"])}).run()


def _build() -> None:
    from sipol.config.demo.build import build_demo, print_sign_ins

    installation.migrate(quiet=True)
    print_sign_ins(build_demo(home=environment.home()))


def _reserved(port: int) -> socket.socket:
    try:
        return sockets.bound(port)
    except OSError:
        raise SettingError(
            f"Porta {port} sudah dipakai program lain, mungkin Sipol yang masih berjalan. "
            f"Hentikan program itu, atau pilih porta lain: sipol demo --port {port + 1}"
        ) from None
