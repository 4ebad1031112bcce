"""Making the databases that tests copy."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from urllib.parse import urlsplit

import psycopg

_SEED = """
from sipol.config import installation
installation.set_django_up()
installation.migrate(quiet=True)
from sipol.config.commands.regions import load_shipped
load_shipped()
"""


def url_of(database: str) -> str:
    """The test server's address with another database."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    # By hand, since urlunsplit leaves out the slashes of an empty host, and psycopg wants them.
    return f"{parts.scheme}://{parts.netloc}/{database}?{parts.query}".rstrip("?")


def seed(database: str) -> None:
    """A database with all tables and the register of regions."""
    copy_database("template1", database)
    run_python(_SEED, database)


def copy_database(template: str, name: str) -> None:
    """Make a database as a copy of another one, replacing what had that name."""
    drop_database(name)
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


def drop_database(name: str) -> None:
    """Drop it if there is one, whoever is connected; a vacuum under way in it is waited for."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        for pause in (0.2, 1, 3, 5, 0):
            try:
                connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            except psycopg.errors.InsufficientPrivilege:
                if not pause:
                    raise
                time.sleep(pause)
            else:
                return


def run_python(code: str, database: str) -> None:
    """Run code in a process of its own against a database; raises on failure, with its output."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "DATABASE_URL": url_of(database)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
