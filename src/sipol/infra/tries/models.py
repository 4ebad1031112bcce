"""The table of failed tries."""

from __future__ import annotations

from django.db import models


class FailedTries(models.Model):
    """How often somewhere failed at something. The digest names both; neither can be read back."""

    digest = models.CharField(max_length=64, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    free_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.digest
