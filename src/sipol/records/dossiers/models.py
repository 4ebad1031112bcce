"""The tables of a party's filing."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

STATES = ("draft", "submitted", "complete", "incomplete", "returned")


class Dossier(models.Model):
    """One party's filing in one cycle; its state is set through the life cycle only."""

    id = models.UUIDField(primary_key=True)
    party = models.ForeignKey("parties.Party", on_delete=models.PROTECT)
    cycle = models.ForeignKey("timetable.Cycle", on_delete=models.PROTECT)
    state = models.CharField(max_length=20, default="draft")
    submitted_at = models.DateTimeField(null=True)
    snapshot = models.JSONField(null=True)
    snapshot_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["party", "cycle"], name="dossier_once_per_cycle"),
            models.CheckConstraint(condition=Q(state__in=STATES), name="dossier_state_known"),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(submitted_at__isnull=False, snapshot__isnull=False),
                name="dossier_handed_in_has_snapshot",
            ),
        ]

    def __str__(self) -> str:
        return f"dossier {self.pk}"


class Step(models.Model):
    """One move that a dossier made: never changed, never deleted (a trigger refuses).

    `entry_id` is the ledger's entry of the same move; `request_id` makes a repeat harmless.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="steps")
    move = models.CharField(max_length=40)
    source = models.CharField(max_length=20)
    target = models.CharField(max_length=20)
    actor_id = models.BigIntegerField()
    actor_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    reason = models.TextField(blank=True)
    request_id = models.UUIDField()
    entry_id = models.BigIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "request_id"], name="step_one_effect_per_request"
            ),
            models.CheckConstraint(
                condition=Q(source__in=STATES) & Q(target__in=STATES), name="step_states_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.move} {self.source}→{self.target}"
