"""The tables of hand-ins. All of them are only added to: triggers refuse every change."""

from __future__ import annotations

from django.db import models

_SHA256 = r"^[0-9a-f]{64}$"


class Preparation(models.Model):
    """One person of the party found these figures ready; the newest one waits for another person.

    A hand-in uses up all preparations before it.
    """

    id = models.UUIDField(primary_key=True)
    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT, related_name="+")
    snapshot_sha256 = models.CharField(max_length=64)
    by_id = models.BigIntegerField()
    by = models.CharField(max_length=200)
    at = models.DateTimeField()
    request_id = models.UUIDField()
    entry_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "request_id"], name="preparation_one_effect_per_request"
            ),
            models.CheckConstraint(
                condition=models.Q(snapshot_sha256__regex=_SHA256),
                name="preparation_sha256_formed",
            ),
        ]

    def __str__(self) -> str:
        return f"preparation {self.pk}"


class HandIn(models.Model):
    """One handing-in with everything that was frozen; `number` counts those of one dossier.

    `prepared_by` is the person who confirmed where the cycle asks for one person only.
    """

    id = models.UUIDField(primary_key=True)
    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    snapshot = models.JSONField()
    snapshot_sha256 = models.CharField(max_length=64)
    prepared_by = models.CharField(max_length=200)
    confirmed_by = models.CharField(max_length=200)
    receipt_number = models.CharField(max_length=40, unique=True)
    entry_id = models.BigIntegerField(unique=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier", "number"], name="hand_in_one_per_number"),
            models.CheckConstraint(
                condition=models.Q(snapshot_sha256__regex=_SHA256), name="hand_in_sha256_formed"
            ),
        ]

    def __str__(self) -> str:
        return f"hand-in {self.receipt_number}"


class Mark(models.Model):
    """What the commission noted about one requirement of a hand-in; the newest mark counts.

    `seen` says that it was looked at together with the party's liaison officer.
    """

    hand_in = models.ForeignKey(HandIn, on_delete=models.PROTECT, related_name="marks")
    letter = models.CharField(max_length=1)
    seen = models.BooleanField()
    note = models.TextField(blank=True)
    by_id = models.BigIntegerField()
    by = models.CharField(max_length=200)
    at = models.DateTimeField()
    entry_id = models.BigIntegerField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"mark {self.letter} of {self.hand_in_id}"
