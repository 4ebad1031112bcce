"""How long whoever failed so often waits before the next try."""

from __future__ import annotations

from datetime import timedelta

FREE_TRIES = 5
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(minutes=30)
FORGOTTEN_AFTER = timedelta(hours=2)

_DOUBLINGS = 10


def wait_after(failures: int) -> timedelta:
    """Nothing for the first few; then a minute, and twice as long after each further failure."""
    beyond = failures - FREE_TRIES
    if beyond < 0:
        return timedelta()
    doubled: int = 1 << min(beyond, _DOUBLINGS)
    return min(FIRST_WAIT * doubled, LONGEST_WAIT)
