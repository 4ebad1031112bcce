"""A reading process kept in readiness, so that the next file need not wait for its start."""

from __future__ import annotations

import threading

from .member_list import warm_child
from .process import ReadingProcess

_guard = threading.Lock()
_wanted = False
_spare: ReadingProcess | None = None


def keep_spare() -> None:
    """From now on this process has a spare: the first one starts at once.

    For processes that read file after file. A spare takes about 70 MB and ends with its parent.
    """
    global _wanted  # noqa: PLW0603 - one spare for all threads of the process
    _wanted = True
    renew_spare()


def take_spare() -> ReadingProcess | None:
    """The spare, now the caller's to use up; None where there is none."""
    global _spare  # noqa: PLW0603
    with _guard:
        taken, _spare = _spare, None
    return taken


def renew_spare() -> None:
    """Start the next spare where one is wanted and missing; call it when a file is done with."""
    global _spare  # noqa: PLW0603
    with _guard:
        if _wanted and _spare is None:
            _spare = warm_child()
