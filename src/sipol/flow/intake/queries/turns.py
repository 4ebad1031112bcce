"""The queue of files that wait to be judged: who stands where, and how long it will take."""

from __future__ import annotations

from uuid import UUID

from sipol.flow.intake.models import Delivery
from sipol.flow.intake.rules.turns import USUAL_PACE, Outlook, Standing, outlook
from sipol.infra.jobs.queue import Waiting, waiting

JUDGE_TASK = "sipol.flow.intake.jobs.judge_delivery"

# Enough files for a mean, few enough to follow a machine that is slower in the evening.
MEASURED_FILES = 20


def standing_of(lock: str) -> list[Standing]:
    """Everybody in the queue, as somebody sees it whose files share `lock`."""
    return [
        Standing(-job.priority, size, job.lock == lock, job.under_way) for job, size in _queue()
    ]


def last_begun_mark() -> int:
    """The mark of the file whose judging began last; 0 where none ever did."""
    begun = Delivery.objects.filter(reading_began_at__isnull=False).order_by("-reading_began_at")
    return begun.values_list("turn_mark", flat=True).first() or 0


def outlook_of(delivery_id: UUID) -> Outlook | None:
    """Place and time until a waiting delivery is judged; None when it does not wait."""
    queue = _queue()
    subjects = [job.subject for job, _ in queue]
    if str(delivery_id) not in subjects:
        return None
    position = subjects.index(str(delivery_id))
    job, size = queue[position]
    if job.under_way:
        return None
    places = max(1, sum(job.under_way for job, _ in queue))
    return outlook(size, [size for _, size in queue[:position]], places=places, pace=_pace())


def _queue() -> list[tuple[Waiting, int]]:
    """Jobs in their order, with their files' sizes, without those whose file is answered."""
    jobs = waiting(JUDGE_TASK, "delivery_id")
    rows = Delivery.objects.filter(
        pk__in=[job.subject for job in jobs], state__in=["received", "reading"]
    )
    sizes = {str(pk): size for pk, size in rows.values_list("pk", "file_size")}
    return [(job, sizes[job.subject]) for job in jobs if job.subject in sizes]


def _pace() -> float:
    """Bytes per second of the files that were judged last."""
    rows = list(
        Delivery.objects.filter(state="judged", reading_began_at__isnull=False)
        .order_by("-judged_at")
        .values_list("file_size", "reading_began_at", "judged_at")[:MEASURED_FILES]
    )
    seconds = sum((judged - began).total_seconds() for _, began, judged in rows)
    size = sum(size for size, _, _ in rows)
    return size / seconds if size > 0 and seconds > 0 else USUAL_PACE
