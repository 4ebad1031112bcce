"""Starting again after kill -9: what was committed is there, and nothing stale is in the way."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from sipol.infra.postgres import server as server_module
from sipol.infra.postgres.server import EmbeddedServer, EmbeddedServerError, running
from tests.infra.postgres.calls import alive, children, data_of, main_process, query, write
from tests.infra.postgres.conftest import Elsewhere


@pytest.fixture
def filled(shared: EmbeddedServer) -> EmbeddedServer:
    shared.start()
    write(shared, "DROP TABLE IF EXISTS kept")
    write(shared, "CREATE TABLE kept AS SELECT generate_series(1, 20000) AS number")
    return shared


def kept(server: EmbeddedServer) -> object:
    return query(server, "SELECT count(*) FROM kept")


def test_the_main_process_killed_and_started_at_once(filled: EmbeddedServer) -> None:
    for round_number in range(3):
        os.kill(main_process(data_of(filled)), signal.SIGKILL)
        assert filled.start() is True
        write(filled, "INSERT INTO kept VALUES (%s)", -round_number)
    assert kept(filled) == 20003


def test_a_server_that_dies_while_it_is_needed_is_started_again(open_home: Path) -> None:
    with running(open_home) as server:
        write(server, "CREATE TABLE kept AS SELECT 1 AS number")
        killed = main_process(data_of(server))
        os.kill(killed, signal.SIGKILL)
        deadline = time.monotonic() + 30
        while not server.is_running() or main_process(data_of(server)) == killed:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert kept_in(server) == 1
    assert not server.is_running()


def kept_in(server: EmbeddedServer) -> object:
    return query(server, "SELECT max(number) FROM kept")


def test_another_process_takes_over_from_a_killed_one(
    open_home: Path, elsewhere: Elsewhere
) -> None:
    code = "server.start(); print('up', flush=True); time.sleep(60)"
    program = elsewhere(open_home, code)
    assert program.stdout is not None
    assert program.stdout.readline() == "up\n"
    server = EmbeddedServer(open_home)
    write(server, "CREATE TABLE kept AS SELECT 1 AS number")
    # The dead server stays uncollected, as under a parent that is busy.
    os.kill(main_process(data_of(server)), signal.SIGKILL)
    assert server.start() is True
    assert kept(server) == 1


@pytest.fixture
def busy_session(filled: EmbeddedServer) -> Iterator[int]:
    """A session that computes for minutes and so does not notice that its server has gone."""
    connection = psycopg.connect(filled.url())
    pid = connection.info.backend_pid
    connection.pgconn.send_query(b"SELECT count(*) FROM generate_series(1, 20000000000)")
    connection.pgconn.flush()
    yield pid
    connection.close()
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def test_a_busy_orphan_is_ended(filled: EmbeddedServer, busy_session: int) -> None:
    os.kill(main_process(data_of(filled)), signal.SIGKILL)
    time.sleep(0.3)
    assert alive(busy_session)
    assert filled.start() is True
    assert not alive(busy_session)
    assert kept(filled) == 20000


def test_all_processes_killed(filled: EmbeddedServer) -> None:
    pid = main_process(data_of(filled))
    for victim in (pid, *children(pid)):
        os.kill(victim, signal.SIGKILL)
    assert not filled.is_running()
    assert filled.start() is True
    assert kept(filled) == 20000


def test_all_children_killed(filled: EmbeddedServer) -> None:
    pid = main_process(data_of(filled))
    for victim in children(pid):
        # The first death makes the server end the others by itself.
        with suppress(ProcessLookupError):
            os.kill(victim, signal.SIGKILL)
    filled.start()
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with suppress(psycopg.OperationalError):
            assert kept(filled) == 20000
            break
        time.sleep(0.1)
    assert main_process(data_of(filled)) == pid
    assert filled.is_running()


@pytest.fixture
def stranger(filled: EmbeddedServer) -> Iterator[int]:
    """A living process of the server's own user that has nothing to do with the database."""
    facts = data_of(filled).stat()
    user = {"user": facts.st_uid, "group": facts.st_gid} if os.geteuid() == 0 else {}
    process = subprocess.Popen(["sleep", "300"], cwd="/", **user)
    yield process.pid
    assert process.poll() is None, "the supervisor killed a process that is not its own"
    process.kill()
    process.wait()


def test_a_process_number_that_now_belongs_to_a_stranger(
    filled: EmbeddedServer, stranger: int
) -> None:
    data = data_of(filled)
    socket_lock = Path(filled.connection_settings()["host"]) / ".s.PGSQL.5432.lock"
    pid = main_process(data)
    for victim in (pid, *children(pid)):
        os.kill(victim, signal.SIGKILL)
    for note in (data / "postmaster.pid", socket_lock):
        lines = note.read_text().splitlines()
        note.write_text("\n".join([str(stranger), *lines[1:]]) + "\n")
    assert not filled.is_running()
    filled.stop()
    assert filled.start() is True
    assert kept(filled) == 20000


def test_a_holder_that_cannot_be_seen_is_respected(
    filled: EmbeddedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_module, "STALE_SECONDS", 0.1)
    filled.stop()
    with (filled.home / "postgres.alive").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(EmbeddedServerError, match="container"):
            filled.start()
    assert filled.start() is True
    assert kept(filled) == 20000


def test_a_first_start_killed_halfway_is_begun_again(open_home: Path, elsewhere: Elsewhere) -> None:
    for seconds in (0.25, 0.45):
        program = elsewhere(open_home, "server.start()")
        time.sleep(seconds)
        program.kill()
        program.wait()
    server = EmbeddedServer(open_home)
    server.start()
    assert query(server, "SELECT current_database()") == "sipol"
