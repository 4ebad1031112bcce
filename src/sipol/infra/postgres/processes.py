"""Who is alive: the processes of one cluster, told by their working folder.

A process number alone proves nothing: after a crash the number in `postmaster.pid` may belong to
a stranger, or to a dead child that nobody has collected yet.
"""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

from sipol.infra.postgres.errors import EmbeddedServerError

PROCESSES = Path("/proc")
STATUS_LINE = 7
PATIENCE_SECONDS = 8.0
PAUSE_SECONDS = 0.05


def members(data: Path) -> set[int]:
    """The live PostgreSQL processes of the cluster in `data`; each stays in that folder."""
    folder = str(data.resolve())
    return {
        int(entry.name)
        for entry in PROCESSES.iterdir()
        if entry.name.isdigit() and _works_in(entry, folder)
    }


def postmaster(data: Path) -> int | None:
    """The number of the cluster's live main process, whether or not it answers yet."""
    lines = _pid_file(data)
    if not lines or not lines[0].strip().isdigit():
        return None
    pid = int(lines[0])
    return pid if _works_in(PROCESSES / str(pid), str(data.resolve())) else None


def reports_ready(data: Path) -> bool:
    """Whether the main process has noted that it is open for work."""
    lines = _pid_file(data)
    return len(lines) > STATUS_LINE and lines[STATUS_LINE].strip() == "ready"


def end(data: Path) -> None:
    """Ends what is left of a cluster whose main process is gone.

    Such orphans hold the shared memory and may write on, so that no new server can start. To end
    them is safe: for the data it is one more crash, and recovery comes at the next start anyway.
    """
    for kind in (signal.SIGQUIT, signal.SIGKILL):
        for pid in members(data):
            with suppress(ProcessLookupError):
                os.kill(pid, kind)
        if all_gone(data, PATIENCE_SECONDS):
            return
    raise EmbeddedServerError(
        f"Sisa proses PostgreSQL dari {data} tidak dapat dihentikan: {sorted(members(data))}. Data "
        f"aman. Biasanya disk sedang macet: periksa disk, lalu jalankan lagi."
    )


def all_gone(data: Path, seconds: float) -> bool:
    """Waits up to `seconds` until no process of the cluster is left; False if one still is."""
    deadline = time.monotonic() + seconds
    while members(data):
        if time.monotonic() > deadline:
            return False
        time.sleep(PAUSE_SECONDS)
    return True


def _works_in(process: Path, folder: str) -> bool:
    try:
        name = (process / "comm").read_text(encoding="utf-8", errors="replace").strip()
        return name == "postgres" and str((process / "cwd").readlink()) == folder
    except OSError:  # gone meanwhile, dead but not collected, or somebody else's
        return False


def _pid_file(data: Path) -> list[str]:
    try:
        return (data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
