"""The tables of bank accounts."""

from __future__ import annotations

from django.db import models

from sipol.records.places.models import FiledFact, FiledVersion, level_fits_code
from sipol.records.places.rules.levels import WITH_OFFICE


class BankAccount(FiledFact):
    """The account of a party at one place. `number` is sealed; `last_digits` may be shown."""

    bank = models.CharField(max_length=100)
    branch = models.CharField(max_length=100, blank=True)
    number = models.BinaryField()
    last_digits = models.CharField(max_length=4)
    holder = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["party", "cycle", "region_code"], name="account_once_per_place"
            ),
            models.CheckConstraint(
                condition=level_fits_code(WITH_OFFICE), name="account_level_fits_code"
            ),
            models.CheckConstraint(
                condition=models.Q(last_digits__regex=r"^[0-9]{4}$"),
                name="account_shows_four_digits",
            ),
        ]

    def __str__(self) -> str:
        return f"account {self.party_id}/{self.cycle_id} {self.region_code or 'nation'}"


class BankAccountVersion(FiledVersion):
    """One version of an account; `secret` is its number as the row held it."""

    fact = models.ForeignKey(BankAccount, on_delete=models.PROTECT, related_name="versions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fact", "version"], name="account_one_per_version")
        ]

    def __str__(self) -> str:
        return f"account {self.fact_id} version {self.version}"
