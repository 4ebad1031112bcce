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
