"""Reading the ledger, and checking that nobody rewrote it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db import connection

from sipol.infra.ledger.chain import ORIGIN
from sipol.infra.ledger.models import Entry, Receipt

_BATCH = 2000


def entries(after: int = 0, limit: int = 100, party_id: int | None = None) -> list[Entry]:
    """Up to `limit` entries after that sequence number, oldest first, of one party or of all."""
    found = Entry.objects.filter(id__gt=after)
    if party_id is not None:
        found = found.filter(party_id=party_id)
    return list(found.order_by("id")[:limit])


def entries_about(subject: str, limit: int = 200) -> list[Entry]:
    """The newest entries about one thing, the newest first."""
    return list(Entry.objects.filter(subject=subject).order_by("-id")[:limit])


def entries_of_kinds(
    kinds: Collection[str], *, before: int | None = None, limit: int = 100, party_id: int | None
) -> list[Entry]:
    """The newest entries of these kinds, of one party or of all, the newest first."""
    found = Entry.objects.filter(kind__in=kinds)
    if party_id is not None:
        found = found.filter(party_id=party_id)
    if before is not None:
        found = found.filter(id__lt=before)
    return list(found.order_by("-id")[:limit])


def head() -> Entry | None:
    """The newest entry; None while nothing has happened."""
    return Entry.objects.order_by("-id").first()


def verify_chain(witnessed: Mapping[int, bytes] | None = None) -> int | None:
    """Recomputes the whole chain: the first sequence number that is missing, moved or changed.

    None means unbroken. `witnessed` are hashes seen earlier, by sequence number, for instance from
    receipts (`witnessed_by_receipts`): only they uncover a chain whose end was cut off or that was
    rewritten from some entry on.
    """
    seen = dict(witnessed or {})
    sequence, last_hash = ORIGIN
    for entry in Entry.objects.order_by("id").iterator(chunk_size=_BATCH):
        entry_hash = bytes(entry.entry_hash)
        sound = entry.follows(sequence, last_hash) and entry.hash_now() == entry_hash
        if not sound or seen.pop(entry.id, entry_hash) != entry_hash:
            return sequence + 1
        sequence, last_hash = entry.id, entry_hash
    return min(seen, default=None)


def witnessed_by_receipts() -> dict[int, bytes]:
    """The ledger entries that receipts name, for `verify_chain`."""
    references = Receipt.objects.values_list("body__ledger", flat=True)
    return {
        reference["sequence"]: bytes.fromhex(reference["entry_hash"])
        for reference in references.iterator(chunk_size=_BATCH)
    }


def receipt_by_number(number: str) -> Receipt | None:
    """The receipt of that exact number (`numbers.read_number` mends what people type)."""
    return Receipt.objects.filter(number=number).first()


def receipt_of(kind: str, subject: str) -> Receipt | None:
    """The receipt of that kind for that subject."""
    return Receipt.objects.filter(kind=kind, subject=subject).first()


def receipts_of_party(party_id: int, limit: int = 50) -> list[Receipt]:
    """A party's receipts, newest first."""
    return list(Receipt.objects.filter(party_id=party_id).order_by("-created_at")[:limit])


def newest_entries(party_id: int) -> tuple[int, int]:
    """The numbers of the newest entry of that party and of the newest that belongs to no party.

    0 where there is none. While both stay, nothing that is entered has happened to the party.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT max(id) FROM ledger_entry WHERE party_id = %s),"
            " (SELECT max(id) FROM ledger_entry WHERE party_id IS NULL)",
            [party_id],
        )
        own, common = cursor.fetchone()
    return own or 0, common or 0
