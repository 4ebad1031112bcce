"""Time on pages: the deadline that concerns a person, and the calendar as a picture."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.utils.translation import gettext as _

from sipol.kernel import clock
from sipol.kernel.actors import Actor
from sipol.records.regions.queries import names
from sipol.records.timetable import queries as timetable
from sipol.records.timetable.messages import KIND_TITLES, PHASE_TITLES, PURPOSE_TITLES
from sipol.records.timetable.queries import CycleFacts
from sipol.records.timetable.rules.windows import Phase, Ruling, Window, decide

TONES = {
    Phase.NOT_OPEN: "netral",
    Phase.OPEN: "selesai",
    Phase.CORRECTION: "proses",
    Phase.CLOSING: "perhatian",
    Phase.CLOSED: "gagal",
}
ZONES = (("WIB", clock.WIB), ("WITA", clock.WITA), ("WIT", clock.WIT))
WIDTH = 1000


@dataclass(frozen=True, slots=True)
class DeadlineClock:
    """The phase in words, and the instant that comes next or came last, in all three zones."""

    phase: Phase
    title: str
    tone: str
    label: str
    at: datetime | None
    over_at: datetime | None
    window: Window | None

    @property
    def zones(self) -> list[tuple[str, datetime]]:
        at = self.at
        return [(name, at.astimezone(zone)) for name, zone in ZONES] if at else []

    @property
    def running(self) -> bool:
        return self.phase in {Phase.OPEN, Phase.CORRECTION}


def clock_for(actor: Actor | None, now: datetime) -> Callable[[], DeadlineClock]:
    """Asks the database when a template first wants to know, and once."""

    def ask() -> DeadlineClock:
        found = timetable.current_calendar()
        return clock_of(timetable.ruling_for_person(actor, found[1] if found else [], now))

    return cache(ask)


def timetable_page(cycle: CycleFacts, now: datetime) -> dict[str, Any]:
    """Stages and windows as bars on one scale, and the windows for one party with their proof."""
    stages, windows = timetable.stages(cycle.id), timetable.windows(cycle.id)
    scale = _Scale([*stages, *windows], cycle)
    region_names = names({code for window in windows for code in window.regions})
    return {
        "cycle": cycle,
        "stages": [{"facts": stage, "bar": scale.bar(stage)} for stage in stages],
        "windows": [
            shown(window, region_names, now) | {"bar": scale.bar(window)} for window in windows
        ],
        "now_at": scale.at(now),
        "reopened": [
            shown(found.window, region_names, now) | {"sighting": found}
            for found in timetable.reopenings(cycle.id)
        ],
        "scale_from": scale.first,
        "scale_to": scale.last,
        "bar_width": WIDTH,
    }


def shown(window: Any, region_names: dict[str, str], now: datetime) -> dict[str, Any]:
    """A window or its proposed terms as a template tells it."""
    page = {
        "facts": window,
        "kinds": [_(KIND_TITLES[kind]) for kind in window.kinds],
        "regions": [f"{region_names.get(code, code)} ({code})" for code in window.regions],
        "party": window.party_name,
        "purpose": _(PURPOSE_TITLES[window.purpose]),
        "ends": [(name, window.ends_at.astimezone(zone)) for name, zone in ZONES],
    }
    if isinstance(window, Window):
        decided = decide(
            [window],
            party_id=window.party_id,
            region_code=window.regions[0] if window.regions else "",
            kind=window.kinds[0],
            now=now,
        )
        page |= {"phase": _(PHASE_TITLES[decided.phase]), "tone": TONES[decided.phase]}
    return page


def clock_of(decided: Ruling) -> DeadlineClock:
    """A ruling as pages tell it."""
    phase, window = decided.phase, decided.window
    label, at = _("Tenggat"), window.ends_at if window else None
    if phase in {Phase.NOT_OPEN, Phase.CLOSED} and decided.opens_next:
        label = _("Dibuka") if phase is Phase.NOT_OPEN else _("Dibuka lagi")
        at = decided.opens_next
    return DeadlineClock(
        phase=phase,
        title=_(PHASE_TITLES[phase]),
        tone=TONES[phase],
        label=label,
        at=at,
        over_at=window.over_at if window else None,
        window=window,
    )


class _Scale:
    """Places of instants on a line of `WIDTH`, from the first start to the last end."""

    def __init__(self, spans: Iterable[Any], cycle: CycleFacts) -> None:
        known = list(spans)
        self.first = min([cycle.opens_at, *(span.starts_at for span in known)])
        self.last = max([cycle.closes_at, *(span.ends_at for span in known)])

    def at(self, moment: datetime) -> int:
        whole = (self.last - self.first).total_seconds() or 1
        return max(0, min(WIDTH, round((moment - self.first).total_seconds() / whole * WIDTH)))

    def bar(self, span: Any) -> dict[str, int]:
        start, end = self.at(span.starts_at), self.at(span.ends_at)
        return {"x": start, "width": max(end - start, 6)}
