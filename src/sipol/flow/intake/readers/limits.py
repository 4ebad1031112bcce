"""How much one file may cost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, repeat

MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class ReaderLimits:
    """Limits of one child process reading one file.

    `memory_bytes` is address space, of which about 400 MB are only reserved, never used; an XLSX
    of 300,000 rows by 15 columns needs 1.2 GB of it. `wait_seconds` counts only the time the
    caller waits for the child, not the time the caller takes over its rows. `expanded_bytes` is
    what all parts of a zipped workbook may declare together, and a part over `dense_part_bytes`
    may not declare more than `part_ratio` times its packed size. `rows` counts rows with at
    least one filled cell. The first batch has at most `first_batch_rows`, so that work on the rows
    begins early; the others have `batch_rows`.
    """

    memory_bytes: int = 1536 * MEBIBYTE
    cpu_seconds: int = 120
    wait_seconds: float = 120.0
    open_files: int = 32
    expanded_bytes: int = 2048 * MEBIBYTE
    dense_part_bytes: int = 32 * MEBIBYTE
    part_ratio: int = 300
    zip_entries: int = 10_000
    rows: int = 1_000_000
    first_batch_rows: int = 5_000
    batch_rows: int = 20_000

    def batch_sizes(self) -> Iterator[int]:
        """How many rows each batch may have, in turn, without end."""
        return chain((min(self.first_batch_rows, self.batch_rows),), repeat(self.batch_rows))


DEFAULT_LIMITS = ReaderLimits()
