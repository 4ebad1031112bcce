"""The table of first answers."""

from __future__ import annotations

from django.db import models


class Answer(models.Model):
    """What was answered once. Key and content stand here only as keyed digests: both come from
    outside and may hold an identity number."""

    who = models.CharField(max_length=100)
    key_digest = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    sealed = models.BinaryField()
    given_at = models.DateTimeField()
    keep_until = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["who", "key_digest"], name="answer_once_per_key"),
            models.CheckConstraint(
                condition=models.Q(status__gte=200, status__lt=400), name="answer_is_a_success"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.who} {self.status}"
