"""The tables of election cycles, their stages and windows, and what was proposed and seen."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from sipol.records.timetable.rules.proposals import STATES
from sipol.records.timetable.rules.windows import PURPOSES


class Cycle(models.Model):
    """One election cycle and the rules that are data of it.

    `finding_severities` maps finding codes to "error" or "warning" where the cycle differs from
    the defaults; `age_reference_date` is the date at which members must be 17. With
    `paper_counts_from_person` a filing on paper counts from when its bearer was there.
    """

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    age_reference_date = models.DateField()
    finding_severities = models.JSONField(default=dict, blank=True)
    legal_basis = models.CharField(max_length=400, blank=True)
    paper_counts_from_person = models.BooleanField(default=True)
    current = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("opens_at")),
                name="cycle_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["current"], condition=models.Q(current=True), name="cycle_one_current"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class _Version(models.Model):
    """A version of something in a cycle's calendar: never changed, followed by the next one.

    `dropped` versions end what they are versions of. `entry_id` is the ledger's entry.
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    legal_basis = models.CharField(max_length=400)
    dropped = models.BooleanField(default=False)
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    entry_id = models.BigIntegerField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.code} version {self.version}"


class Stage(_Version):
    """A stage of the calendar, such as registration; opens nothing by itself."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "code", "version"], name="stage_one_per_version"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="stage_ends_after_start"
            ),
        ]


class Window(_Version):
    """A window in which something may be written; see `rules.windows.Window`.

    `confirmed_by` is empty for what a calendar brought. `party_name` is kept as it was then.
    """

    party_id = models.BigIntegerField(null=True)
    party_name = models.CharField(max_length=200, blank=True)
    regions = models.JSONField(default=list)
    kinds = models.JSONField()
    closing_until = models.DateTimeField(null=True)
    purpose = models.CharField(max_length=20)
    reference = models.CharField(max_length=200, blank=True)
    confirmed_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "code", "version"], name="window_one_per_version"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="window_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(closing_until__isnull=True) | Q(closing_until__gte=F("ends_at")),
                name="window_waits_after_its_end",
            ),
            models.CheckConstraint(condition=Q(purpose__in=PURPOSES), name="window_purpose_known"),
        ]


class Deadline(models.Model):
    """The signed object of one version of a window; `body` is what was signed."""

    id = models.UUIDField(primary_key=True)
    window = models.OneToOneField(Window, on_delete=models.PROTECT, related_name="deadline")
    body = models.JSONField()
    signature = models.BinaryField()
    key_id = models.CharField(max_length=16)
    issued_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"deadline {self.pk}"


class Proposal(models.Model):
    """A window that one person of the commission proposes and another one puts in force.

    `window_code` names the window whose next version it would be, empty for a new one.
    """

    id = models.UUIDField(primary_key=True)
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+")
    window_code = models.CharField(max_length=60, blank=True)
    name = models.CharField(max_length=200)
    party_id = models.BigIntegerField(null=True)
    party_name = models.CharField(max_length=200, blank=True)
    regions = models.JSONField(default=list)
    kinds = models.JSONField()
    purpose = models.CharField(max_length=20)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    closing_until = models.DateTimeField(null=True)
    legal_basis = models.CharField(max_length=400)
    reference = models.CharField(max_length=200)
    reason = models.TextField()
    state = models.CharField(max_length=20, default="proposed")
    request_id = models.UUIDField(unique=True)
    proposer_id = models.BigIntegerField()
    proposer_name = models.CharField(max_length=200)
    proposed_at = models.DateTimeField()
    decider_id = models.BigIntegerField(null=True)
    decider_name = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.TextField(blank=True)
    window = models.OneToOneField(Window, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=STATES), name="proposal_state_known"),
            models.CheckConstraint(
                condition=~Q(state="confirmed")
                | (Q(window__isnull=False) & ~Q(decider_id=F("proposer_id"))),
                name="proposal_confirmed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="proposal_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"proposal {self.pk}"


class Sighting(models.Model):
    """When a party was first shown a window of its own: the proof that it was told."""

    window = models.ForeignKey(Window, on_delete=models.PROTECT, related_name="sightings")
    party_id = models.BigIntegerField()
    user_id = models.BigIntegerField()
    user_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    entry_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["window", "party_id"], name="sighting_first_only")
        ]

    def __str__(self) -> str:
        return f"window {self.window_id} seen by party {self.party_id}"
