"""Who is who among the processes of an installation, from /proc alone."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

_PROC = Path("/proc")
_LISTENING = "0A"
_PARENT, _STATE = 1, 0


def listeners(port: int, among: set[int]) -> set[int]:
    """Those of the given processes that hold the socket listening on 127.0.0.1 at this port."""
    wanted = {f"socket:[{inode}]" for inode in _listening_inodes(port)}
    return {pid for pid in among if wanted & _open_files(pid)}


def family(root: int) -> set[int]:
    """A process and all that descend from it and live."""
    parents = {}
    for entry in _PROC.iterdir():
        if entry.name.isdigit() and (stat := _stat(int(entry.name))):
            parents[int(entry.name)] = int(stat[_PARENT])
    found, new = set(), {root} & set(parents)
    while new:
        found |= new
        new = {pid for pid, parent in parents.items() if parent in found} - found
    return found


def parent_of(pid: int) -> int:
    stat = _stat(pid)
    return int(stat[_PARENT]) if stat else 0


def kill(pid: int) -> bool:
    """kill -9; returns when the process is dead, and whether there was one."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
        while (stat := _stat(pid)) and stat[_STATE] != "Z":
            time.sleep(0.001)
        return True
    return False


def _stat(pid: int) -> list[str]:
    """State, parent and so on: what stands behind the name."""
    try:
        text = (_PROC / str(pid) / "stat").read_text()
    except OSError:
        return []
    return text.rpartition(")")[2].split()


def _open_files(pid: int) -> set[str]:
    found = set()
    with suppress(OSError):
        for entry in (_PROC / str(pid) / "fd").iterdir():
            with suppress(OSError):
                found.add(str(entry.readlink()))
    return found


def _listening_inodes(port: int) -> set[str]:
    lines = (_PROC / "net" / "tcp").read_text().splitlines()[1:]
    columns = (line.split() for line in lines)
    return {c[9] for c in columns if c[1].endswith(f":{port:04X}") and c[3] == _LISTENING}
