"""The tables of permanent offices, and until when a cycle wants them."""

from __future__ import annotations

from django.db import models

from sipol.records.places.models import FiledFact, FiledVersion, level_fits_code
from sipol.records.places.rules.levels import WITH_OFFICE


class PermanentOffice(FiledFact):
    """The office of a party at one place. An own office may have no end of use."""

    class Tenure(models.TextChoices):
        OWN = "own"
        LEASE = "lease"
        LOAN = "loan"

    address = models.CharField(max_length=300)
    district = models.CharField(max_length=100, blank=True)
    village = models.CharField(max_length=100, blank=True)
    tenure = models.CharField(max_length=10, choices=Tenure.choices)
    valid_until = models.DateField(null=True)
    phone = models.CharField(max_length=30, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["party", "cycle", "region_code"], name="office_once_per_place"
            ),
            models.CheckConstraint(
                condition=level_fits_code(WITH_OFFICE), name="office_level_fits_code"
            ),
            models.CheckConstraint(
                condition=models.Q(tenure__in=["own", "lease", "loan"]), name="office_tenure_known"
            ),
        ]

    def __str__(self) -> str:
        return f"office {self.party_id}/{self.cycle_id} {self.region_code or 'nation'}"


class OfficeVersion(FiledVersion):
    """One version of an office."""

    fact = models.ForeignKey(PermanentOffice, on_delete=models.PROTECT, related_name="versions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fact", "version"], name="office_one_per_version")
        ]

    def __str__(self) -> str:
        return f"office {self.fact_id} version {self.version}"


class OfficeTerm(models.Model):
    """Until when offices must be usable in a cycle: its last stage. The newest row holds."""

    cycle = models.ForeignKey("timetable.Cycle", on_delete=models.PROTECT, related_name="+")
    last_stage_on = models.DateField()
    legal_basis = models.CharField(max_length=400, blank=True)
    set_by = models.CharField(max_length=200)
    set_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"offices of {self.cycle_id} until {self.last_stage_on}"
