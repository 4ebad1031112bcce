"""Which cycle is running, and what its rules say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sipol.records.timetable.models import Cycle


@dataclass(frozen=True, slots=True)
class CycleFacts:
    """A cycle as pages and actions see it; times are UTC instants."""

    id: int
    slug: str
    name: str
    opens_at: datetime
    closes_at: datetime
    age_reference_date: date
    finding_severities: dict[str, str]
    legal_basis: str

    def is_open(self, now: datetime) -> bool:
        """Whether filings may be handed in at this instant; the last second still counts."""
        return self.opens_at <= now <= self.closes_at


def current_cycle() -> CycleFacts | None:
    """The cycle in force, or None before the first one was set up."""
    cycle = Cycle.objects.filter(current=True).first()
    return _facts(cycle) if cycle else None


def cycle_by_slug(slug: str) -> CycleFacts | None:
    cycle = Cycle.objects.filter(slug=slug).first()
    return _facts(cycle) if cycle else None


def cycle_by_id(cycle_id: int) -> CycleFacts:
    return _facts(Cycle.objects.get(pk=cycle_id))


def _facts(cycle: Cycle) -> CycleFacts:
    return CycleFacts(
        id=cycle.pk,
        slug=cycle.slug,
        name=cycle.name,
        opens_at=cycle.opens_at,
        closes_at=cycle.closes_at,
        age_reference_date=cycle.age_reference_date,
        finding_severities=cycle.finding_severities,
        legal_basis=cycle.legal_basis,
    )
