"""What this machine remembers of files it began to send, so that it can go on days later."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from contextlib import closing
from dataclasses import asdict, dataclass, fields
from pathlib import Path

# One row per content, target and regency. The tokens in it are good for one upload each; the
# person's own token is never written down.
_TABLE = """
CREATE TABLE IF NOT EXISTS sendings (
    target TEXT NOT NULL, sha256 TEXT NOT NULL, regency TEXT NOT NULL,
    file_name TEXT NOT NULL, attempt INTEGER NOT NULL, path TEXT NOT NULL, token TEXT NOT NULL,
    offset INTEGER NOT NULL, expires_at TEXT NOT NULL, delivery TEXT NOT NULL,
    PRIMARY KEY (target, sha256, regency)
) STRICT
"""


@dataclass(slots=True)
class Sending:
    """One file on its way: `path` and `token` open its upload, `delivery` is set once it is in."""

    target: str
    sha256: str
    regency: str
    file_name: str
    attempt: int = 0
    path: str = ""
    token: str = ""
    offset: int = 0
    expires_at: str = ""
    delivery: str = ""

    @property
    def client_id(self) -> str:
        """The same for the same file and target, so that asking twice is asking once."""
        named = (self.target, self.sha256, self.regency, self.file_name, str(self.attempt))
        return (
            "send-" + hashlib.sha256("\n".join(named).encode("utf-8", "replace")).hexdigest()[:40]
        )

    def forget_upload(self) -> None:
        """The server does not know it any more."""
        self.path = self.token = self.expires_at = self.delivery = ""
        self.offset = 0

    def begin_anew(self) -> None:
        """Asked for by the person: another upload, under another name."""
        self.forget_upload()
        self.attempt += 1


class Memory:
    """A small database in a folder that only its owner can read."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = folder / "sending.sqlite3"
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
        self._database = sqlite3.connect(file, timeout=30)
        self._database.execute("PRAGMA synchronous = FULL")
        self._database.execute(_TABLE)

    def find(self, fresh: Sending) -> Sending:
        """What is known of this content for this target and regency, else `fresh`."""
        names = ", ".join(field.name for field in fields(Sending))
        query = f"SELECT {names} FROM sendings WHERE target = ? AND sha256 = ? AND regency = ?"  # noqa: S608
        with closing(self._database.cursor()) as cursor:
            row = cursor.execute(query, (fresh.target, fresh.sha256, fresh.regency)).fetchone()
        return Sending(*row) if row else fresh

    def save(self, sending: Sending) -> None:
        """Durably, before anything is sent that depends on it."""
        values = asdict(sending)
        names, marks = ", ".join(values), ", ".join(f":{name}" for name in values)
        with self._database:
            self._database.execute(
                f"INSERT OR REPLACE INTO sendings ({names}) VALUES ({marks})",  # noqa: S608
                values,
            )

    def close(self) -> None:
        self._database.close()


def usual_folder() -> Path:
    """Where programs of this person keep what must survive a restart."""
    home = os.environ.get("XDG_STATE_HOME") or os.environ.get("LOCALAPPDATA")
    return (Path(home) if home else Path.home() / ".local" / "state") / "sipol"
