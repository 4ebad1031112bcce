"""How much to send at once, and how long to wait before trying again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

KIB = 1024
SMALLEST, FIRST, LARGEST = 64 * KIB, 256 * KIB, 4096 * KIB

# A piece counts whole or not at all, so it should take a few seconds: worth its round trip, and a
# break in the middle costs little.
SHORT_SECONDS, LONG_SECONDS = 3.0, 12.0
FIRST_WAIT, LONGEST_WAIT, LONGEST_OBEYED = 1.0, 60.0, 3600.0


def piece_after_success(size: int, seconds: float) -> int:
    """The next size after `size` bytes were acknowledged in `seconds`."""
    if seconds < SHORT_SECONDS:
        return min(LARGEST, size * 2)
    return piece_after_failure(size) if seconds > LONG_SECONDS else size


def piece_after_failure(size: int) -> int:
    """The next size after a piece that broke off."""
    return max(SMALLEST, size // 2)


def wait_before(attempt: int, retry_after: float | None, chance: Callable[[], float]) -> float:
    """Seconds before attempt `attempt`, counted from 0 since the last progress.

    Drawn at random over the whole length, so that thousands who were cut off together do not come
    back together. A Retry-After is never undercut, and spread a little after its end.
    """
    jitter = chance() * min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(attempt, 10))
    return jitter if retry_after is None else min(retry_after, LONGEST_OBEYED) + jitter


def seconds_in(retry_after: str | None, now: datetime | None = None) -> float | None:
    """A Retry-After header, seconds or a date, as seconds from now; None where it says nothing."""
    text = (retry_after or "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    aware = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (aware - (now or datetime.now(UTC))).total_seconds())
