"""The tables of boards and their officers."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from sipol.records.places.models import FiledFact, FiledVersion, level_fits_code
from sipol.records.places.rules.levels import LEVELS


class Board(FiledFact):
    """A party's board at one place: its decree and its period. `decree_key` finds equal decrees."""

    decree_number = models.CharField(max_length=100, blank=True)
    decree_key = models.CharField(max_length=100, blank=True)
    decree_date = models.DateField(null=True)
    period_from = models.DateField(null=True)
    period_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["party", "cycle", "region_code"], name="board_once_per_place"
            ),
            models.CheckConstraint(condition=level_fits_code(LEVELS), name="board_level_fits_code"),
            models.CheckConstraint(
                condition=Q(period_to__isnull=True)
                | Q(period_from__isnull=True)
                | Q(period_to__gte=F("period_from")),
                name="board_period_forward",
            ),
        ]
        indexes = [
            models.Index(
                fields=["party", "cycle", "decree_key"],
                condition=~Q(decree_key=""),
                name="board_by_decree",
            )
        ]

    def __str__(self) -> str:
        return f"board {self.party_id}/{self.cycle_id} {self.region_code or 'nation'}"


class BoardVersion(FiledVersion):
    """One version of a board."""

    fact = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="versions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fact", "version"], name="board_one_per_version")
        ]

    def __str__(self) -> str:
        return f"board {self.fact_id} version {self.version}"


class Officer(FiledFact):
    """Somebody who holds a post on the board of a place.

    `post` is what the title amounts to; `national_id` is sealed to the row, and
    `national_id_index` finds the same person among officers, not among members.
    """

    class Post(models.TextChoices):
        CHAIR = "chair"
        SECRETARY = "secretary"
        TREASURER = "treasurer"
        OTHER = "other"

    post = models.CharField(max_length=10, choices=Post.choices)
    title = models.CharField(max_length=100)
    name = models.CharField(max_length=200)
    sex = models.CharField(max_length=1)
    national_id = models.BinaryField(null=True)
    national_id_index = models.BinaryField(null=True)
    card_number = models.CharField(max_length=60, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=level_fits_code(LEVELS), name="officer_level_fits_code"
            ),
            models.CheckConstraint(
                condition=Q(post__in=["chair", "secretary", "treasurer", "other"]),
                name="officer_post_known",
            ),
            models.CheckConstraint(condition=Q(sex__in=["L", "P"]), name="officer_sex_known"),
            models.CheckConstraint(
                condition=Q(national_id__isnull=True, national_id_index__isnull=True)
                | Q(national_id__isnull=False, national_id_index__isnull=False),
                name="officer_identity_whole",
            ),
            models.UniqueConstraint(
                fields=["party", "cycle", "region_code", "national_id_index"],
                condition=Q(ended_at__isnull=True, national_id_index__isnull=False),
                name="officer_once_per_board",
            ),
        ]
        indexes = [
            models.Index(
                fields=["party", "cycle", "region_code", "position"],
                condition=Q(ended_at__isnull=True),
                name="officer_by_place",
            )
        ]

    def __str__(self) -> str:
        return f"officer {self.pk}"


class OfficerVersion(FiledVersion):
    """One version of an officer; `secret` is the identity number as the row held it."""

    fact = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="versions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fact", "version"], name="officer_one_per_version")
        ]

    def __str__(self) -> str:
        return f"officer {self.fact_id} version {self.version}"
