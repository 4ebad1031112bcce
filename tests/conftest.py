"""One embedded PostgreSQL for the whole test run, seeded once with tables and regions."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from build_steps.catalogues import compile_catalogues
from sipol.infra.postgres.server import EmbeddedServer

_SERVER = pytest.StashKey[EmbeddedServer]()
SEED_DATABASE = "sipol_seed"

# How long an example takes says something of the machine's other work, not of ours.
settings.register_profile("sipol", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("sipol")


def pytest_configure(config: pytest.Config) -> None:
    """Start the server before Django reads its settings; xdist's workers share it."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        compile_catalogues(Path(__file__).parents[1])
        home = Path(tempfile.mkdtemp(prefix="sipol-test-", dir="/tmp"))
        home.chmod(0o755)
        server = EmbeddedServer(home)
        server.start()
        config.stash[_SERVER] = server
        os.environ["SIPOL_HOME"] = str(home)
        os.environ["DATABASE_URL"] = server.url()
    os.environ["DJANGO_SETTINGS_MODULE"] = "sipol.config.settings"
    import django

    django.setup()


def pytest_unconfigure(config: pytest.Config) -> None:
    server = config.stash.get(_SERVER, None)
    if server is not None:
        server.remove()
        shutil.rmtree(server.home, ignore_errors=True)


@pytest.fixture(scope="session")
def seed_database(django_db_blocker: object) -> str:
    """The name of a database with all tables and regions, to be copied; made once per run."""
    from tests.seeding import seed

    home = Path(os.environ["SIPOL_HOME"])
    with (home / "seed.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / "seeded").exists():
            seed(SEED_DATABASE)
            (home / "seeded").touch()
    return SEED_DATABASE


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    seed_database: str, django_db_modify_db_settings_parallel_suffix: None
) -> None:
    from django.conf import settings

    settings.DATABASES["default"].setdefault("TEST", {})["TEMPLATE"] = seed_database


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: object) -> Iterator[None]:
    """Let Django empty the tables after tests with real transactions, which the ledger refuses."""
    from django.db import connection

    with django_db_blocker.unblock(), connection.cursor() as cursor:  # type: ignore[attr-defined]
        for table in ("ledger_entry", "ledger_receipt"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_no_truncate")
    yield


@pytest.fixture(scope="session")
def demo_seed(
    seed_database: str, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Iterator[object]:
    """The demonstration cycle, built once for each test process."""
    from tests.installation import built_demo

    folder = tmp_path_factory.mktemp("demo")
    with built_demo(folder, seed_database, f"sipol_demo_{worker_id}") as made:
        yield made


@pytest.fixture
def installation(demo_seed: object, tmp_path: Path, worker_id: str) -> Iterator[object]:
    """An installation with the demo's cycle; the test starts its web and worker processes."""
    from tests.installation import copied

    with copied(demo_seed, tmp_path / "home", f"sipol_test_{worker_id}") as made:  # type: ignore[arg-type]
        yield made
