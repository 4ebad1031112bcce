"""The roll of members."""

from __future__ import annotations

from django.db import models


class Member(models.Model):
    """One accepted membership of a party in a cycle.

    `id` is made from the delivery and the row (`rules.identity.member_id`), so that a repeated
    job can never make a second row of the same line. The NIK is stored sealed (`national_id`) and
    found by a keyed index; the row id is bound into the seal.
    """

    id = models.UUIDField(primary_key=True)
    party_id = models.BigIntegerField()
    cycle_id = models.BigIntegerField()
    national_id = models.BinaryField()
    national_id_index = models.BinaryField()
    name = models.TextField()
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
    flags = models.TextField(blank=True)
    delivery_id = models.UUIDField()
    row = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cycle_id", "party_id", "national_id_index"],
                name="member_once_per_party_and_cycle",
            ),
            models.CheckConstraint(condition=models.Q(sex__in=["L", "P"]), name="member_sex_known"),
            models.CheckConstraint(
                condition=models.Q(marital_status__in=["B", "S", "P"]),
                name="member_marital_status_known",
            ),
        ]
        indexes = [
            models.Index(
                fields=["cycle_id", "party_id", "regency_code", "district_code"],
                name="member_by_place",
            )
        ]

    def __str__(self) -> str:
        return f"member {self.pk}"
