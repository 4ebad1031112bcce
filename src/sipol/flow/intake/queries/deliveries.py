"""Deliveries and uploads, as their party, the commission and the supervisor see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from sipol.flow.intake.models import Delivery, RejectedRow, Upload
from sipol.kernel.actors import Actor
from sipol.kernel.refusals import Refusal, Refused
from sipol.records.timetable.rules.windows import LAST_SECOND

STATE_TITLES = {
    "received": "Diterima, menunggu diproses",
    "reading": "Sedang diproses",
    "judged": "Selesai diproses",
    "unreadable": "Tidak dapat dibaca",
}


@dataclass(frozen=True, slots=True)
class DeliveryFacts:
    """One delivery and its balance: sent = accepted + rejected + pending, at every moment."""

    id: UUID
    party_id: int
    cycle_id: int
    file_name: str
    file_size: int
    sha256: str
    regency_code: str
    state: str
    failure_code: str
    failure_values: Mapping[str, str]
    received_at: datetime
    begun_at: datetime | None
    late_after: datetime | None
    judged_at: datetime | None
    titles: tuple[str, ...]
    columns: Mapping[str, int]
    ignored_titles: tuple[str, ...]
    sent: int
    looked_at: int
    accepted: int
    rejected: int
    warned: int
    changed: int
    identical: int
    mended: int

    @property
    def pending(self) -> int:
        return self.sent - self.accepted - self.rejected

    @property
    def late_by(self) -> timedelta | None:
        """How long after the end of its window the file was whole; None in time."""
        return self.received_at - self.late_after - LAST_SECOND if self.late_after else None

    @property
    def still_rejected(self) -> int:
        """Rejected rows for which no mended row came back yet."""
        return self.rejected - self.mended

    @property
    def under_way(self) -> bool:
        return self.state in {"received", "reading"}

    @property
    def state_title(self) -> str:
        return STATE_TITLES[self.state]


def delivery(actor: Actor, delivery_id: UUID) -> DeliveryFacts:
    """One delivery. Raises Delivery.DoesNotExist, or Refused for another party's."""
    row = Delivery.objects.get(pk=delivery_id)
    if not _may_see(actor, row):
        if actor.is_party:
            raise Refused(Refusal("not_your_party"))
        raise Refused(Refusal("region_outside_scope"))
    return _facts(row)


def deliveries(
    actor: Actor, *, party_id: int, cycle_id: int, limit: int = 50
) -> list[DeliveryFacts]:
    """The latest deliveries of a party that the actor may see."""
    rows = visible_deliveries(actor, party_id=party_id, cycle_id=cycle_id)
    return [_facts(row) for row in rows.order_by("-received_at")[:limit]]


def visible_deliveries(actor: Actor, *, party_id: int, cycle_id: int) -> QuerySet[Delivery]:
    """A party's deliveries inside the actor's rights.

    An operator sees their own region's and what they sent themselves; an office of the commission
    or the supervisor its own region's, as the rows are people.
    """
    rows = Delivery.objects.filter(party_id=party_id, cycle_id=cycle_id)
    if actor.is_party and actor.party_id != party_id:
        return rows.none()
    if not actor.region_code:
        return rows
    inside = Q(regency_code=actor.region_code) | Q(regency_code__startswith=f"{actor.region_code}.")
    return rows.filter(inside | Q(user_id=actor.user_id) if actor.is_party else inside)


def delivery_of_upload(upload_id: UUID) -> UUID | None:
    """The delivery that a finished upload became."""
    return Upload.objects.filter(pk=upload_id).values_list("delivery_id", flat=True).first()


def pending_deliveries(*, party_id: int, cycle_id: int) -> int:
    """How many deliveries of a party are not judged yet."""
    return Delivery.objects.filter(
        party_id=party_id, cycle_id=cycle_id, state__in=["received", "reading"]
    ).count()


def rejected_by_regency(*, party_id: int, cycle_id: int) -> dict[str, int]:
    """Rows that are still out, by regency code; the empty code where the region is unknown."""
    rows = (
        RejectedRow.objects.filter(
            delivery__party_id=party_id, delivery__cycle_id=cycle_id, mended_by__isnull=True
        )
        .values("regency_code")
        .annotate(count=Count("id"))
    )
    return {row["regency_code"]: row["count"] for row in rows}


def rejected_by_party_and_regency(*, cycle_id: int) -> dict[int, dict[str, int]]:
    """The same of every party that has such rows, by party id."""
    rows = (
        RejectedRow.objects.filter(delivery__cycle_id=cycle_id, mended_by__isnull=True)
        .values_list("delivery__party_id", "regency_code")
        .annotate(count=Count("id"))
    )
    counts: dict[int, dict[str, int]] = {}
    for party_id, regency_code, count in rows:
        counts.setdefault(party_id, {})[regency_code] = count
    return counts


def unfinished_uploads(actor: Actor, *, cycle_id: int, now: datetime) -> list[dict[str, Any]]:
    """Which lists the actor began to send and did not finish: name, size, bytes safely here."""
    rows = Upload.objects.filter(
        user_id=actor.user_id,
        sending_id=None,
        cycle_id=cycle_id,
        finished_at__isnull=True,
        revoked_at__isnull=True,
        expires_at__gt=now,
    )
    return list(
        rows.order_by("-created_at").values("id", "file_name", "size", "durable_offset")[:20]
    )


def _may_see(actor: Actor, row: Delivery) -> bool:
    return (
        visible_deliveries(actor, party_id=row.party_id, cycle_id=row.cycle_id)
        .filter(pk=row.pk)
        .exists()
    )


def _facts(row: Delivery) -> DeliveryFacts:
    return DeliveryFacts(
        id=row.pk,
        party_id=row.party_id,
        cycle_id=row.cycle_id,
        file_name=row.file_name,
        file_size=row.file_size,
        sha256=row.sha256,
        regency_code=row.regency_code,
        state=row.state,
        failure_code=row.failure_code,
        failure_values=row.failure_values,
        received_at=row.received_at,
        begun_at=row.begun_at,
        late_after=row.late_after,
        judged_at=row.judged_at,
        titles=tuple(row.titles),
        columns=row.columns,
        ignored_titles=tuple(row.ignored_titles),
        sent=row.rows_sent,
        looked_at=row.rows_looked_at,
        accepted=row.rows_accepted,
        rejected=row.rows_rejected,
        warned=row.rows_warned,
        changed=row.rows_changed,
        identical=row.rows_identical,
        mended=row.rows_mended,
    )
