"""Setting up cycles, and putting calendars in force."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, datetime
from typing import Any

from django.db import transaction

from sipol.infra.ledger.actions import append_entry
from sipol.records.timetable.actions.versions import add_stage, add_window, utc
from sipol.records.timetable.models import Cycle, Window
from sipol.records.timetable.queries import (
    CycleFacts,
    cycle_by_id,
    terms_in_force,
)
from sipol.records.timetable.rules.calendars import (
    Calendar,
    Difference,
    Differences,
    WindowTerms,
    difference,
)
from sipol.records.timetable.rules.windows import KINDS

WHOLE_CYCLE = "seluruh-masa"


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
    """Set up a cycle and make it the current one; the earlier current cycle stays readable.

    One window opens everything to everybody from `opens_at` to `closes_at`, until a calendar is
    put in force that says more.
    """
    calendar = Calendar(slug, name, opens_at, closes_at, age_reference_date, legal_basis)
    cycle = _new_cycle(calendar, current=True, actor_name=actor_name, now=now)
    terms = WindowTerms(
        WHOLE_CYCLE, "Masa pendaftaran", KINDS, opens_at, closes_at, legal_basis or name
    )
    add_window(cycle, terms, entry_kind="window.set", made_by=actor_name, now=now)
    return cycle_by_id(cycle.pk)


@transaction.atomic
def apply_calendar(
    calendar: Calendar, *, actor_name: str, make_current: bool = False, now: datetime
) -> tuple[CycleFacts, Differences]:
    """Put a calendar in force: new versions of what differs, nothing for what does not.

    The cycle is set up if its slug is new. Stages and windows that the calendar does not name are
    dropped by a version that says so, but for windows that two people opened.
    """
    cycle = Cycle.objects.select_for_update().filter(slug=calendar.slug).first()
    differences = compare_calendar(calendar)
    if cycle is None:
        cycle = _new_cycle(calendar, current=make_current, actor_name=actor_name, now=now)
    elif differences.cycle or make_current:
        _change_cycle(cycle, calendar, differences.cycle, make_current, actor_name, now)
    stages, windows = terms_in_force(cycle.pk)
    for stage in differences.stages.wanted:
        add_stage(cycle, stage, made_by=actor_name, now=now)
    for code in differences.stages.dropped:
        add_stage(cycle, stages[code], made_by=actor_name, now=now, dropped=True)
    for window in differences.windows.wanted:
        add_window(cycle, window, entry_kind="window.set", made_by=actor_name, now=now)
    for code in differences.windows.dropped:
        add_window(
            cycle,
            windows[code],
            entry_kind="window.dropped",
            made_by=actor_name,
            now=now,
            dropped=True,
        )
    return cycle_by_id(cycle.pk), differences


def compare_calendar(calendar: Calendar) -> Differences:
    """What `apply_calendar` would change."""
    cycle = Cycle.objects.filter(slug=calendar.slug).first()
    if cycle is None:
        return Differences(
            ("slug",), Difference(added=calendar.stages), Difference(added=calendar.windows)
        )
    stages, windows = terms_in_force(cycle.pk)
    by_two = Window.objects.filter(cycle=cycle).exclude(confirmed_by="")
    return Differences(
        cycle=tuple(
            name for name in _cycle_fields() if getattr(cycle, name) != getattr(calendar, name)
        ),
        stages=difference(calendar.stages, stages),
        windows=difference(
            calendar.windows,
            windows,
            untouched=frozenset(by_two.values_list("code", flat=True)),
        ),
    )


def _new_cycle(calendar: Calendar, *, current: bool, actor_name: str, now: datetime) -> Cycle:
    if current:
        Cycle.objects.filter(current=True).update(current=False)
    cycle = Cycle.objects.create(
        slug=calendar.slug,
        current=current,
        **{name: getattr(calendar, name) for name in _cycle_fields()},
    )
    append_entry(
        kind="cycle.opened",
        actor=actor_name,
        subject=f"cycle:{calendar.slug}",
        payload=_cycle_told(calendar),
        now=now,
    )
    return cycle


def _change_cycle(
    cycle: Cycle,
    calendar: Calendar,
    changed: tuple[str, ...],
    make_current: bool,
    actor_name: str,
    now: datetime,
) -> None:
    if make_current and not cycle.current:
        Cycle.objects.filter(current=True).update(current=False)
        cycle.current = True
    for name in changed:
        setattr(cycle, name, getattr(calendar, name))
    cycle.save()
    append_entry(
        kind="cycle.changed",
        actor=actor_name,
        subject=f"cycle:{cycle.slug}",
        payload=_cycle_told(calendar) | {"changed": list(changed), "current": cycle.current},
        now=now,
    )


def _cycle_fields() -> tuple[str, ...]:
    of_cycle = {"slug", "stages", "windows"}
    return tuple(one.name for one in fields(Calendar) if one.name not in of_cycle)


def _cycle_told(calendar: Calendar) -> dict[str, Any]:
    return {
        "name": calendar.name,
        "opens_at": utc(calendar.opens_at),
        "closes_at": utc(calendar.closes_at),
        "age_reference_date": calendar.age_reference_date.isoformat(),
        "legal_basis": calendar.legal_basis,
        "paper_counts_from_person": calendar.paper_counts_from_person,
    }
