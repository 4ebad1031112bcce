"""The calendar as the party sees it, and the windows that are for it alone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sipol.kernel import clock
from sipol.kernel.actors import Actor
from sipol.records.regions.queries import names
from sipol.records.timetable import queries as timetable
from sipol.records.timetable.actions.proposals import note_shown
from sipol.records.timetable.rules.windows import Window
from sipol.web.shared.cycle import running_cycle
from sipol.web.shared.timetable import shown, timetable_page


@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    page = timetable_page(running_cycle(), clock.now())
    return render(request, "party/timetable.html", page)


def own_windows(actor: Actor, known: list[Window], now: datetime) -> list[dict[str, Any]]:
    """Those for the actor's party alone; that they are shown is taken down the first time."""
    found = timetable.own_windows(actor.party_id or 0, known, now)
    for sighting in found:
        if sighting.seen_at is None:
            note_shown(actor=actor, window_id=sighting.window.id, now=now)
    named = names({code for one in found for code in one.window.regions}) if found else {}
    return [shown(one.window, named, now) for one in found]
