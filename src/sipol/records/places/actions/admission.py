"""Who may write for a place now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import connection

from sipol.kernel import clock
from sipol.kernel.actors import Actor
from sipol.kernel.refusals import Refusal, Refused
from sipol.records.places.rules.levels import Level, level_of
from sipol.records.regions import queries as regions
from sipol.records.timetable.queries import CycleFacts, admit_writing_everywhere


def admit(
    actor: Actor,
    cycle: CycleFacts,
    region_codes: Iterable[str],
    *,
    levels: Iterable[Level],
    kind: str,
    now: datetime,
) -> None:
    """Raises Refused unless the actor may write all of these places of their party now.

    `kind` is the kind of data of which a window speaks (`timetable.rules.windows.KINDS`).
    """
    if not actor.is_party or actor.party_id is None:
        raise Refused(Refusal("role_not_allowed"))
    codes = set(region_codes)
    if not all(map(actor.covers, codes)):
        raise Refused(Refusal("region_outside_scope"))
    allowed = set(levels)
    if any(level not in allowed for level in map(_level, codes)):
        raise Refused(Refusal("place_unknown"))
    known = regions.names(code for code in codes if code)
    if any(code and code not in known for code in codes):
        raise Refused(Refusal("place_unknown"))
    admit_writing_everywhere(actor, cycle_id=cycle.id, kind=kind, region_codes=codes, now=now)


def lock(subject: str, *, party_id: int, cycle_id: int) -> None:
    """Let nobody else write these facts of the party until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"{subject}:{cycle_id}:{party_id}"],
        )


def today_of(now: datetime) -> date:
    """The calendar day in Jakarta, by which periods and ends of use are judged."""
    return now.astimezone(clock.WIB).date()


def _level(region_code: str) -> Level | None:
    try:
        return level_of(region_code)
    except ValueError:
        return None
