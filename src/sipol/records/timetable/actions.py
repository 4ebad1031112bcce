"""Opening a cycle."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from sipol.infra.ledger.actions import append_entry
from sipol.records.timetable.models import Cycle
from sipol.records.timetable.queries import CycleFacts, cycle_by_id


@transaction.atomic
def open_cycle(
    *,
    slug: str,
    name: str,
    opens_at: datetime,
    closes_at: datetime,
    age_reference_date: date,
    legal_basis: str,
    actor_name: str,
    now: datetime,
) -> CycleFacts:
    """Set up a cycle and make it the current one; the earlier current cycle stays readable."""
    Cycle.objects.filter(current=True).update(current=False)
    cycle = Cycle.objects.create(
        slug=slug,
        name=name,
        opens_at=opens_at,
        closes_at=closes_at,
        age_reference_date=age_reference_date,
        legal_basis=legal_basis,
        current=True,
    )
    append_entry(
        kind="cycle.opened",
        actor=actor_name,
        subject=f"cycle:{slug}",
        payload={
            "name": name,
            "opens_at": opens_at.isoformat(),
            "closes_at": closes_at.isoformat(),
            "legal_basis": legal_basis,
        },
        now=now,
    )
    return cycle_by_id(cycle.pk)
