"""The table of parked forms."""

from __future__ import annotations

from django.db import models


class ParkedForm(models.Model):
    """One form as it was posted to `path`. `who` is set where somebody was signed in all the same;
    then nobody else sees it."""

    id = models.UUIDField(primary_key=True)
    browser_digest = models.CharField(max_length=64)
    network_digest = models.CharField(max_length=64)
    who = models.CharField(max_length=100, blank=True)
    door = models.CharField(max_length=100)
    path = models.CharField(max_length=400)
    sealed = models.BinaryField()
    size = models.PositiveIntegerField()
    parked_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["network_digest", "parked_at"], name="parked_by_network")]

    def __str__(self) -> str:
        return f"{self.door} {self.id}"
