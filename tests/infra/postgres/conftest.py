"""Homes for real servers, and a second program that uses the same door."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import sipol
from sipol.infra.postgres.server import EmbeddedServer

SOURCES = Path(sipol.__path__[0]).parent
Elsewhere = Callable[..., subprocess.Popen[str]]


@contextmanager
def _top() -> Iterator[Path]:
    top = Path(tempfile.mkdtemp(prefix="sipol-test-", dir="/tmp"))
    top.chmod(0o755)
    yield top
    shutil.rmtree(top)


@pytest.fixture
def open_home() -> Iterator[Path]:
    """A home that every user can enter, so that the cluster lies in it."""
    with _top() as top:
        yield top / "home"
        EmbeddedServer(top / "home").remove()


@pytest.fixture
def server(open_home: Path) -> EmbeddedServer:
    server = EmbeddedServer(open_home)
    server.start()
    return server


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    """Runs a piece of Python, with `server` ready, in another process; arguments as for Popen."""
    started: list[subprocess.Popen[str]] = []

    def run(home: Path, code: str, **options: object) -> subprocess.Popen[str]:
        lines = (
            "import sys, time, pathlib",
            "from sipol.infra.postgres.server import EmbeddedServer, running",
            "home = pathlib.Path(sys.argv[1])",
            "server = EmbeddedServer(home)",
            code,
        )
        process = subprocess.Popen(
            [sys.executable, "-c", "\n".join(lines), str(home)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(SOURCES), "PYTHONDONTWRITEBYTECODE": "1"},
            cwd="/",
            **options,  # type: ignore[call-overload]
        )
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture(scope="module")
def shared() -> Iterator[EmbeddedServer]:
    """One server for the tests that only look."""
    with _top() as top:
        server = EmbeddedServer(top / "home")
        server.start()
        yield server
        server.remove()
