"""Which benchmarks there are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

Result = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One benchmark: `module` has a function `run(**options) -> Result`, made of JSON values.

    `options` names those that it takes; each has a default in that function.
    """

    name: str
    module: str
    text: str
    options: tuple[str, ...] = ()

    def run(self, **options: Any) -> Result:
        measure: Callable[..., Result] = import_module(self.module).run
        return measure(**options)


BENCHMARKS: dict[str, Benchmark] = {
    benchmark.name: benchmark
    for benchmark in (
        Benchmark(
            "ingest",
            "benchmarks.ingest",
            "Member lists, from the last byte received to every row judged, sealed, visible and"
            " receipted",
            options=("rows",),
        ),
        Benchmark(
            "faults",
            "benchmarks.faults",
            "kill -9 of web, worker and database while parties work: what is lost, done twice or"
            " left open, and how long until it works again",
            options=("minutes", "seed"),
        ),
        Benchmark(
            "lossy-line",
            "benchmarks.lossy_line",
            "A batch of 20 MB over a slow line that is cut thirty times: what is sent again",
            options=("cuts", "seed"),
        ),
        Benchmark(
            "overload",
            "benchmarks.overload",
            "2, 5 and 10 times the capacity, 40 parties, one of them greedy; and the usual stack"
            " under the same load",
            options=("seed",),
        ),
        Benchmark(
            "completeness",
            "benchmarks.completeness",
            "All requirements of a party at full size, judged, against the bare SQL aggregates",
            options=("members",),
        ),
        Benchmark(
            "filing-pages",
            "benchmarks.filing_pages",
            "Task list, coverage and boards of a full party under 64 people at once: p95 and"
            " queries per page",
            options=("members", "people"),
        ),
        Benchmark(
            "upload",
            "benchmarks.upload",
            "Pieces of uploads a second, against a tus server that does not sync and against the"
            " disk; memory and 2,000 slow connections",
        ),
    )
}
