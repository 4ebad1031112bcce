"""Whose turn it is: locks on files, which the kernel drops when their last holder dies."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sipol.infra.postgres.errors import EmbeddedServerError

PAUSE_SECONDS = 0.05


@contextmanager
def held(path: Path, seconds: float, when_busy: str) -> Iterator[int]:
    """Holds the lock file and yields its descriptor, which a child may inherit to hold it on.

    Waits up to `seconds` for other holders, also other threads of this process, then raises
    `EmbeddedServerError(when_busy)`.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        deadline = time.monotonic() + seconds
        while not _taken(descriptor):
            if time.monotonic() > deadline:
                raise EmbeddedServerError(when_busy)
            time.sleep(PAUSE_SECONDS)
        yield descriptor
    finally:
        os.close(descriptor)


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
