"""The system user that the server runs as: PostgreSQL refuses to run as root."""

from __future__ import annotations

import os
import pwd
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sipol.infra.postgres.errors import EmbeddedServerError

ACCOUNT = "sipol-postgres"
# Nothing of our own environment: a stray PGDATA, PGHOST or PGOPTIONS would change what runs.
ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C"}


@dataclass(frozen=True, slots=True)
class Owner:
    """A system user, by number."""

    uid: int
    gid: int

    def identity(self) -> dict[str, Any]:
        """Arguments of `subprocess` that make a child run as this user, in a clean surrounding."""
        surrounding: dict[str, Any] = {"cwd": "/", "env": ENVIRONMENT, "umask": 0o077}
        if os.geteuid() == self.uid:
            return surrounding
        return {**surrounding, "user": self.uid, "group": self.gid, "extra_groups": []}

    def run(
        self, command: Sequence[str | Path], feed: str | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Runs a short command as this user, `feed` on its standard input; never raises on exit."""
        return subprocess.run(
            [str(word) for word in command],
            input=feed or "",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            check=False,
            **self.identity(),
        )

    def can_enter(self, folder: Path) -> bool:
        """Asks by trying, since access lists and mounts decide besides the mode bits."""
        return self.run(["test", "-x", folder]).returncode == 0


def owner_of(folder: Path) -> Owner:
    """The user to whom an existing folder belongs."""
    facts = folder.lstat()
    return Owner(facts.st_uid, facts.st_gid)


def server_owner() -> Owner:
    """The user for a new cluster: ourselves, or as root an account without any other use.

    `nobody` is not taken in its place: other programs run as `nobody`, and the server trusts
    whoever can reach its socket.
    """
    if os.geteuid() != 0:
        return Owner(os.geteuid(), os.getegid())
    account = _account() or _created_account()
    if account is None:
        raise EmbeddedServerError(
            f"Basis data bawaan tidak boleh berjalan sebagai root, dan pengguna sistem "
            f"'{ACCOUNT}' belum ada dan tidak dapat dibuat. Belum ada yang diubah. Buat pengguna "
            f"itu (useradd --system --no-create-home {ACCOUNT}), atau jalankan Sipol sebagai "
            f"pengguna biasa, atau isi DATABASE_URL."
        )
    return account


def _account() -> Owner | None:
    try:
        entry = pwd.getpwnam(ACCOUNT)
    except KeyError:
        return None
    return Owner(entry.pw_uid, entry.pw_gid)


def _created_account() -> Owner | None:
    command = ["useradd", "--system", "--user-group", "--no-create-home"]
    command += ["--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin", ACCOUNT]
    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
    # Two installations may do this at once: the one that finds the files locked tries again.
    for _ in range(5):
        try:
            subprocess.run(command, env={"PATH": path}, capture_output=True, check=False)
        except OSError:
            return None
        account = _account()
        if account is not None:
            return account
        time.sleep(0.5)
    return None
