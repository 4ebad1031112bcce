"""The tables of regions, their history, and thresholds per cycle."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from sipol.records.regions.rules.codes import Level

_CODE_PATTERNS = {
    Level.PROVINCE: r"^\d{2}$",
    Level.REGENCY: r"^\d{2}\.\d{2}$",
    Level.DISTRICT: r"^\d{2}\.\d{2}\.\d{2}$",
    Level.VILLAGE: r"^\d{2}\.\d{2}\.\d{2}\.\d{4}$",
}
_SHA256 = r"^[0-9a-f]{64}$"


def _level_matches_code() -> Q:
    condition = Q()
    for level, pattern in _CODE_PATTERNS.items():
        condition |= Q(level=level.value, code__regex=pattern)
    return condition


class RegionList(models.Model):
    """One official list as it was loaded: its file's `sha256`, and `effective`, its first day."""

    source = models.CharField(max_length=400)
    decree = models.CharField(max_length=400, blank=True)
    sha256 = models.CharField(max_length=64)
    effective = models.DateField()
    region_count = models.PositiveIntegerField()
    loaded_at = models.DateTimeField()
    loaded_by = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sha256__regex=_SHA256), name="region_list_sha256_formed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} ({self.effective})"


class Region(models.Model):
    """One region under one code and one name, in force from `valid_from` until before `valid_to`.

    `valid_to` is empty in the newest list. A row corrected on its first day keeps an empty span
    and was never in force. Codes sort bytewise, so that a parent stands before its children.
    """

    code = models.CharField(max_length=13, db_collation="C")
    level = models.CharField(max_length=8, choices=[(level.value, level.value) for level in Level])
    name = models.CharField(max_length=200)
    parent_code = models.CharField(max_length=8, blank=True, db_collation="C")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    region_list = models.ForeignKey(RegionList, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=Q(valid_to=None), name="region_code_open_once"
            ),
            models.CheckConstraint(condition=_level_matches_code(), name="region_level_fits_code"),
            models.CheckConstraint(
                condition=Q(level=Level.PROVINCE.value, parent_code="")
                | (~Q(level=Level.PROVINCE.value) & Q(code__startswith=F("parent_code"))),
                name="region_parent_fits_code",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="region_name_filled"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="region_span_forward",
            ),
        ]
        indexes = [
            models.Index(fields=["code", "valid_from"], name="region_code_history"),
            models.Index(fields=["parent_code"], name="region_parent"),
            models.Index(fields=["level"], condition=Q(valid_to=None), name="region_level_open"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class RegionSuccession(models.Model):
    """A region that went on under another code; a renamed one keeps its code and needs no link."""

    old_region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="successions")
    new_region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="predecessions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["old_region", "new_region"], name="succession_once"),
            models.CheckConstraint(
                condition=~Q(old_region=F("new_region")), name="succession_between_two"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old_region_id} -> {self.new_region_id}"


class ThresholdTable(models.Model):
    """One loaded table of a cycle's minima. Tables are never changed; a newer one replaces it.

    `provisional` says that the minima were computed and not taken from a decree.
    """

    cycle = models.ForeignKey("timetable.Cycle", on_delete=models.PROTECT)
    source = models.CharField(max_length=400)
    decree = models.CharField(max_length=400, blank=True)
    provisional = models.BooleanField()
    sha256 = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()
    loaded_by = models.CharField(max_length=200)
    current = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cycle"], condition=Q(current=True), name="threshold_table_one_current"
            ),
            models.CheckConstraint(
                condition=Q(sha256__regex=_SHA256), name="threshold_table_sha256_formed"
            ),
        ]

    def __str__(self) -> str:
        return self.source


class Threshold(models.Model):
    """A regency's people, the minimum they alone would ask for, and the minimum that counts."""

    table = models.ForeignKey(ThresholdTable, on_delete=models.PROTECT)
    regency_code = models.CharField(max_length=5, db_collation="C")
    population = models.PositiveIntegerField()
    calculated = models.PositiveIntegerField()
    minimum = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["table", "regency_code"], name="threshold_once_per_regency"
            ),
            models.CheckConstraint(
                condition=Q(regency_code__regex=_CODE_PATTERNS[Level.REGENCY]),
                name="threshold_code_is_regency",
            ),
            models.CheckConstraint(
                condition=Q(population__gte=1, minimum__gte=1), name="threshold_above_zero"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.regency_code}: {self.minimum}"
