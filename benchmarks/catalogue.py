"""Which benchmarks there are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

Result = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One benchmark: `module` has a function `run(rows) -> Result`, made of JSON values."""

    name: str
    module: str
    text: str

    def run(self, rows: int) -> Result:
        measure: Callable[[int], Result] = import_module(self.module).run
        return measure(rows)


BENCHMARKS: dict[str, Benchmark] = {
    benchmark.name: benchmark
    for benchmark in (
        Benchmark(
            "ingest",
            "benchmarks.ingest",
            "Member lists, from the last byte received to every row judged, sealed, visible and"
            " receipted",
        ),
    )
}
