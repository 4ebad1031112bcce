"""Starting and stopping a real embedded server, in all the places where it may have to live."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import stat
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from sipol.infra.postgres import places, programs
from sipol.infra.postgres.server import EmbeddedServer, EmbeddedServerError, running
from tests.infra.postgres.calls import alive, data_of, main_process, query, write
from tests.infra.postgres.conftest import SOURCES, Elsewhere


def test_the_first_start_makes_a_database_and_the_second_finds_it(open_home: Path) -> None:
    server = EmbeddedServer(open_home)
    assert not server.is_running()
    with pytest.raises(EmbeddedServerError, match="Belum ada basis data"):
        server.url()
    assert server.start() is True
    assert server.start() is False
    assert EmbeddedServer(open_home).start() is False
    assert server.is_running()
    assert query(server, "SELECT current_database() || '/' || current_user") == "sipol/sipol"
    assert psycopg.connect(**server.connection_settings()).info.dbname == "sipol"


def test_stop_ends_the_server_and_keeps_the_data(server: EmbeddedServer) -> None:
    write(server, "CREATE TABLE kept AS SELECT 41 + 1 AS answer")
    pid = main_process(data_of(server))
    open_session = psycopg.connect(server.url())
    server.stop()
    assert not alive(pid)
    assert not server.is_running()
    open_session.close()
    server.stop()
    assert server.start() is True
    assert query(server, "SELECT answer FROM kept") == 42


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("data_checksums", "on"),
        ("fsync", "on"),
        ("full_page_writes", "on"),
        ("listen_addresses", ""),
        ("max_connections", "100"),
        ("max_wal_size", "2GB"),
        ("random_page_cost", "1.1"),
        ("server_encoding", "UTF8"),
        ("shared_buffers", "256MB"),
        ("synchronous_commit", "on"),
        ("TimeZone", "UTC"),
    ],
)
def test_settings(shared: EmbeddedServer, setting: str, value: str) -> None:
    assert query(shared, f"SHOW {setting}") == value


def test_text_sorts_by_code_point_and_letters_beyond_ascii_are_letters(
    shared: EmbeddedServer,
) -> None:
    names = "SELECT unnest(ARRAY['Ébu', 'ani', 'Zul', 'Budi', 'éa']) AS name"
    write(shared, f"CREATE TABLE names AS {names}")
    in_order = query(shared, "SELECT string_agg(name, ' ' ORDER BY name) FROM names")
    assert in_order == "Budi Zul ani Ébu éa"
    assert query(shared, "SELECT upper('éa')") == "ÉA"


def test_the_application_is_no_superuser_but_may_create_databases(shared: EmbeddedServer) -> None:
    wanted = "SELECT rolsuper::text || rolcreatedb FROM pg_roles WHERE rolname = current_user"
    assert query(shared, wanted) == "falsetrue"


def test_values_of_failed_statements_stay_out_of_the_log(shared: EmbeddedServer) -> None:
    number = "9901011203450001"
    write(shared, "CREATE TABLE secret (nik text PRIMARY KEY, day date)")
    write(shared, "INSERT INTO secret VALUES (%s)", number)
    for failing in ("INSERT INTO secret VALUES (%s)", "SELECT CAST(%s AS date)"):
        with pytest.raises(psycopg.Error, match=number):
            write(shared, failing, number)
    with (
        pytest.raises(psycopg.Error, match=number),
        psycopg.connect(shared.url()) as connection,
        connection.cursor().copy("COPY secret FROM STDIN") as copy,
    ):
        copy.write(f"{number}\t{number}\n")
    log = shared.log.read_text()
    assert "database system is ready" in log
    assert number not in log


def test_only_the_servers_user_reaches_the_socket(shared: EmbeddedServer) -> None:
    folder = Path(shared.connection_settings()["host"])
    facts = folder.stat()
    assert stat.S_IMODE(facts.st_mode) == stat.S_IMODE(folder.parent.stat().st_mode) == 0o700
    assert facts.st_uid == data_of(shared).stat().st_uid != 0
    if os.geteuid() == 0:
        knock = "import socket,sys; socket.socket(socket.AF_UNIX).connect(sys.argv[1])"
        stranger = subprocess.run(
            ["/usr/bin/env", "python3", "-c", knock, str(folder / ".s.PGSQL.5432")],
            user=65534,
            group=65534,
            extra_groups=[],
            capture_output=True,
            text=True,
            cwd="/",
            check=False,
        )
        assert "PermissionError" in stranger.stderr


def test_the_server_holds_a_lock_while_it_lives(open_home: Path) -> None:
    at_once = fcntl.LOCK_EX | fcntl.LOCK_NB
    with (
        running(open_home),
        (open_home / "postgres.alive").open() as lock,
        pytest.raises(BlockingIOError),
    ):
        fcntl.flock(lock, at_once)
    with (open_home / "postgres.alive").open() as lock:
        fcntl.flock(lock, at_once)


def test_running_stops_only_what_it_started(open_home: Path) -> None:
    with running(open_home) as outer:
        with running(open_home) as inner:
            assert query(inner, "SELECT 1") == 1
        assert outer.is_running()
    assert not outer.is_running()


def test_processes_starting_at_once_all_succeed_and_one_starts(
    open_home: Path, elsewhere: Elsewhere
) -> None:
    starters = [elsewhere(open_home, "print(server.start())") for _ in range(3)]
    said = [starter.communicate(timeout=60) for starter in starters]
    assert sorted(out.strip() for out, _ in said) == ["False", "False", "True"], said
    assert query(EmbeddedServer(open_home), "SELECT 1") == 1


def test_an_interrupt_at_the_terminal_does_not_reach_the_server(
    open_home: Path, elsewhere: Elsewhere
) -> None:
    code = "server.start(); print('up', flush=True); time.sleep(60)"
    program = elsewhere(open_home, code, start_new_session=True)
    assert program.stdout is not None
    assert program.stdout.readline() == "up\n"
    os.killpg(program.pid, signal.SIGINT)
    program.wait(10)
    assert query(EmbeddedServer(open_home), "SELECT 1") == 1


def test_a_home_too_deep_for_a_socket_gets_a_short_private_one(open_home: Path) -> None:
    home = open_home / ("d" * 60) / ("e" * 60)
    server = EmbeddedServer(home)
    try:
        server.start()
        folder = Path(server.connection_settings()["host"])
        assert folder.parent == places.SHORT_PLACE
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert query(server, "SELECT 1") == 1
        server.stop()
        shutil.rmtree(folder)
        folder.mkdir(mode=0o755)
        with pytest.raises(EmbeddedServerError, match="Folder soket"):
            server.start()
    finally:
        server.remove()
    assert not folder.exists()


def test_a_server_that_cannot_start_says_why_and_where(server: EmbeddedServer) -> None:
    settings = data_of(server) / "postgresql.conf"
    server.stop()
    with settings.open("a") as file:
        file.write("max_connections = many\n")
    with pytest.raises(EmbeddedServerError, match="max_connections") as caught:
        server.start()
    assert str(server.log) in str(caught.value)


def test_without_the_wheel_the_error_says_what_to_install(tmp_path: Path) -> None:
    code = "from sipol.infra.postgres.programs import locate; locate()"
    bare = subprocess.run(
        [sys.executable, "-S", "-c", code],
        env={"PYTHONPATH": str(SOURCES), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "EmbeddedServerError" in bare.stderr
    assert "make install" in bare.stderr


def test_an_ordinary_user_keeps_everything_at_home(open_home: Path, elsewhere: Elsewhere) -> None:
    as_user: dict[str, object] = {}
    uid = os.geteuid()
    if uid == 0:
        uid = 65534
        as_user = {"user": uid, "group": uid, "extra_groups": []}
        if not _can_run_this_clone(as_user):
            pytest.skip("other users cannot run this clone")
    open_home.mkdir()
    os.chown(open_home, uid, -1)
    user = elsewhere(open_home, "print(server.start(), server.url())", **as_user)
    out, err = user.communicate(timeout=60)
    assert out.startswith("True postgresql:///sipol?host="), err
    assert {path.stat().st_uid for path in (open_home / "postgres").rglob("*")} == {uid}
    assert query(EmbeddedServer(open_home), "SELECT 1") == 1


def _can_run_this_clone(as_user: dict[str, object]) -> bool:
    probe = [sys.executable, "-c", f"open({str(SOURCES / 'sipol' / '__init__.py')!r})"]
    try:
        return not subprocess.run(
            probe, cwd="/", capture_output=True, check=False, **as_user
        ).returncode
    except PermissionError:
        return False


def test_a_location_of_programs_is_complete() -> None:
    found = programs.locate()
    assert {"psql", "pg_ctl", "pg_basebackup"} <= {path.name for path in found.bin.iterdir()}
