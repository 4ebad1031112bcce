"""How long and how much one connection may take before its request is there."""

from __future__ import annotations

from dataclasses import dataclass

# For files, the database and what else a process opens.
RESERVED_DESCRIPTORS = 256
FEWEST_CONNECTIONS = 64


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds, bytes and counts.

    `connections` bounds all connections of a process, `per_address` those of one address that have
    no whole request head yet. Behind a proxy on the same machine everybody has one address.
    """

    connections: int = 4000
    per_address: int = 1000
    head_seconds: float = 20.0
    idle_seconds: float = 30.0
    stalled_seconds: float = 60.0
    line_bytes: int = 8 * 1024
    head_bytes: int = 32 * 1024
    headers: int = 100
    pipelined: int = 16
    # How long a connection without a request stays open once the process is ending.
    linger_seconds: float = 1.0


def connections_for(descriptors: int) -> int:
    """How many connections fit into this bound of open files, an upload taking two of them."""
    return max(FEWEST_CONNECTIONS, (descriptors - RESERVED_DESCRIPTORS) // 2)
