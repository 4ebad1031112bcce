"""How fast a lane's line moves, measured from those who were let in while others waited."""

from __future__ import annotations

from math import exp

FAST_SECONDS = 4.0
SLOW_SECONDS = 30.0
IDLE_SECONDS = 10.0
LEAST_ADMISSIONS = 8


class Rate:
    """Admissions per second from the line, as a quick and a slow average.

    After the line was empty for a while it starts anew, and until a few were admitted the `assumed`
    rate of whoever asks takes its place.
    """

    def __init__(self) -> None:
        self._fast = self._slow = 0.0
        self._began = self._last = self._decayed = float("-inf")
        self._admitted = 0

    def note(self, now: float) -> None:
        """Somebody was admitted from the line."""
        if now - self._last > IDLE_SECONDS:
            self._fast = self._slow = 0.0
            self._began, self._decayed, self._admitted = now, now, 0
        self._decay(now)
        self._fast += 1
        self._slow += 1
        self._admitted += 1
        self._last = now

    def per_second(self, now: float, assumed: float) -> tuple[float, float]:
        """The lower and the higher of the two averages; both above 0."""
        age = now - self._began
        if self._admitted < LEAST_ADMISSIONS or now - self._last > IDLE_SECONDS or age < 0.5:
            return 0.7 * assumed, assumed
        self._decay(now)
        fast = self._fast / (FAST_SECONDS * (1 - exp(-age / FAST_SECONDS)))
        slow = self._slow / (SLOW_SECONDS * (1 - exp(-age / SLOW_SECONDS)))
        low, high = sorted((fast, slow))
        return max(low, 0.01), max(high, 0.01)

    def _decay(self, now: float) -> None:
        passed = now - self._decayed
        self._decayed = now
        self._fast *= exp(-passed / FAST_SECONDS)
        self._slow *= exp(-passed / SLOW_SECONDS)
