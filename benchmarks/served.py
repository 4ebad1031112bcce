"""`sipol serve` as it comes, on the installation of this process's environment."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks import plain_http

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Served:
    """The running product: its port, and the process that started those that serve."""

    port: int
    parent: int

    def web_processes(self) -> list[int]:
        """Those that serve."""
        tasks = Path(f"/proc/{self.parent}/task").iterdir()
        return [int(pid) for task in tasks for pid in (task / "children").read_text().split()]

    def processor_seconds(self) -> float:
        """What those that serve have used of the processors, without the database."""
        return sum(_used(pid) for pid in self.web_processes())


def _used(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


@contextmanager
def product(home: Path, **settings: str) -> Iterator[Served]:
    """The product, ready; `settings` beyond the environment."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with (home / "web.log").open("ab") as log:
        serving = subprocess.Popen(
            [sys.executable, "-m", "sipol.config.cli", "serve", "--port", str(port)],
            stdout=log,
            stderr=log,
            env={**os.environ, "SIPOL_DEMO": "1", **settings},
        )
    try:
        asyncio.run(until_answered(port, "/readyz"))
        yield Served(port, serving.pid)
    finally:
        serving.terminate()
        serving.wait(60)


async def until_answered(port: int, path: str) -> None:
    """Raises TimeoutError after a minute."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        reply = await plain_http.once(port, plain_http.head("GET", path, {}), 5)
        if reply.status[0].isdigit() and reply.status[0] != "5":
            return
        await asyncio.sleep(0.2)
    raise TimeoutError(f"nothing answers {path}")
