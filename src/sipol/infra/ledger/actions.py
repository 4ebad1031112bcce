"""What is written into the ledger, and when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.transaction import TransactionManagementError

from sipol.infra import keys
from sipol.infra.ledger.chain import ORIGIN, Link, hash_of
from sipol.infra.ledger.models import Entry, Receipt
from sipol.infra.ledger.receipts import sign
from sipol.infra.ledger.redaction import hide_niks, hide_niks_within

APPEND_LOCK = 0x5349504F4C4C  # "SIPOLL": one number for the whole database


def append_entry(
    *,
    kind: str,
    actor: str,
    subject: str,
    payload: Mapping[str, Any],
    now: datetime,
    party_id: int | None = None,
) -> Entry:
    """Adds one entry to the end of the chain, inside the caller's transaction.

    Appending holds a lock until that transaction ends, so that sequence numbers have no gaps:
    append as the last thing before the commit. The payload is a JSON object without floats and
    without personal data; a run of 16 digits in any text is masked, since an entry can never
    be taken back. Raises TransactionManagementError outside `transaction.atomic`.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("an entry is written in the transaction of its effect")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [APPEND_LOCK])
    last = Entry.objects.order_by("-id").values_list("id", "entry_hash").first() or ORIGIN
    link = Link(
        sequence=last[0] + 1,
        at=now,
        kind=kind,
        actor=hide_niks(actor),
        party_id=party_id,
        subject=hide_niks(subject),
        payload=hide_niks_within(dict(payload)),
        previous_hash=bytes(last[1]),
    )
    return Entry.objects.create(
        id=link.sequence,
        at=link.at,
        kind=link.kind,
        actor=link.actor,
        party_id=link.party_id,
        subject=link.subject,
        payload=link.payload,
        previous_hash=link.previous_hash,
        entry_hash=hash_of(link),
    )


def issue_receipt(
    *, kind: str, subject: str, party_id: int, body: Mapping[str, Any], now: datetime
) -> Receipt:
    """The receipt of this kind for this subject: the stored one if there is one, else a new one.

    A repeat ignores its `body` and returns the first document byte for byte, also when both come
    at the same moment. Hand the receipt out only after the transaction has been committed.
    """
    stored = Receipt.objects.filter(kind=kind, subject=subject).first()
    if stored is not None:
        return stored
    if body.get("kind") != kind:
        raise ValueError("the body is of another kind than the receipt")
    signed = sign(body, keys.current().signing)
    receipt = Receipt(
        number=body["number"],
        kind=kind,
        party_id=party_id,
        subject=subject,
        body=dict(body),
        signature=signed.signature,
        key_id=signed.key_id,
        created_at=now,
    )
    Receipt.objects.bulk_create([receipt], ignore_conflicts=True)
    return Receipt.objects.get(kind=kind, subject=subject)
