"""How an entry is hashed, and so chained to all entries before it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sipol.kernel.digests import canonical_json

ORIGIN: tuple[int, bytes] = (0, bytes(32))
"""What the first entry follows: its sequence number and hash."""

_DOMAIN = b"sipol-ledger-entry/1\n"


@dataclass(frozen=True, slots=True)
class Link:
    """All that an entry says. The hash covers every field, and the entry before it."""

    sequence: int
    at: datetime
    kind: str
    actor: str
    party_id: int | None
    subject: str
    payload: Mapping[str, Any]
    previous_hash: bytes


def hash_of(link: Link) -> bytes:
    """SHA-256, 32 bytes, of the canonical JSON of the entry after a line that names its format.

    The instant, which must say its zone, is written in UTC with six decimals, the
    previous hash in hexadecimal digits.
    """
    if link.at.tzinfo is None:
        raise ValueError("an instant without a zone is not an instant")
    fields = {
        "sequence": link.sequence,
        "at": link.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "kind": link.kind,
        "actor": link.actor,
        "party_id": link.party_id,
        "subject": link.subject,
        "payload": dict(link.payload),
        "previous_hash": link.previous_hash.hex(),
    }
    return hashlib.sha256(_DOMAIN + canonical_json(fields)).digest()
