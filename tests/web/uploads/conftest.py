"""A party's operator, the upload door served by a real uvicorn, and the door in its own process."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
import uvicorn

from sipol.infra.keys.files import FileCipher
from sipol.infra.storage.vault import FileVault
from sipol.kernel import clock
from sipol.kernel.actors import Actor, Role
from tests.web.uploads.sending import Sender

Serve = Callable[..., int]
ServeApart = Callable[..., tuple[int, subprocess.Popen[bytes]]]


@dataclass(frozen=True)
class Operator:
    """Somebody of a party, with an API token."""

    actor: Actor
    token: str
    cycle_id: int


@dataclass(frozen=True)
class Country:
    """Two parties in one running cycle; `regional` works for the first one in 81.71 only."""

    centre: Operator
    regional: Operator
    rival: Operator
    commission: Operator


@pytest.fixture
def country(transactional_db: None, settings: Any) -> Country:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    from sipol.records.parties.actions import admit_party
    from sipol.records.timetable.actions.cycles import open_cycle

    now = clock.now()
    cycle = open_cycle(
        slug="contoh",
        name="Pemilu Contoh",
        opens_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=30),
        age_reference_date=date(2029, 2, 14),
        legal_basis="contoh",
        actor_name="uji",
        now=now,
    )
    ours, theirs = (
        admit_party(
            name=f"Partai {short}",
            short_name=short,
            cycle_id=cycle.id,
            group="new",
            actor_name="uji",
            now=now,
        ).id
        for short in ("SATU", "DUA")
    )
    return Country(
        centre=_operator("pusat", Role.PARTY_ADMIN, ours, cycle.id),
        regional=_operator("ambon", Role.PARTY_OPERATOR, ours, cycle.id, "81.71"),
        rival=_operator("lain", Role.PARTY_ADMIN, theirs, cycle.id),
        commission=_operator("kpu", Role.COMMISSION, None, cycle.id),
    )


def _operator(
    name: str, role: Role, party_id: int | None, cycle_id: int, region_code: str = ""
) -> Operator:
    from sipol.records.accounts.actions import grant_account, issue_api_token

    now = clock.now()
    actor = grant_account(
        email=f"{name}@example.org",
        name=name,
        password="not used here",
        role=role,
        party_id=party_id,
        region_code=region_code,
        granted_by="uji",
        now=now,
    )
    token = issue_api_token(user_id=actor.user_id, label="uji", issued_by="uji", now=now)
    return Operator(actor, token, cycle_id)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    return tmp_path / "files"


@pytest.fixture
def vault(files: Path) -> FileVault:
    return FileVault(files, FileCipher(b"k" * 32))


@pytest.fixture
def serve(vault: FileVault, country: Country) -> Iterator[Serve]:
    """Serves one more app on the same files, as another process would; returns its port."""
    from sipol.web.uploads.tus import TusApp

    running: list[tuple[uvicorn.Server, threading.Thread]] = []

    def start(**options: Any) -> int:
        app = TusApp(vault, threads=4, **options)
        config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=5)
        config.load()
        listening = socket.create_server(("127.0.0.1", 0))
        server = uvicorn.Server(config)
        thread = threading.Thread(target=lambda: asyncio.run(server.serve([listening])))
        thread.start()
        running.append((server, thread))
        return listening.getsockname()[1]

    yield start
    for server, thread in running:
        server.should_exit = True
        thread.join(20)
    assert not any(thread.is_alive() for _, thread in running)


@pytest.fixture
def sender(serve: Serve, country: Country) -> Sender:
    return Sender(serve(), country.centre.token)


@pytest.fixture
def serve_apart(files: Path, country: Country) -> Iterator[ServeApart]:
    """Serves from a process of its own, which the test may kill."""
    started: list[subprocess.Popen[bytes]] = []

    def start(*, database: str = "", largest_file: int = 0) -> tuple[int, subprocess.Popen[bytes]]:
        port = _free_port()
        environment = {
            **os.environ,
            "DATABASE_URL": database or _database_url(),
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        command = [sys.executable, "-m", "tests.web.uploads.server", str(port), str(files)]
        process = subprocess.Popen([*command, str(largest_file)], env=environment)
        started.append(process)
        _wait_for(port, process)
        return port, process

    yield start
    for process in started:
        process.kill()
        process.wait()


def _database_url() -> str:
    """The tests' own database, as another process finds it."""
    from django.db import connection

    where = connection.settings_dict
    query = {"host": where["HOST"], "port": where["PORT"], "user": where["USER"]}
    if where.get("PASSWORD"):
        query["password"] = where["PASSWORD"]
    named = {name: value for name, value in {**query, **where["OPTIONS"]}.items() if value}
    return f"postgresql:///{quote(where['NAME'])}?{urlencode(named)}"


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        assert process.poll() is None, "the server did not start"
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the server does not listen")
