"""A body on its way to the disk: bytes in hand, bytes durable, and what to do when it breaks off.

Both kinds of body block and are used by one thread at a time.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Protocol

from sipol.flow.intake.actions.upload_leases import (
    Lease,
    recording,
    still_held,
)
from sipol.infra.storage.parts import Part
from sipol.infra.storage.vault import FileVault

# Every so many bytes or seconds, whichever comes first. On a line of 128 kbit/s a megabyte takes a
# minute, and a power cut should cost less than that.
SYNC_BYTES = 1024 * 1024
SYNC_SECONDS = 2.0
# How often a body that may not be written yet looks whether it still may be.
LOOK_SECONDS = 5.0

Clock = Callable[[], datetime]


class ChecksumMismatch(Exception):
    """The body is not what the sender's checksum says; none of it counts."""


@dataclass(frozen=True, slots=True)
class Checksum:
    """What the sender says of a body: the algorithm's name in hashlib, and the digest."""

    algorithm: str
    digest: bytes


class Body(Protocol):
    """What the receiver needs of a body. `in_hand` counts bytes not on disk yet."""

    lease: Lease
    offset: int
    received: int
    in_hand: int

    def take(self, piece: bytes) -> None: ...
    @property
    def due(self) -> bool: ...
    def settle(self) -> None: ...
    def end(self) -> None: ...
    def broken(self) -> None: ...
    def close(self) -> None: ...


class PlainBody:
    """Counts as far as it came: what arrived before a break is kept.

    `offset` is durable and recorded; `received` is one past the last byte that arrived.
    """

    def __init__(self, lease: Lease, part: Part, clock: Clock) -> None:
        self.lease = lease
        self._clock = clock
        self.offset = self.received = lease.durable_offset
        self.in_hand = 0
        self._part = part
        self._pieces: list[bytes] = []
        self._settled_at = time.monotonic()

    def take(self, piece: bytes) -> None:
        """Takes a piece in hand."""
        self._pieces.append(piece)
        self.in_hand += len(piece)
        self.received += len(piece)

    @property
    def due(self) -> bool:
        """Whether it is time to `settle`."""
        waited = time.monotonic() - self._settled_at
        return self.in_hand >= SYNC_BYTES or (self.in_hand > 0 and waited >= SYNC_SECONDS)

    def settle(self) -> None:
        """Makes the bytes in hand durable and records them; raises `LeaseLost`, `StorageFault`."""
        data = b"".join(self._pieces)
        if data:
            self.offset = _keep(self.lease, self._part, self.offset, data, self._clock())
        self._pieces, self.in_hand = [], 0
        self._settled_at = time.monotonic()

    end = settle
    broken = settle

    def close(self) -> None:
        """Lets go of the file."""
        self._part.close()


class CheckedBody:
    """Counts whole or not at all: nothing of it reaches the upload before its checksum holds.

    Until then it waits in memory or, beyond a megabyte, in a scratch file: were it written to its
    place at once, a second version after a mismatch would be encrypted with the same key stream.
    """

    def __init__(
        self, lease: Lease, part: Part, vault: FileVault, checksum: Checksum, clock: Clock
    ) -> None:
        self.lease = lease
        self._clock = clock
        self.offset = self.received = lease.durable_offset
        self.in_hand = 0
        self._part = part
        self._vault = vault
        self._expected = checksum.digest
        self._digest = hashlib.new(checksum.algorithm, usedforsecurity=False)
        self._pieces: list[bytes] = []
        self._scratch: Part | None = None
        self._scratched = 0
        self._looked_at = time.monotonic()

    def take(self, piece: bytes) -> None:
        """Takes a piece in hand."""
        self._digest.update(piece)
        self._pieces.append(piece)
        self.in_hand += len(piece)
        self.received += len(piece)

    @property
    def due(self) -> bool:
        """Whether it is time to `settle`."""
        waited = time.monotonic() - self._looked_at
        return self.in_hand >= SYNC_BYTES or waited >= LOOK_SECONDS

    def settle(self) -> None:
        """Moves much in hand out of memory; raises `StorageFault`, or what `still_held` raises."""
        still_held(upload_id=self.lease.upload_id, fence=self.lease.fence)
        self._looked_at = time.monotonic()
        if self.in_hand < SYNC_BYTES:
            return
        if self._scratch is None:
            self._scratch = self._vault.scratch()
        data = b"".join(self._pieces)
        self._scratch.write_at(self._scratched, data)
        self._scratched += len(data)
        self._pieces, self.in_hand = [], 0

    def end(self) -> None:
        """Keeps the whole body; raises `ChecksumMismatch`, `LeaseLost`, `StorageFault`."""
        if not hmac.compare_digest(self._digest.digest(), self._expected):
            raise ChecksumMismatch
        waiting: Iterable[bytes] = self._scratch.read() if self._scratch else ()
        for data in chain(waiting, (b"".join(self._pieces),)):
            if data:
                self.offset = _keep(self.lease, self._part, self.offset, data, self._clock())

    def broken(self) -> None:
        """Half a body cannot be checked, so it is left."""

    def close(self) -> None:
        """Lets go of the files."""
        self._part.close()
        if self._scratch is not None:
            self._scratch.close()


def _keep(lease: Lease, part: Part, offset: int, data: bytes, now: datetime) -> int:
    """Writes and syncs under the lease, then commits the record of it; returns the new offset."""
    end = offset + len(data)
    with recording(upload_id=lease.upload_id, fence=lease.fence, offset=end, now=now):
        part.write_at(offset, data)
        part.sync()
    return end
