"""The line of `lossy-line`: slow, far, cut after so many bytes, and away for a while after each."""

from __future__ import annotations

import re
import threading
import time
from collections import defaultdict
from dataclasses import replace
from random import Random
from typing import Self

from tests.chaos.line import Line
from tests.chaos.weather import Cut, Weather

KINDS: tuple[Cut, ...] = ("reset", "stall", "vanish")
_PIECE = re.compile(rb"PATCH /uploads/[^ ]+ HTTP/1\.1\r\n.*?\r\n\r\n", re.S)
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.I)
_LONGEST_HEAD = 8192


class Pieces:
    """The announced length of every piece of a file that was sent up."""

    def __init__(self) -> None:
        self.lengths: list[int] = []
        self._tails: dict[int, bytes] = defaultdict(bytes)

    def __call__(self, connection: int, data: bytes) -> None:
        seen = self._tails[connection] + data
        end = 0
        for head in _PIECE.finditer(seen):
            length = _LENGTH.search(head[0])
            self.lengths.append(int(length[1]) if length else 0)
            end = head.end()
        self._tails[connection] = seen[end:][-_LONGEST_HEAD:]


class Cutter:
    """A context manager that cuts the line, after so many bytes each time, as often as asked.

    Kinds take turns. After each cut the line is away for `away_seconds`.
    """

    def __init__(
        self, line: Line, *, cuts: int, every_bytes: float, away_seconds: float, seed: int
    ) -> None:
        self.made: list[Cut] = []
        self._line = line
        self._away_seconds = away_seconds
        chance = Random(f"{seed}:cuts")
        self._after = [int(every_bytes * chance.uniform(0.5, 1.4)) for _ in range(cuts)]
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._cut, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        if self._thread.is_alive():
            self._thread.join()

    def _cut(self) -> None:
        fair = self._line.weather
        for number, after in enumerate(self._after):
            until = self._line.count["bytes_up"] + after
            while self._line.count["bytes_up"] < until:
                if self._over.wait(0.002):
                    return
            kind = KINDS[number % len(KINDS)]
            self._line.cut(kind)
            self.made.append(kind)
            self._line.weather = replace(fair, down=True)
            time.sleep(self._away_seconds)
            self._line.weather = fair


def slow_line(scale: float) -> Weather:
    """128 kbit/s and 600 ms there and back, both so many times faster."""
    return Weather(
        latency=0.3 / scale,
        jitter=0.1 / scale,
        rate_up=16_000 * scale,
        rate_down=16_000 * scale,
        stall_seconds=20 / scale,
    )
