"""Saving and ending offices, one or hundreds at a time, and saying until when they must last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from sipol.infra.ledger.actions import append_entry
from sipol.kernel.actors import Actor
from sipol.kernel.findings import Finding
from sipol.records.offices.models import OfficeTerm, OfficeVersion, PermanentOffice
from sipol.records.offices.queries import texts_of_office
from sipol.records.offices.rules.office import FIELDS
from sipol.records.places.actions.batches import (
    PlaceEntry,
    PlaceKind,
    Saved,
    end_place,
    save_places,
)
from sipol.records.places.rules import fields
from sipol.records.places.rules.levels import WITH_OFFICE
from sipol.records.timetable.queries import CycleFacts
from sipol.records.timetable.rules.windows import OFFICES


class _Offices(PlaceKind[PermanentOffice]):
    name = "office"
    fact_model = PermanentOffice
    version_model = OfficeVersion
    levels = WITH_OFFICE
    window_kind = OFFICES

    def clean(self, texts: Mapping[str, str]) -> dict[str, str]:
        return fields.clean(FIELDS, texts)

    def check(
        self, texts: Mapping[str, str], row: int | None, fact: PermanentOffice | None
    ) -> list[Finding]:
        return fields.check(FIELDS, texts, row)

    def texts_of(self, fact: PermanentOffice) -> dict[str, str]:
        return texts_of_office(fact)

    def fill(self, fact: PermanentOffice, texts: Mapping[str, str]) -> None:
        for name in ("address", "district", "village", "tenure", "phone"):
            setattr(fact, name, texts[name])
        fact.valid_until = fields.read_date(texts["valid_until"])


def save_office(*, actor: Actor, cycle: CycleFacts, entry: PlaceEntry, now: datetime) -> Saved:
    """Save one office; see `save_offices`."""
    return save_offices(actor=actor, cycle=cycle, entries=[entry], now=now)


def save_offices(
    *, actor: Actor, cycle: CycleFacts, entries: Sequence[PlaceEntry], now: datetime
) -> Saved:
    """Save offices, `rules.office.NAMES`; a district has none. See `save_places`."""
    return save_places(_Offices(), actor=actor, cycle=cycle, entries=entries, now=now)


@transaction.atomic
def end_office(
    *, actor: Actor, cycle: CycleFacts, region_code: str, base: int, now: datetime
) -> Saved:
    """End the office of a place; see `end_place`."""
    return end_place(
        _Offices(), actor=actor, cycle=cycle, region_code=region_code, base=base, now=now
    )


@transaction.atomic
def set_office_term(
    *, cycle_id: int, last_stage_on: date, legal_basis: str, actor_name: str, now: datetime
) -> None:
    """Say up to which day the cycle wants offices to be usable; earlier sayings stay readable."""
    OfficeTerm.objects.create(
        cycle_id=cycle_id,
        last_stage_on=last_stage_on,
        legal_basis=legal_basis,
        set_by=actor_name,
        set_at=now,
    )
    append_entry(
        kind="office.term_set",
        actor=actor_name,
        subject=f"cycle:{cycle_id}",
        payload={"last_stage_on": last_stage_on.isoformat(), "legal_basis": legal_basis},
        now=now,
    )
