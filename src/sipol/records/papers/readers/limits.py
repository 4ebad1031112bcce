"""How much one file may cost, and how large anything of it may be."""

from __future__ import annotations

from dataclasses import dataclass

MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class CheckLimits:
    """Limits of one look at one file. `memory_bytes` is address space; a picture of `pixels` needs
    about 8 bytes of it for each. `objects` counts those of a PDF. `wait_seconds` is what the
    caller waits for the answer, time in the queue of a busy machine included.
    """

    memory_bytes: int = 1024 * MEBIBYTE
    cpu_seconds: int = 15
    wait_seconds: float = 40.0
    pixels: int = 40_000_000
    pages: int = 1000
    objects: int = 100_000


DEFAULT_LIMITS = CheckLimits()
