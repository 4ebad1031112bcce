"""How much one file may cost."""

from __future__ import annotations

from dataclasses import dataclass

MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class ReaderLimits:
    """Limits of one child process reading one file.

    `memory_bytes` is address space, of which about 400 MB are only reserved, never used; an XLSX
    of 300,000 rows by 15 columns needs 1.2 GB of it. `wait_seconds` counts only the time the
    caller waits for the child, not the time the caller takes over its rows. `expanded_bytes` is
    what all parts of a zipped workbook may declare together, and a part over `dense_part_bytes`
    may not declare more than `part_ratio` times its packed size. `rows` counts rows with at
    least one filled cell.
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
    batch_rows: int = 25000


DEFAULT_LIMITS = ReaderLimits()
