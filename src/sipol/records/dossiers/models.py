"""The tables of a party's filing."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

STATES = (
    "account_requested",
    "account_active",
    "draft",
    "submitted",
    "complete",
    "incomplete",
    "returned",
    "lapsed",
)
# In these nothing was handed in, or what was handed in counts no more.
WITHOUT_HAND_IN = ("account_requested", "account_active", "draft", "lapsed")


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
                condition=Q(state__in=WITHOUT_HAND_IN)
                | Q(submitted_at__isnull=False, snapshot__isnull=False),
                name="dossier_handed_in_has_snapshot",
            ),
        ]

    def __str__(self) -> str:
        return f"dossier {self.pk}"


class Step(models.Model):
    """One move that a dossier made: never changed, never deleted (a trigger refuses).

    `entry_id` is the ledger's entry of the same move; `request_id` makes a repeat harmless. `items`
    are reasons by requirement: `[{"letter": "d", "note": "…"}]`.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="steps")
    move = models.CharField(max_length=40)
    source = models.CharField(max_length=20)
    target = models.CharField(max_length=20)
    actor_id = models.BigIntegerField()
    actor_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    reason = models.TextField(blank=True)
    items = models.JSONField(default=list)
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


class RequirementVersion(models.Model):
    """One version of what a cycle asks of a kind of party; the newest counts, none is changed.

    `body` is a `RequirementSet` as data. A cycle without versions goes by the shipped set.
    """

    cycle = models.ForeignKey("timetable.Cycle", on_delete=models.PROTECT)
    party_kind = models.CharField(max_length=20)
    version = models.PositiveIntegerField()
    body = models.JSONField()
    by = models.CharField(max_length=200)
    at = models.DateTimeField()
    entry_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "party_kind", "version"], name="requirements_one_per_version"
            ),
            models.CheckConstraint(
                condition=Q(party_kind__in=["national", "local_aceh"]),
                name="requirements_kind_known",
            ),
        ]

    def __str__(self) -> str:
        return f"requirements {self.cycle_id}/{self.party_kind} version {self.version}"
