"""What happens without anybody asking: quiet sendings are closed, lost promises made again."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from sipol.infra.jobs.queue import promised
from sipol.records.papers.actions.matching import close_quiet
from sipol.records.papers.actions.sendings import CHECK_TASK, promise_check
from sipol.records.papers.models import Sending

# The receipt must not wait for a click that never comes.
QUIET_AFTER = timedelta(hours=2)


def close_quiet_sendings(*, now: datetime) -> int:
    """Close what nobody has added to for a while; returns how many were looked at."""
    quiet = Sending.objects.filter(closed_at=None, last_sign_at__lte=now - QUIET_AFTER)
    ids = list(quiet.values_list("pk", flat=True)[:200])
    for sending_id in ids:
        close_quiet(sending_id, now=now)
    return len(ids)


def promise_forgotten_sendings() -> int:
    """Promise the checking of files whose job was lost; returns of how many sendings."""
    waiting = Sending.objects.filter(items__state="received").distinct()
    lost = set(map(str, waiting.values_list("pk", flat=True))) - promised(CHECK_TASK, "sending_id")
    for sending_id in lost:
        with transaction.atomic():
            sending = Sending.objects.select_for_update().get(pk=sending_id)
            promise_check(sending)
            sending.save(update_fields=["check_promised"])
    return len(lost)
