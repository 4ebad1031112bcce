"""Who had how much lately: counts by flow, those of long ago counting less."""

from __future__ import annotations

# What was counted is worth half after so long.
HALF_LIFE_SECONDS = 10.0
FORGOTTEN = 0.5


class Lately:
    """Counts by flow that fade. Times are monotonic."""

    def __init__(self) -> None:
        self._had: dict[str, float] = {}
        self._total = 0.0
        self._halved = 0.0

    @property
    def mean(self) -> float:
        """Of those who had anything."""
        return self._total / max(1, len(self._had))

    @property
    def flows(self) -> int:
        return len(self._had)

    def of(self, flow: str) -> float:
        return self._had.get(flow, 0.0)

    def add(self, flow: str, now: float) -> None:
        """One more for this flow."""
        if now - self._halved >= HALF_LIFE_SECONDS:
            self._fade(now)
        self._had[flow] = self._had.get(flow, 0.0) + 1.0
        self._total += 1.0

    def lower(self, flow: str, most: float) -> None:
        """Remembers no more than so much of this flow."""
        beyond = self.of(flow) - most
        if beyond > 0:
            self._had[flow] = most
            self._total -= beyond

    def _fade(self, now: float) -> None:
        factor = 0.5 ** ((now - self._halved) / HALF_LIFE_SECONDS)
        self._halved = now
        faded = ((flow, had * factor) for flow, had in self._had.items())
        self._had = {flow: had for flow, had in faded if had >= FORGOTTEN}
        self._total = sum(self._had.values())
