"""An installation for one benchmark: folder, keys and database of its own, gone afterwards."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from sipol.config import installation
from sipol.infra.postgres.server import EmbeddedServer


@contextmanager
def fresh_installation() -> Iterator[Path]:
    """An empty, migrated installation; this process and its children are set up for it.

    On the embedded PostgreSQL, or where DATABASE_URL is set, in a new database of that server.
    """
    with tempfile.TemporaryDirectory(prefix="sipol-bench-") as folder:
        home = Path(folder)
        home.chmod(0o755)  # the database's own user has to reach its folder
        with _database(home) as url:
            os.environ |= {"SIPOL_HOME": str(home), "DATABASE_URL": url}
            installation.set_django_up()
            installation.migrate(quiet=True)
            yield home
            _close_connections()


@contextmanager
def _database(home: Path) -> Iterator[str]:
    server_url = os.environ.get("DATABASE_URL")
    if not server_url:
        server = EmbeddedServer(home)
        server.start()
        try:
            yield server.url()
        finally:
            server.remove()
        return
    name = f"sipol_bench_{secrets.token_hex(4)}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _close_connections() -> None:
    from django.db import connections

    connections.close_all()
