"""Filings on paper, as their party, the commission and the supervisor see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sipol.flow.intake.messages.on_paper import ITEM_TITLES
from sipol.flow.intake.models import PaperFiling
from sipol.flow.intake.rules.on_paper import ITEMS
from sipol.infra.ledger.models import Receipt
from sipol.kernel.actors import Actor
from sipol.kernel.refusals import Refusal, Refused
from sipol.records.timetable.rules.windows import LAST_SECOND


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """A filing on paper. `items` are titles with their notes; `late_after` the end it missed."""

    id: UUID
    receipt_number: str
    items: tuple[tuple[str, str], ...]
    brought_by: str
    brought_at: datetime
    zone: ZoneInfo
    taken_by: str
    taken_at: datetime
    counts_at: datetime
    late_after: datetime | None
    paper_reference: str
    scan_reference: str

    @property
    def late_by(self) -> timedelta | None:
        return self.counts_at - self.late_after - LAST_SECOND if self.late_after else None


def papers_of(actor: Actor, *, party_id: int, cycle_id: int) -> list[PaperFacts]:
    """What a party brought on paper, oldest first; a party sees its own only."""
    if actor.is_party and actor.party_id != party_id:
        raise Refused(Refusal("not_your_party"))
    rows = list(
        PaperFiling.objects.filter(party_id=party_id, cycle_id=cycle_id).order_by("taken_at", "id")
    )
    if not rows:
        return []
    subjects = [f"paper:{row.pk}" for row in rows]
    numbers = dict(
        Receipt.objects.filter(kind="on_paper", subject__in=subjects).values_list(
            "subject", "number"
        )
    )
    return [_facts(row, numbers[f"paper:{row.pk}"]) for row in rows]


def _facts(row: PaperFiling, number: str) -> PaperFacts:
    return PaperFacts(
        id=row.pk,
        receipt_number=number,
        items=tuple((ITEM_TITLES[code], row.items[code]) for code in ITEMS if code in row.items),
        brought_by=row.brought_by,
        brought_at=row.brought_at,
        zone=ZoneInfo(row.zone),
        taken_by=row.taken_by_name,
        taken_at=row.taken_at,
        counts_at=row.counts_at,
        late_after=row.late_after,
        paper_reference=row.paper_reference,
        scan_reference=row.scan_reference,
    )
