"""The tables of notices: what was told, who opened it, and the e-mail that points to it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

OFFICES = ("party", "commission", "supervisor")


class Notice(models.Model):
    """One thing told to an office: never changed (a trigger refuses).

    `office` with `party_id` (for a party) and `region_code` ("" for the whole country) says to
    whom. `kind` and `values` make the sentence, `path` is the page it is about. `occasion` names
    what happened, so that telling it twice makes one notice; `entry_id` is its ledger entry.
    """

    id = models.UUIDField(primary_key=True)
    office = models.CharField(max_length=20)
    party_id = models.BigIntegerField(null=True)
    region_code = models.CharField(max_length=13, blank=True)
    kind = models.CharField(max_length=60)
    values = models.JSONField(default=dict)
    path = models.CharField(max_length=400, blank=True)
    occasion = models.CharField(max_length=120)
    at = models.DateTimeField()
    entry_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(office__in=OFFICES), name="notice_office_known"),
            models.CheckConstraint(
                condition=Q(office="party", party_id__isnull=False)
                | (~Q(office="party") & Q(party_id__isnull=True)),
                name="notice_party_fits_office",
            ),
            models.UniqueConstraint(
                fields=["office", "party_id", "region_code", "kind", "occasion"],
                nulls_distinct=False,
                name="notice_once_per_occasion",
            ),
        ]
        indexes = [models.Index(fields=["office", "party_id", "-id"], name="notice_by_office")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Opening(models.Model):
    """That a person opened a notice for the first time: never changed (a trigger refuses)."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="openings")
    user_id = models.BigIntegerField()
    user_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    entry_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "user_id"], name="opening_once_per_person")
        ]

    def __str__(self) -> str:
        return f"opening {self.pk}"


class Pointer(models.Model):
    """An e-mail owed to a person because of a notice; one mail may settle several.

    `settled_at` is when the mail server took it over, or when it was no longer needed as the
    person had opened the notice; `problem` is the last failure's kind.
    """

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="pointers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    owed_since = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    mailed = models.BooleanField(default=False)
    problem = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "user"], name="pointer_once_per_person")
        ]
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(settled_at=None), name="pointer_owed")
        ]

    def __str__(self) -> str:
        return f"pointer {self.pk}"
