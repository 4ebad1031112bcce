"""Repeating, summing up, and saying under which conditions."""

from __future__ import annotations

import os
import platform
import statistics
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

Measured = TypeVar("Measured")


def tell(sentence: str) -> None:
    """A word for the person who waits; the result alone goes to standard output."""
    print(f"bench: {sentence}", file=sys.stderr, flush=True)


def interleaved(
    contestants: Mapping[str, Callable[[], Measured]], repetitions: int
) -> dict[str, list[Measured]]:
    """What each contestant measured, run in turns, so that a slow minute meets them all."""
    measured: dict[str, list[Measured]] = {name: [] for name in contestants}
    for turn in range(repetitions):
        for name, contestant in contestants.items():
            tell(f"{name}, {turn + 1} of {repetitions}")
            measured[name].append(contestant())
    return measured


def summary(values: list[float]) -> dict[str, Any]:
    """Median and spread of one figure."""
    return {
        "median": round(statistics.median(values), 3),
        "lowest": round(min(values), 3),
        "highest": round(max(values), 3),
        "repetitions": len(values),
    }


def machine() -> dict[str, Any]:
    """What kind of machine this is, and how busy it was at this moment; no names of hosts."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "processors": len(os.sched_getaffinity(0)),
        "memory_gib": round(memory / 2**30, 1),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "load_before": round(os.getloadavg()[0], 2),
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
