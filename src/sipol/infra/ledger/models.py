"""Tables of the ledger. Both only ever grow: see `append_only`."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from sipol.infra.ledger.chain import Link, hash_of
from sipol.infra.ledger.receipts import SignedReceipt


class Entry(models.Model):
    """One thing that happened. `id` is its sequence number, without gaps, from 1."""

    id = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    kind = models.TextField()
    actor = models.TextField()
    party_id = models.BigIntegerField(null=True)
    subject = models.TextField()
    payload = models.JSONField()
    previous_hash = models.BinaryField(unique=True)
    entry_hash = models.BinaryField()

    class Meta:
        ordering = ("id",)
        indexes = (
            models.Index(fields=["party_id", "id"], name="ledger_entry_party"),
            models.Index(fields=["subject", "id"], name="ledger_entry_subject"),
        )
        constraints = (models.CheckConstraint(condition=Q(id__gt=0), name="ledger_entry_from_1"),)

    def __str__(self) -> str:
        return f"{self.id} {self.kind}"

    def hash_now(self) -> bytes:
        """The hash that the stored fields give; equal to `entry_hash` unless one was changed."""
        return hash_of(
            Link(
                sequence=self.id,
                at=self.at,
                kind=self.kind,
                actor=self.actor,
                party_id=self.party_id,
                subject=self.subject,
                payload=self.payload,
                previous_hash=bytes(self.previous_hash),
            )
        )

    def follows(self, sequence: int, entry_hash: bytes) -> bool:
        """Whether this entry is the one after the entry given."""
        return self.id == sequence + 1 and bytes(self.previous_hash) == entry_hash


class Receipt(models.Model):
    """A signed receipt. `number` is what people quote; there is one per kind and subject."""

    number = models.TextField(primary_key=True)
    kind = models.TextField()
    party_id = models.BigIntegerField()
    subject = models.TextField()
    body = models.JSONField()
    signature = models.BinaryField()
    key_id = models.TextField()
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("created_at", "number")
        indexes = (models.Index(fields=["party_id", "-created_at"], name="ledger_receipt_party"),)
        constraints = (
            models.UniqueConstraint(fields=["kind", "subject"], name="ledger_receipt_once"),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def signed(self) -> SignedReceipt:
        """The receipt as it is handed out; its `document()` is the same bytes every time."""
        return SignedReceipt(body=self.body, signature=bytes(self.signature), key_id=self.key_id)
