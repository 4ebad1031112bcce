"""How many requests at once: found from measured latency, by small steps up, larger ones down."""

from __future__ import annotations

WINDOW_SAMPLES = 20
WINDOW_SECONDS = 1.0
LEAST_SAMPLES = 5
TOLERANCE = 2.0
STEP_DOWN = 0.9
DRIFT = 0.0005
# One stalled request must not speak for the others.
LARGEST_RATIO = 4.0
MOST_KINDS = 256


class AdaptiveLimit:
    """A concurrency limit between `floor` and `ceiling` (additive up, multiplicative down).

    Each kind of request has its own usual latency, the lowest that was seen lately, so that a
    change of the mix is not taken for overload. A window whose requests took more than twice the
    usual lowers the limit; one within it, in which the limit was in the way, raises it by one.
    With `floor == ceiling` it is a fixed limit.
    """

    def __init__(self, floor: int, ceiling: int) -> None:
        self.floor = floor
        self.ceiling = ceiling
        self._limit = float(floor)
        self._usual: dict[str, float] = {}
        self._in_the_way = False
        self._new_window(0.0)

    @property
    def slots(self) -> int:
        return int(self._limit)

    def sample(self, kind: str, seconds: float, now: float, *, in_the_way: bool) -> None:
        """One request took so long; `in_the_way` when others waited for its end."""
        if self.floor == self.ceiling:
            return
        self._ratios += min(LARGEST_RATIO, seconds / self._usual_of(kind, seconds))
        self._count += 1
        self._in_the_way |= in_the_way
        over = self._count >= LEAST_SAMPLES and now - self._began >= WINDOW_SECONDS
        if over or self._count >= WINDOW_SAMPLES:
            self._judge()
            self._new_window(now)

    def _usual_of(self, kind: str, seconds: float) -> float:
        seconds = max(seconds, 1e-6)
        usual = self._usual.get(kind)
        if usual is None:
            if len(self._usual) >= MOST_KINDS:
                self._usual.clear()
            usual = seconds
        elif seconds < usual:
            usual = seconds
        else:
            # Upwards only slowly and never for one sample far off: what is usual may change.
            usual += (min(seconds, 2 * usual) - usual) * DRIFT
        self._usual[kind] = usual
        return usual

    def _judge(self) -> None:
        if self._ratios / self._count > TOLERANCE:
            self._limit = max(float(self.floor), self._limit * STEP_DOWN)
        elif self._in_the_way:
            self._limit = min(float(self.ceiling), self._limit + 1)

    def _new_window(self, now: float) -> None:
        self._began = now
        self._count = 0
        self._ratios = 0.0
        self._in_the_way = False
