"""The roll of members: every membership as it is now, as it was before, and who ended it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q


class _Membership(models.Model):
    """What is known of one membership of a party in a cycle.

    `id` is made from the delivery and the row (`rules.identity.member_id`), so that a repeated
    job can never make a second row of the same line; one entered by hand has a sortable id. The
    party stands in every key, so that the roll can be spread over machines by party. The NIK is
    stored sealed (`national_id`), the id bound in, and found by a keyed index. `name_key` is the
    name as it is searched (`rules.names`).

    `version` counts from 1. `changed_at`, `changed_by_id` and the origin speak of this version: the
    row of a delivery, or neither where a person wrote it. `card_file` and `id_file` are the names
    that a list gives to a member's images. An ended membership keeps everything.
    """

    id = models.UUIDField()
    party_id = models.BigIntegerField()
    cycle_id = models.BigIntegerField()
    version = models.IntegerField(db_default=1)
    national_id = models.BinaryField()
    national_id_index = models.BinaryField()
    name = models.TextField()
    name_key = models.TextField(db_default="")
    sex = models.CharField(max_length=1)
    birth_place = models.TextField(blank=True)
    birth_date = models.DateField()
    marital_status = models.CharField(max_length=1)
    occupation = models.TextField(blank=True)
    address = models.TextField(blank=True)
    rt = models.TextField(blank=True)
    rw = models.TextField(blank=True)
    village_code = models.TextField(blank=True)
    district_code = models.TextField()
    regency_code = models.TextField()
    card_number = models.TextField()
    card_file = models.TextField(blank=True, db_default="")
    id_file = models.TextField(blank=True, db_default="")
    flags = models.TextField(blank=True)
    delivery_id = models.UUIDField(null=True)
    row = models.IntegerField(null=True)
    changed_at = models.DateTimeField(null=True)
    changed_by_id = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)
    ending_id = models.UUIDField(null=True)

    class Meta:
        abstract = True


class Member(_Membership):
    """A membership as it is now.

    The database keeps what a change replaces: each update moves `version` on by one, and the row as
    it was goes to `MemberVersion` (a trigger of the migrations). Rows are never deleted.
    """

    pk = models.CompositePrimaryKey("party_id", "id")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cycle_id", "national_id_index", "party_id"],
                condition=Q(ended_at__isnull=True),
                name="member_once_per_party_and_cycle",
            ),
            models.CheckConstraint(condition=Q(sex__in=["L", "P"]), name="member_sex_known"),
            models.CheckConstraint(
                condition=Q(marital_status__in=["B", "S", "P"]),
                name="member_marital_status_known",
            ),
            models.CheckConstraint(
                condition=Q(delivery_id__isnull=True, row__isnull=True)
                | Q(delivery_id__isnull=False, row__isnull=False),
                name="member_origin_whole",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ending_id__isnull=True)
                | Q(ended_at__isnull=False, ending_id__isnull=False),
                name="member_end_whole",
            ),
        ]
        # An index by words of the name stands in the migrations: it is one over an expression.
        indexes = [
            models.Index(
                fields=["cycle_id", "party_id", "regency_code", "name_key", "id"],
                name="member_by_place",
            ),
            models.Index(fields=["cycle_id", "party_id", "name_key", "id"], name="member_by_name"),
            models.Index(fields=["cycle_id", "party_id", "card_number"], name="member_by_card"),
            models.Index(
                fields=["cycle_id", "party_id", "-ended_at"],
                condition=Q(ended_at__isnull=False),
                name="member_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"member {self.id}"


class MemberVersion(_Membership):
    """A membership as it was until `replaced_at`; the database writes it, nobody changes it."""

    pk = models.CompositePrimaryKey("party_id", "id", "version")
    replaced_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"member {self.id} version {self.version}"


class CountChange(models.Model):
    """By how much the members of a party in a regency became more or fewer, written by a trigger.

    The sum is the count, exact in every transaction. Changes are only added, so that nobody waits
    for whoever takes in a long list, and folded together afterwards.
    """

    party_id = models.BigIntegerField()
    cycle_id = models.BigIntegerField()
    regency_code = models.TextField()
    change = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["cycle_id", "party_id"], name="count_change_by_party")]

    def __str__(self) -> str:
        return f"{self.regency_code} {self.change:+}"


class Ending(models.Model):
    """Memberships that somebody ended together, or wants to, and whether that was undone.

    More than `rules.endings.ALONE` at once wait for a second person. `delivery_id` is set where a
    whole delivery is withdrawn.
    """

    id = models.UUIDField(primary_key=True)
    party_id = models.BigIntegerField()
    cycle_id = models.BigIntegerField()
    member_ids = ArrayField(models.UUIDField())
    reason = models.CharField(max_length=500)
    delivery_id = models.UUIDField(null=True)
    asked_at = models.DateTimeField()
    asked_by_id = models.BigIntegerField()
    asked_by_name = models.CharField(max_length=200)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by_id = models.BigIntegerField(null=True)
    confirmed_by_name = models.CharField(max_length=200, blank=True)
    dropped_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by_id = models.BigIntegerField(null=True)
    undone_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by_id__isnull=True)
                | ~Q(confirmed_by_id=F("asked_by_id"))
                | Q(member_ids__len__lte=100),
                name="ending_of_many_by_two",
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True) | Q(confirmed_at__isnull=False),
                name="ending_undone_was_done",
            ),
        ]
        indexes = [models.Index(fields=["cycle_id", "party_id", "-asked_at"], name="ending_latest")]

    def __str__(self) -> str:
        return f"ending {self.pk}"
