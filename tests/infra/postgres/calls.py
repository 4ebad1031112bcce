"""What the tests ask of the database and of its processes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg

from sipol.infra.postgres.server import EmbeddedServer


def query(server: EmbeddedServer, statement: str) -> Any:
    """The first value of the answer, over the URI that the application gets."""
    with psycopg.connect(server.url(), connect_timeout=5) as connection:
        row = connection.execute(statement).fetchone()
        return None if row is None else row[0]


def write(server: EmbeddedServer, statement: str, *values: object) -> None:
    """Commits a statement; values are filled in on our side, so the server sees literals."""
    with psycopg.connect(server.url(), connect_timeout=5) as connection:
        psycopg.ClientCursor(connection).execute(statement, values or None)


def data_of(server: EmbeddedServer) -> Path:
    with psycopg.connect(server.url(), user="postgres", connect_timeout=5) as connection:
        row = connection.execute("SHOW data_directory").fetchone()
        assert row is not None
        return Path(row[0])


def main_process(data: Path) -> int:
    return int((data / "postmaster.pid").read_text().split()[0])


def children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
