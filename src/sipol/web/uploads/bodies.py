"""A body on its way to the disk: bytes in hand, bytes durable, and what to do when it breaks off.

Both kinds of body block and are used by one thread at a time. What is durable counts only once it
is recorded, which is the caller's work.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Protocol

from sipol.flow.intake.actions.upload_leases import Lease, still_held
from sipol.infra.storage.parts import Part
from sipol.infra.storage.vault import FileVault

# So much stays in memory.
WRITE_BYTES = 1024 * 1024
# Every so many bytes or seconds, whichever comes first, what has arrived is synced and recorded. On
# a line of 128 kbit/s a megabyte takes a minute, and a power cut should cost less than that.
SYNC_BYTES = 8 * 1024 * 1024
SYNC_SECONDS = 2.0
# How often a body that may not be written yet looks whether it still may be.
LOOK_SECONDS = 5.0


class ChecksumMismatch(Exception):
    """The body is not what the sender's checksum says; none of it counts."""


@dataclass(frozen=True, slots=True)
class Checksum:
    """What the sender says of a body: the algorithm's name in hashlib, and the digest."""

    algorithm: str
    digest: bytes


class Body(Protocol):
    """What the receiver needs of a body.

    `offset` is durable and recorded, which the receiver keeps true; `received` is one past the last
    byte that arrived; `pending` says whether a pause is a time to `secure`.
    """

    lease: Lease
    part: Part
    offset: int
    received: int

    def take(self, piece: bytes) -> None:
        """Takes a piece in hand."""

    @property
    def pending(self) -> bool: ...
    @property
    def heavy(self) -> bool:
        """Whether it is time to `unload`."""

    @property
    def due(self) -> bool:
        """Whether it is time to `secure`."""

    def unload(self) -> None:
        """Moves what is in hand out of memory."""

    def secure(self) -> int:
        """Makes durable what may count already; returns up to where that reaches."""

    def end(self) -> int:
        """The same when all of it is here."""

    def broken(self) -> int:
        """The same when no more will come."""

    def close(self) -> None:
        """Lets go of all files but the upload's own."""


class PlainBody:
    """Counts as far as it came: what arrived before a break is kept.

    All that writes raises `StorageFault`, which is `PartTaken` once somebody else holds the upload.
    """

    def __init__(self, lease: Lease, part: Part) -> None:
        self.lease = lease
        self.part = part
        self.offset = self.received = self._written = lease.durable_offset
        self._pieces: list[bytes] = []
        self._secured_at = time.monotonic()

    def take(self, piece: bytes) -> None:
        self._pieces.append(piece)
        self.received += len(piece)

    @property
    def pending(self) -> bool:
        return self.received > self.offset

    @property
    def heavy(self) -> bool:
        return self.received - self._written >= WRITE_BYTES

    @property
    def due(self) -> bool:
        if self.received - self.offset >= SYNC_BYTES:
            return True
        return self.pending and time.monotonic() - self._secured_at >= SYNC_SECONDS

    def unload(self) -> None:
        data = b"".join(self._pieces)
        if data:
            self.part.write_at(self._written, data)
        self._written += len(data)
        self._pieces = []

    def secure(self) -> int:
        self.unload()
        if self._written > self.offset:
            self.part.sync()
        self._secured_at = time.monotonic()
        return self._written

    end = broken = secure

    def close(self) -> None:
        pass


class CheckedBody:
    """Counts whole or not at all: nothing of it reaches the upload before its checksum holds.

    Until then it waits in memory or, beyond a megabyte, in a scratch file: were it written to its
    place at once, a second version after a mismatch would be encrypted with the same key stream.
    """

    def __init__(self, lease: Lease, part: Part, vault: FileVault, checksum: Checksum) -> None:
        self.lease = lease
        self.part = part
        self.offset = self.received = lease.durable_offset
        self._in_hand = 0
        self._vault = vault
        self._expected = checksum.digest
        self._digest = hashlib.new(checksum.algorithm, usedforsecurity=False)
        self._pieces: list[bytes] = []
        self._scratch: Part | None = None
        self._scratched = 0
        self._looked_at = time.monotonic()

    def take(self, piece: bytes) -> None:
        self._pieces.append(piece)
        self._in_hand += len(piece)
        self.received += len(piece)

    @property
    def pending(self) -> bool:
        return self.received > self.offset

    @property
    def heavy(self) -> bool:
        return self._in_hand >= WRITE_BYTES

    @property
    def due(self) -> bool:
        return time.monotonic() - self._looked_at >= LOOK_SECONDS

    def unload(self) -> None:
        data = self._digested()
        if self._scratch is None:
            self._scratch = self._vault.scratch()
        self._scratch.write_at(self._scratched, data)
        self._scratched += len(data)

    def secure(self) -> int:
        """Nothing counts yet; raises what `still_held` raises."""
        still_held(upload_id=self.lease.upload_id, fence=self.lease.fence)
        self._looked_at = time.monotonic()
        return self.offset

    def end(self) -> int:
        """Keeps the whole body; raises `ChecksumMismatch`, `StorageFault`."""
        rest = self._digested()
        if not hmac.compare_digest(self._digest.digest(), self._expected):
            raise ChecksumMismatch
        waiting: Iterable[bytes] = self._scratch.read() if self._scratch else ()
        reached = self.offset
        for data in chain(waiting, (rest,)):
            if data:
                self.part.write_at(reached, data)
                reached += len(data)
        if reached > self.offset:
            self.part.sync()
        return reached

    def broken(self) -> int:
        """Half a body cannot be checked, so it is left."""
        return self.offset

    def close(self) -> None:
        if self._scratch is not None:
            self._scratch.close()

    def _digested(self) -> bytes:
        data = b"".join(self._pieces)
        self._digest.update(data)
        self._pieces, self._in_hand = [], 0
        return data
