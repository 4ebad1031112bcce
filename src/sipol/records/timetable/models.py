"""The tables of election cycles."""

from __future__ import annotations

from django.db import models


class Cycle(models.Model):
    """One election cycle and the rules that are data of it.

    `finding_severities` maps finding codes to "error" or "warning" where the cycle differs from
    the defaults; `age_reference_date` is the date at which members must be 17.
    """

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    age_reference_date = models.DateField()
    finding_severities = models.JSONField(default=dict, blank=True)
    legal_basis = models.CharField(max_length=400, blank=True)
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
