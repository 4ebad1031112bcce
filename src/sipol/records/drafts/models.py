"""The tables of drafts. What was typed stands sealed in them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Draft(models.Model):
    """One form's draft of a party or a person. `version` only grows, also when it is emptied."""

    party = models.ForeignKey("parties.Party", null=True, on_delete=models.PROTECT)
    user = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT)
    cycle = models.ForeignKey("timetable.Cycle", on_delete=models.PROTECT)
    form = models.CharField(max_length=40)
    subject = models.CharField(max_length=100, blank=True)
    version = models.BigIntegerField(default=0)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "form", "subject", "party", "user"],
                nulls_distinct=False,
                name="draft_once_per_owner",
            ),
            models.CheckConstraint(
                condition=Q(party__isnull=True, user__isnull=False)
                | Q(party__isnull=False, user__isnull=True),
                name="draft_has_one_owner",
            ),
        ]

    def __str__(self) -> str:
        return f"draft {self.pk} of {self.form}"


class DraftValue(models.Model):
    """One value of a field: the standing one, or a rival typed by who had not seen it."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="values")
    field = models.CharField(max_length=60)
    sealed = models.BinaryField()
    version = models.BigIntegerField()
    standing = models.BooleanField()
    user_id = models.BigIntegerField()
    user_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "field"], condition=Q(standing=True), name="draft_one_stands"
            ),
            models.UniqueConstraint(
                fields=["draft", "field", "version"], name="draft_one_value_per_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field} at {self.version}"


class DraftPatch(models.Model):
    """A patch that was answered: the same key gets the same answer.

    `key` and `digest` are keyed hashes: neither what was typed nor what a program chose as its key
    stands here in the clear.
    """

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="patches")
    user_id = models.BigIntegerField()
    key = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    answer = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user_id", "key"], name="draft_patch_one_effect")
        ]

    def __str__(self) -> str:
        return f"patch {self.pk}"
