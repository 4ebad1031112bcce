"""A running installation whose parts may be killed, and somebody who starts them again."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import psycopg

from sipol.infra.postgres import places
from sipol.infra.postgres import processes as postgres
from sipol.infra.postgres.server import EmbeddedServer
from tests.chaos.processes import family, kill, listeners, parent_of
from tests.chaos.stored_files import StoredFiles
from tests.installation import Installation

LOOK_SECONDS = 0.05


class OwnInstallation(Installation):
    """An installation with a PostgreSQL of its own, which the product itself starts."""

    @property
    def environment(self) -> dict[str, str]:
        own = {"SIPOL_HOME": str(self.home), "SIPOL_URL": self.url, "SIPOL_DEMO": "1"}
        inherited = {name: text for name, text in os.environ.items() if name != "DATABASE_URL"}
        return {**inherited, **own}

    @property
    def server(self) -> EmbeddedServer:
        return EmbeddedServer(self.home)


class Site:
    """Web and worker run, and are started again at once when they end, as a service manager does.

    Nothing else is repaired: what a part of the product replaces by itself is left to it.
    """

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self.files = StoredFiles(installation.home)
        self.started_again = {"web": 0, "worker": 0}
        self._closing = threading.Event()
        self._keeper = threading.Thread(target=self._keep, daemon=True)

    def open(self) -> None:
        """Starts everything, and returns when the web answers."""
        self.installation.start_web()
        self.installation.start_worker()
        self._keeper.start()

    def close(self) -> None:
        self._closing.set()
        self._keeper.join(20)
        self.installation.stop()

    def connect(self, **options: Any) -> psycopg.Connection[Any]:
        """A connection past the product; raises psycopg.OperationalError while it is down."""
        installation = self.installation
        if isinstance(installation, OwnInstallation):
            place: dict[str, Any] = {**installation.server.connection_settings()}
            return psycopg.connect(**{**place, "connect_timeout": 2, **options}, autocommit=True)
        place = {"dbname": installation.database, **options}
        return psycopg.connect(os.environ["DATABASE_URL"], **place, autocommit=True)

    def ready(self, seconds: float = 5.0) -> bool:
        """Whether the web answers and reaches its database."""
        with suppress(httpx.HTTPError):
            url = f"{self.installation.url}/readyz"
            return httpx.get(url, timeout=seconds).status_code == 200
        return False

    def verify(self, receipt: Path) -> bool:
        """Whether the public command finds a receipt genuine."""
        key = self.installation.home / "keys" / "signing.pub"
        done = self.installation.run("receipt", "verify", str(receipt), "--key", str(key))
        return done.returncode == 0

    def kill_web(self, *, whole: bool = False) -> None:
        """kill -9 of the process that serves, or with `whole` of all that hold the socket."""
        holding = self._listening()
        served_by = {pid for pid in holding if not any(parent_of(p) == pid for p in holding)}
        for pid in holding if whole else served_by:
            kill(pid)

    def kill_worker(self) -> None:
        """kill -9 of the worker alone; its reading process has to notice by itself."""
        process = self.installation.processes.get("worker")
        if process is not None:
            kill(process.pid)

    def kill_database(self) -> None:
        """kill -9 of the postmaster; where the server is not our own, of all its sessions."""
        installation = self.installation
        if isinstance(installation, OwnInstallation):
            place = places.found(installation.home)
            pid = postgres.postmaster(place.data) if place else None
            if pid is not None:
                kill(pid)
            return
        with self.connect() as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )

    def _listening(self) -> set[int]:
        process = self.installation.processes.get("web")
        if process is None:
            return set()
        return listeners(self.installation.port, family(process.pid))

    def _keep(self) -> None:
        starts = {"web": self.installation.launch_web, "worker": self.installation.start_worker}
        while not self._closing.wait(LOOK_SECONDS):
            for name, start in starts.items():
                process = self.installation.processes[name]
                if process.poll() is None or (name == "web" and self._somebody_listens()):
                    continue
                self.started_again[name] += 1
                start()

    def _somebody_listens(self) -> bool:
        with socket.socket() as probe:
            probe.settimeout(1)
            return probe.connect_ex(("127.0.0.1", self.installation.port)) == 0


@contextmanager
def own_site(home: Path) -> Iterator[Site]:
    """The demo's cycle on a PostgreSQL of its own in an empty folder, running; then nothing."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    installation = OwnInstallation(home, "sipol", port)
    done = installation.run("demo", "--only-build")
    if done.returncode:
        raise RuntimeError(done.stderr)
    installation.server.start()
    site = Site(installation)
    try:
        site.open()
        yield site
    finally:
        site.close()
        time.sleep(0.2)
        installation.server.remove()
