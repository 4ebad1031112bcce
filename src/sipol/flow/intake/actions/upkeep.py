"""What is looked after now and then, since no promise may hang on one row of a queue."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from sipol.flow.intake.actions.deliveries import promise_judging
from sipol.flow.intake.actions.uploads import forget_uploads, uploads_to_sweep
from sipol.flow.intake.models import Delivery
from sipol.flow.intake.queries.turns import JUDGE_TASK
from sipol.infra.jobs.queue import promised
from sipol.infra.storage.vault import FileVault

logger = logging.getLogger(__name__)

FORGOTTEN_AFTER = timedelta(minutes=1)


@transaction.atomic
def promise_forgotten_deliveries(*, now: datetime) -> list[UUID]:
    """Promise again to judge what nobody is going to judge; returns the deliveries' ids.

    A delivery's state says what has to be done, the job is only how: jobs that were lost, or failed
    as often as they may, come back here.
    """
    # Read before the deliveries: a job that ends in between has answered its delivery by then.
    live = promised(JUDGE_TASK, "delivery_id")
    forgotten = [
        delivery
        for delivery in Delivery.objects.filter(
            state__in=["received", "reading"], received_at__lte=now - FORGOTTEN_AFTER
        ).order_by("received_at")
        if str(delivery.pk) not in live
    ]
    for delivery in forgotten:
        logger.error("delivery %s had no job and is promised again", delivery.pk)
        promise_judging(delivery)
    return [delivery.pk for delivery in forgotten]


def sweep_uploads(*, vault: FileVault, now: datetime) -> int:
    """Remove what arrived of expired and revoked uploads; returns how many uploads.

    Rows of expired ones go too. Those of revoked ones stay until they expire, so that a sender who
    comes back late hears what happened.
    """
    ended = uploads_to_sweep(now)
    vault.sweep(ended)
    forget_uploads(ended, now=now)
    return len(ended)
