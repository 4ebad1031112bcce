"""The cycle that pages are about."""

from __future__ import annotations

from django.http import Http404

from sipol.records.timetable.queries import CycleFacts, current_calendar, current_cycle
from sipol.records.timetable.rules.windows import Window


def running_calendar() -> tuple[CycleFacts, list[Window]]:
    """The current cycle with its windows. Raises Http404 before the commission has opened one."""
    found = current_calendar()
    if found is None:
        raise Http404("no cycle is open")
    return found


def running_cycle() -> CycleFacts:
    """The current cycle. Raises Http404 before the commission has opened one."""
    cycle = current_cycle()
    if cycle is None:
        raise Http404("no cycle is open")
    return cycle
