"""A whole installation of its own for a test: database, folder, web and worker processes."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests.seeding import copy_database, drop_database, url_of

PATIENCE_SECONDS = 60
# What a proxy before a secured installation says; one that is not secured heeds it not.
SECURED = {"X-Forwarded-Proto": "https"}


@dataclass
class Installation:
    """One installation under test. `people` are the demo's sign-ins by login name."""

    home: Path
    database: str
    port: int
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        return {
            "SIPOL_WEB_PROCESSES": "1",  # whatever the machine; tests of several say so
            **os.environ,
            "SIPOL_HOME": str(self.home),
            "DATABASE_URL": url_of(self.database),
            "SIPOL_URL": self.url,
            "SIPOL_DEMO": "1",
        }

    @property
    def people(self) -> dict[str, dict[str, Any]]:
        users = json.loads((self.home / "demo.json").read_text())["users"]
        return {user["email"].partition("@")[0]: user for user in users}

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """One command of `sipol` on this installation."""
        return subprocess.run(
            [sys.executable, "-m", "sipol.config.cli", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def start_web(self, **settings: str) -> None:
        """The web, ready; `settings` are of this start only."""
        self.launch_web(**settings)
        self.wait_ready()

    def launch_web(self, **settings: str) -> None:
        """Start the web and leave it to itself."""
        self._start("web", "serve", "--port", str(self.port), **settings)

    def start_worker(self) -> None:
        self._start("worker", "work")

    def kill(self, name: str) -> None:
        """kill -9, the process and whatever it started: for the web, its parent and socket too."""
        process = self.processes.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def kill_web_process(self) -> None:
        """kill -9 of what serves; its parent starts another under the same socket."""
        for pid in self.web_processes():
            os.kill(pid, signal.SIGKILL)

    def web_processes(self) -> list[int]:
        """Those that serve now, the oldest first."""
        return children_of(self.processes["web"].pid)

    def wait_ready(self) -> None:
        """Until pages are answered."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            try:
                if httpx.get(f"{self.url}/readyz", headers=SECURED).status_code == 200:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.1)
        raise TimeoutError(self.log("web"))

    def log(self, name: str) -> str:
        """What the process wrote so far."""
        return (self.home / f"{name}.log").read_text()

    def stop(self) -> None:
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self.processes.clear()

    def _start(self, name: str, *arguments: str, **settings: str) -> None:
        with (self.home / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-m", "sipol.config.cli", *arguments],
                env={**self.environment, **settings},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )


def children_of(pid: int) -> list[int]:
    """The processes that this one started and that still run, the oldest first."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        # A thread may end while its folder is read; then it has no children any more.
        with suppress(FileNotFoundError, ProcessLookupError):
            found += map(int, (task / "children").read_text().split())
    return found


@contextmanager
def built_demo(folder: Path, seed_database: str, name: str) -> Iterator[Installation]:
    """The demo's cycle, built but not running; copy it with `copied`."""
    made = Installation(folder, name, free_port())
    copy_database(seed_database, made.database)
    done = made.run("demo", "--only-build")
    if done.returncode:
        raise RuntimeError(done.stderr)
    yield made
    drop_database(made.database)


@contextmanager
def copied(demo: Installation, folder: Path, name: str) -> Iterator[Installation]:
    """An installation of its own with everything of the built demo, not yet running."""
    shutil.copytree(demo.home, folder, dirs_exist_ok=True)
    made = Installation(folder, name, free_port())
    copy_database(demo.database, made.database)
    try:
        yield made
    finally:
        made.stop()
        drop_database(made.database)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
