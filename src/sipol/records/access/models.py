"""The tables of access."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from sipol.kernel.actors import Role
from sipol.records.access.rules import invitations, letters, narrowing

_PENDING = Q(state=invitations.PENDING)


class AccessLetter(models.Model):
    """A party's letter that asks for access: who asked, on which decree, for which operators."""

    id = models.UUIDField(primary_key=True)
    party = models.ForeignKey("parties.Party", on_delete=models.PROTECT)
    cycle = models.ForeignKey("timetable.Cycle", on_delete=models.PROTECT)
    group = models.CharField(max_length=20)
    number = models.CharField(max_length=100)
    dated = models.DateField()
    asked_by = models.CharField(max_length=200)
    decree = models.CharField(max_length=100)
    operators = models.TextField(blank=True)
    admin_name = models.CharField(max_length=200)
    admin_email = models.EmailField()
    state = models.CharField(max_length=20, default=letters.RECEIVED)
    reason = models.TextField(blank=True)
    received_at = models.DateTimeField()
    received_by = models.CharField(max_length=200)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["party", "cycle", "number"], name="letter_once_per_number"
            ),
            models.CheckConstraint(
                condition=Q(state__in=letters.LIFECYCLE.states), name="letter_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=letters.RECEIVED) | Q(decided_at__isnull=False),
                name="letter_decided_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"letter {self.number}"


class Invitation(models.Model):
    """Access that waits for its person. Of the link only the digest of its token is kept.

    `replaces` is an account that ends when this one begins; `restores` an account that gets a new
    password instead of a new account being made.
    """

    id = models.UUIDField(primary_key=True)
    email = models.EmailField()
    name = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=20)
    party = models.ForeignKey("parties.Party", null=True, on_delete=models.PROTECT)
    region_code = models.CharField(max_length=13, blank=True)
    account_expires_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=20, default=invitations.PENDING)
    token_digest = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001
    token_expires_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    invited_by_id = models.BigIntegerField(null=True)
    invited_by = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True)
    letter = models.ForeignKey(AccessLetter, null=True, on_delete=models.PROTECT)
    user = models.ForeignKey(
        "accounts.User", null=True, on_delete=models.PROTECT, related_name="invitations"
    )
    replaces = models.ForeignKey(
        "accounts.User", null=True, on_delete=models.PROTECT, related_name="replacements"
    )
    restores = models.ForeignKey(
        "accounts.User", null=True, on_delete=models.PROTECT, related_name="restorations"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["email", "party"],
                condition=_PENDING,
                nulls_distinct=False,
                name="invitation_one_pending_per_address",
            ),
            models.CheckConstraint(
                condition=Q(state__in=invitations.LIFECYCLE.states), name="invitation_state_known"
            ),
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in Role]), name="invitation_role_known"
            ),
            models.CheckConstraint(
                condition=_PENDING | Q(token_digest__isnull=True, ended_at__isnull=False),
                name="invitation_spent_has_no_token",
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class Narrowing(models.Model):
    """A proposal to take rights from a supervisor; nothing changes before it is confirmed."""

    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="narrowings")
    kind = models.CharField(max_length=10)
    region_code = models.CharField(max_length=13, blank=True)
    reason = models.TextField()
    state = models.CharField(max_length=20, default=narrowing.PROPOSED)
    proposed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    second = models.ForeignKey(
        "accounts.User", null=True, on_delete=models.PROTECT, related_name="+"
    )
    answer = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(state=narrowing.PROPOSED),
                name="narrowing_one_open_per_person",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=narrowing.KINDS) & Q(state__in=narrowing.LIFECYCLE.states),
                name="narrowing_kind_and_state_known",
            ),
            models.CheckConstraint(
                condition=~Q(state=narrowing.CONFIRMED)
                | (Q(second__isnull=False) & ~Q(second=models.F("proposed_by"))),
                name="narrowing_takes_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"narrowing {self.pk}"
