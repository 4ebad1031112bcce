"""The tables of parties."""

from __future__ import annotations

from django.db import models


class Party(models.Model):
    """A political party: national, or local in Aceh (Act 11/2006)."""

    class Kind(models.TextChoices):
        NATIONAL = "national"
        LOCAL_ACEH = "local_aceh"

    name = models.CharField(max_length=200, unique=True)
    short_name = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.NATIONAL)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["national", "local_aceh"]), name="party_kind_known"
            )
        ]

    def __str__(self) -> str:
        return self.short_name


class Participation(models.Model):
    """The group a party belongs to in one cycle (Constitutional Court 55/PUU-XVIII/2020)."""

    class Group(models.TextChoices):
        PARLIAMENTARY = "parliamentary"
        FORMER = "former"
        NEW = "new"

    party = models.ForeignKey(Party, on_delete=models.PROTECT)
    cycle = models.ForeignKey("timetable.Cycle", on_delete=models.PROTECT)
    group = models.CharField(max_length=20, choices=Group.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["party", "cycle"], name="participation_once_per_cycle"),
            models.CheckConstraint(
                condition=models.Q(group__in=["parliamentary", "former", "new"]),
                name="participation_group_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party_id}/{self.cycle_id} {self.group}"


class PartyProfile(models.Model):
    """What a party said of itself in one cycle: each saving is a version, none is changed.

    `sealed` holds the texts by field. `digest` is a SHA-256 over them and `salt`, which the ledger
    names; without the salt nobody can find a short text by trying.
    """

    party = models.ForeignKey(Party, on_delete=models.PROTECT)
    cycle = models.ForeignKey("timetable.Cycle", on_delete=models.PROTECT)
    version = models.PositiveIntegerField()
    sealed = models.BinaryField()
    salt = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    user_id = models.BigIntegerField()
    user_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["party", "cycle", "version"], name="profile_one_per_version"
            ),
            models.CheckConstraint(
                condition=models.Q(version__gte=1), name="profile_versions_begin_at_one"
            ),
        ]

    def __str__(self) -> str:
        return f"profile {self.party_id}/{self.cycle_id} version {self.version}"
