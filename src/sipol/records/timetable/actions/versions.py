"""The next version of a window or a stage: its row, its ledger entry, its signed deadline."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sipol.infra.ledger.actions import append_entry
from sipol.kernel.sortable_ids import sortable_id
from sipol.records.timetable.documents import sign_deadline
from sipol.records.timetable.models import Cycle, Deadline, Stage, Window
from sipol.records.timetable.rules.calendars import StageTerms, WindowTerms


def add_window(
    cycle: Cycle,
    terms: WindowTerms,
    *,
    entry_kind: str,
    made_by: str,
    now: datetime,
    confirmed_by: str = "",
    dropped: bool = False,
    proposal_id: UUID | None = None,
) -> Window:
    """The next version of a window, its ledger entry and its signed deadline."""
    last = _last_version(Window, cycle, terms.code)
    row = Window(
        cycle=cycle,
        code=terms.code,
        version=last.version + 1 if last else 1,
        dropped=dropped,
        made_by=made_by,
        made_at=now,
        confirmed_by=confirmed_by,
        **columns(terms),
    )
    deadline_id = sortable_id(now)
    people = {"proposed_by": made_by, "confirmed_by": confirmed_by} if confirmed_by else {}
    origin = {"proposal": str(proposal_id)} if proposal_id else {}
    entry = append_entry(
        kind=entry_kind,
        actor=confirmed_by or made_by,
        subject=f"window:{terms.code}",
        payload=told(terms)
        | {"cycle": cycle.slug, "version": row.version, "deadline": str(deadline_id)}
        | people
        | origin,
        now=now,
        party_id=terms.party_id,
    )
    row.entry_id = entry.pk
    row.save(force_insert=True)
    replaced = Deadline.objects.filter(window=last).first() if last else None
    sign_deadline(deadline_id, row, replaces=replaced, entry=entry, now=now).save(force_insert=True)
    return row


def add_stage(
    cycle: Cycle,
    terms: StageTerms,
    *,
    made_by: str,
    now: datetime,
    dropped: bool = False,
) -> None:
    last = _last_version(Stage, cycle, terms.code)
    version = last.version + 1 if last else 1
    entry = append_entry(
        kind="stage.dropped" if dropped else "stage.set",
        actor=made_by,
        subject=f"stage:{terms.code}",
        payload={
            "cycle": cycle.slug,
            "version": version,
            "name": terms.name,
            "starts_at": utc(terms.starts_at),
            "ends_at": utc(terms.ends_at),
            "legal_basis": terms.legal_basis,
        },
        now=now,
    )
    Stage.objects.create(
        cycle=cycle,
        code=terms.code,
        version=version,
        name=terms.name,
        starts_at=terms.starts_at,
        ends_at=terms.ends_at,
        legal_basis=terms.legal_basis,
        dropped=dropped,
        made_by=made_by,
        made_at=now,
        entry_id=entry.pk,
    )


def _last_version(model: Any, cycle: Cycle, code: str) -> Any:
    return model.objects.filter(cycle=cycle, code=code).order_by("-version").first()


def columns(terms: WindowTerms) -> dict[str, Any]:
    """The terms as columns of a window or a proposal, without the code."""
    return {
        one.name: list(value) if isinstance(value, tuple) else value
        for one in fields(WindowTerms)
        if one.name != "code"
        for value in [getattr(terms, one.name)]
    }


def told(terms: WindowTerms) -> dict[str, Any]:
    """The terms as the ledger tells them."""
    return {
        name: utc(value) if isinstance(value, datetime) else value
        for name, value in columns(terms).items()
        if name != "party_id"
    }


def utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
