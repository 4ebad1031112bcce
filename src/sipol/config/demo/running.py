"""`sipol demo`: the demonstration, built and running."""

from __future__ import annotations

import os
import socket
import sys

from sipol.config import environment, installation
from sipol.config.environment import SettingError
from sipol.config.processes import Keeper


def demo(port: int, *, serve_it: bool) -> int:
    """Build the demonstration cycle if there is none, print the sign-ins, and run everything."""
    if serve_it and _is_taken(port):
        raise SettingError(
            f"Porta {port} sudah dipakai program lain, mungkin Sipol yang masih berjalan. "
            f"Hentikan program itu, atau pilih porta lain: sipol demo --port {port + 1}"
        )
    os.environ["SIPOL_DEMO"] = "1"
    os.environ.setdefault("SIPOL_URL", f"http://127.0.0.1:{port}")
    with installation.django_ready():
        from sipol.config.demo.build import build_demo, print_sign_ins

        installation.migrate(quiet=True)
        people = build_demo(home=environment.home())
        if not serve_it:
            print_sign_ins(people)
            return 0
        me = [sys.executable, "-m", "sipol.config.cli"]
        keeper = Keeper({"web": [*me, "serve", "--port", str(port)], "worker": [*me, "work"]})
        print_sign_ins(people)
        keeper.run()
    return 0


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        # As the web server does: a port that was just left is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
        return False
