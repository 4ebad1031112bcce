"""A whole file has come in: it becomes a delivery, and its judging is promised."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from sipol.flow.intake.models import Delivery
from sipol.flow.intake.queries.turns import JUDGE_TASK, last_begun_mark, standing_of
from sipol.flow.intake.rules.turns import is_large, mark_of
from sipol.infra.jobs.queue import LONG_WORK, WORK, enqueue
from sipol.infra.ledger.actions import append_entry
from sipol.kernel.sortable_ids import sortable_id
from sipol.records.timetable.queries import lateness_of
from sipol.records.timetable.rules.windows import MEMBERS, Lateness


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """A whole file in the vault: whose it is, what it is called, and what it is for."""

    party_id: int
    cycle_id: int
    user_id: int
    file_name: str
    file_size: int
    sha256: str
    regency_code: str
    mends_id: UUID | None
    begun_at: datetime


@transaction.atomic
def receive_file(file: ReceivedFile, *, now: datetime) -> UUID:
    """Make a delivery of a stored file and promise to judge it; returns the delivery's id.

    The same content sent again by the same party for the same scope is the same delivery: its id
    comes back and nothing else happens. A file that could not be read may come again. One that is
    whole only after the end of its window is taken all the same, and marked.
    """
    _one_file_at_a_time(file.party_id)
    known = known_delivery(
        party_id=file.party_id,
        cycle_id=file.cycle_id,
        sha256=file.sha256,
        regency_code=file.regency_code,
    )
    if known:
        return known
    late = lateness_of(
        cycle_id=file.cycle_id,
        party_id=file.party_id,
        kind=MEMBERS,
        region_code=file.regency_code,
        begun_at=file.begun_at,
        whole_at=now,
    )
    delivery = Delivery.objects.create(
        id=sortable_id(now),
        received_at=now,
        late_after=late.ended_at if late else None,
        **asdict(file),
    )
    promise_judging(delivery)
    append_entry(
        kind="delivery.received",
        actor=f"user:{file.user_id}",
        subject=f"delivery:{delivery.pk}",
        payload={
            "sha256": file.sha256,
            "size": file.file_size,
            "regency": file.regency_code,
            **_lateness_told(file, late),
        },
        now=now,
        party_id=file.party_id,
    )
    return delivery.pk


def known_delivery(*, party_id: int, cycle_id: int, sha256: str, regency_code: str) -> UUID | None:
    """The delivery that this content became already, for this party and scope.

    One that could not be read does not count: its sender may try again.
    """
    same = Delivery.objects.filter(
        party_id=party_id, cycle_id=cycle_id, sha256=sha256, regency_code=regency_code
    )
    return same.exclude(state="unreadable").values_list("pk", flat=True).first()


def promise_judging(delivery: Delivery) -> None:
    """Enqueue the judging of a delivery in its turn; doing it twice does no harm.

    One party's deliveries are judged one after the other, since all of them write the same roll.
    """
    lock = f"roll:{delivery.cycle_id}:{delivery.party_id}"
    size = delivery.file_size
    delivery.turn_mark = mark_of(size, standing_of(lock), last_begun=last_begun_mark())
    delivery.save(update_fields=["turn_mark"])
    enqueue(
        JUDGE_TASK,
        lock=lock,
        queue=LONG_WORK if is_large(size) else WORK,
        priority=-delivery.turn_mark,
        delivery_id=str(delivery.pk),
    )


def _lateness_told(file: ReceivedFile, late: Lateness | None) -> dict[str, Any]:
    if late is None:
        return {}
    return {
        "late_by_seconds": int(late.late_by.total_seconds()),
        "begun_at": file.begun_at.astimezone(UTC).isoformat(timespec="seconds"),
        "begun_in_time": late.begun_in_time,
    }


def _one_file_at_a_time(party_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"files:{party_id}"]
        )
