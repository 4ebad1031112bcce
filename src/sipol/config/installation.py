"""Bringing an installation up: its folder, its database, Django."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from sipol.config import environment
from sipol.infra.postgres.server import running


@contextmanager
def database() -> Iterator[None]:
    """A running database: the configured one, or the embedded server for as long as needed.

    An embedded server that another process started is used and left alone.
    """
    home = environment.home()
    home.mkdir(parents=True, exist_ok=True)
    os.environ["SIPOL_HOME"] = str(home)
    if environment.read("DATABASE_URL"):
        yield
        return
    with running(home):
        yield


@contextmanager
def django_ready() -> Iterator[None]:
    """A running database, with Django set up on it."""
    with database():
        set_django_up()
        yield


def set_django_up() -> None:
    """Load settings and models; the database must be known by now."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sipol.config.settings")
    django.setup()


def migrate(*, quiet: bool = False) -> None:
    """Bring the tables up to date."""
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0 if quiet else 1)
    call_command("createcachetable", verbosity=0)
