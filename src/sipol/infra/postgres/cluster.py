"""How a database is born, and with which settings its server runs."""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from sipol.infra.postgres.errors import EmbeddedServerError
from sipol.infra.postgres.places import SOCKET_NAME, Place
from sipol.infra.postgres.programs import PORT, Programs

SUPERUSER = "postgres"
USER = "sipol"
DATABASE = "sipol"

# Written once; the operator may change them in data/postgresql.conf.
INITIAL_SETTINGS = {
    "max_connections": "100",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Details of an error quote the row, and an identity number must never reach a log.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}

# Given at every start, stronger than any file: durability, and what makes `trust` safe.
ENFORCED_SETTINGS = {
    "listen_addresses": "",
    "port": PORT,
    "unix_socket_permissions": "0700",
    "fsync": "on",
    "full_page_writes": "on",
    "logging_collector": "off",
}

# The application's role may create databases (tests do) but is no superuser, as in production.
# Messages of its errors quote values too, and it reports them itself with numbers masked; so
# only the server's own messages go to the server's log.
FIRST_STATEMENTS = (
    f"CREATE ROLE {USER} LOGIN CREATEDB",
    f"ALTER ROLE {USER} SET log_min_messages = 'log'",
    f"CREATE DATABASE {DATABASE} OWNER {USER}",
)


def create_once(place: Place, programs: Programs) -> None:
    """Makes the cluster with its role and database, whole or not at all; one caller at a time.

    It sorts by code point with Unicode letter classes, from PostgreSQL's own tables (the builtin
    C.UTF-8), so like a production server whose locale is C.UTF-8, whatever this machine offers.

    Local connections are trusted. That is safe because the socket lies in a folder of mode 0700:
    only its owner and root can reach it, and both could read the data files as well. Under root
    the owner is an account that runs nothing else. `peer` would shut out root itself.
    """
    if place.data.exists():
        return
    # A name never used before: an initdb that outlived its killed parent removes its own folder.
    _done(place, ["rm", "-rf", *place.folder.glob("data-new-*")])
    draft = place.folder / f"data-new-{secrets.token_hex(4)}"
    _done(place, [programs.bin / "initdb", *_initdb_options(draft)])
    alone: list[str | Path] = [
        programs.bin / "postgres",
        "--single",
        "-c",
        "exit_on_error=on",
        "-D",
        draft,
    ]
    statements = "".join(f"{statement}\n" for statement in FIRST_STATEMENTS)
    _done(place, [*alone, SUPERUSER], feed=statements)
    draft.rename(place.data)
    _sync_folder(place.folder)


def server_command(place: Place, programs: Programs) -> list[str]:
    """The command line of the server, to be run as the place's owner."""
    quoted = str(place.sockets).replace('"', '""')
    settings = {**ENFORCED_SETTINGS, "unix_socket_directories": f'"{quoted}"'}
    options = [word for item in settings.items() for word in ("-c", "=".join(item))]
    return [str(programs.bin / "postgres"), "-D", str(place.data), *options]


def clear_stale_locks(place: Place) -> None:
    """Removes what a crashed server left; only when no process of the cluster is alive.

    The server would clear these itself, but stops when the noted process number has meanwhile
    gone to another living process.
    """
    (place.data / "postmaster.pid").unlink(missing_ok=True)
    for name in (SOCKET_NAME, f"{SOCKET_NAME}.lock"):
        (place.sockets / name).unlink(missing_ok=True)


def _initdb_options(data: Path) -> list[str | Path]:
    options: list[str | Path] = ["-D", data, "-U", SUPERUSER, "--no-instructions"]
    options += ["--encoding=UTF8", "--locale=C"]
    options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    options += ["--data-checksums", "--auth-local=trust", "--auth-host=reject"]
    for name, value in INITIAL_SETTINGS.items():
        options += ["--set", f"{name}={value}"]
    return options


def _done(place: Place, command: Sequence[str | Path], feed: str | None = None) -> None:
    ended = place.owner.run(command, feed)
    if ended.returncode != 0:
        tail = "\n".join(ended.stdout.splitlines()[-15:])
        raise EmbeddedServerError(
            f"Basis data baru tidak dapat dibuat di {place.folder} ({Path(command[0]).name}). "
            f"Belum ada data yang hilang. Periksa ruang disk dan izin folder, lalu jalankan lagi. "
            f"Pesan terakhir:\n{tail}"
        )


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
