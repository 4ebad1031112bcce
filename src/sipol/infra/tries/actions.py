"""Counting tries: before each one, and taking it back when it succeeded."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest

from sipol.infra.tries.delays import FORGOTTEN_AFTER, wait_after
from sipol.infra.tries.models import FailedTries


@transaction.atomic
def begin_try(what: str, place: str, *, now: datetime) -> timedelta:
    """How long to wait before trying; nothing means go on, and the try then counts as failed.

    Counting first keeps guesses that come in at once from passing for one. `what` names what is
    guessed at (an account's password), `place` where from (a network, a known browser).
    """
    digest = _digest(what, place)
    forgotten = now - FORGOTTEN_AFTER
    FailedTries.objects.filter(last_at__lt=forgotten).exclude(digest=digest).delete()
    FailedTries.objects.bulk_create(
        [FailedTries(digest=digest, last_at=now)], ignore_conflicts=True
    )
    row = FailedTries.objects.select_for_update().get(digest=digest)
    free_at: datetime | None = row.free_at
    if free_at is not None and now < free_at:
        return free_at - now
    failures = 1 if row.last_at < forgotten else row.failures + 1
    wait = wait_after(failures)
    row.failures, row.last_at = failures, now
    row.free_at = now + wait if wait else None
    row.save(update_fields=["failures", "last_at", "free_at"])
    return timedelta()


def take_back(what: str, place: str) -> None:
    """The try that began succeeded. Earlier failures stay: success here and there is no disguise
    for guessing."""
    FailedTries.objects.filter(digest=_digest(what, place)).update(
        failures=Greatest(F("failures") - 1, 0), free_at=None
    )


def _digest(what: str, place: str) -> str:
    return hashlib.sha256(f"{what}\n{place}".encode()).hexdigest()
