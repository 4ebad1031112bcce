"""Which cycle is running, what its rules say, and what may be written now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import F

from sipol.kernel.actors import Actor
from sipol.kernel.clock import WIB
from sipol.kernel.refusals import Refusal, Refused
from sipol.records.regions import queries as regions
from sipol.records.timetable import models
from sipol.records.timetable.models import Cycle, Deadline, Proposal, Sighting, Stage
from sipol.records.timetable.rules.calendars import StageTerms, WindowTerms
from sipol.records.timetable.rules.proposals import STATE_TITLES
from sipol.records.timetable.rules.windows import (
    REOPENING,
    Lateness,
    Phase,
    Ruling,
    Window,
    decide,
    decide_for_person,
    lateness,
    open_regions,
)

# Of the regions that are open elsewhere, so many are named in a refusal.
MOST_NAMED = 6


@dataclass(frozen=True, slots=True)
class CycleFacts:
    """A cycle as pages and actions see it; times are UTC instants.

    `opens_at` and `closes_at` are the span of its calendar. What may be written when is said by
    its windows: `admit_writing`.
    """

    id: int
    slug: str
    name: str
    opens_at: datetime
    closes_at: datetime
    age_reference_date: date
    finding_severities: dict[str, str]
    legal_basis: str
    paper_counts_from_person: bool = True

    def is_open(self, now: datetime) -> bool:
        """Whether this instant lies in the cycle's span."""
        return self.opens_at <= now <= self.closes_at


@dataclass(frozen=True, slots=True)
class StageFacts:
    """A stage in force and which version of it this is."""

    code: str
    version: int
    name: str
    starts_at: datetime
    ends_at: datetime
    legal_basis: str


@dataclass(frozen=True, slots=True)
class ProposalFacts:
    """A proposed window and what became of it. `deadline_id` names its signed deadline."""

    id: UUID
    cycle_id: int
    state: str
    terms: WindowTerms
    reason: str
    proposer_id: int
    proposer_name: str
    proposed_at: datetime
    decider_name: str
    decided_at: datetime | None
    decision_reason: str
    deadline_id: UUID | None

    @property
    def state_title(self) -> str:
        return STATE_TITLES[self.state]


@dataclass(frozen=True, slots=True)
class SightingFacts:
    """When a party was first shown a window of its own, and to whom; None while it was not."""

    window: Window
    seen_at: datetime | None = None
    seen_by: str = ""


def current_cycle() -> CycleFacts | None:
    """The cycle in force, or None before the first one was set up."""
    cycle = Cycle.objects.filter(current=True).first()
    return _facts(cycle) if cycle else None


def cycle_by_slug(slug: str) -> CycleFacts | None:
    cycle = Cycle.objects.filter(slug=slug).first()
    return _facts(cycle) if cycle else None


def cycle_by_id(cycle_id: int) -> CycleFacts:
    return _facts(Cycle.objects.get(pk=cycle_id))


def current_calendar() -> tuple[CycleFacts, list[Window]] | None:
    """The cycle in force with its windows, in one query; None before the first one was set up."""
    rows = list(_latest(models.Window.objects.filter(cycle__current=True)).select_related("cycle"))
    if rows:
        return _facts(rows[0].cycle), _in_force(rows)
    cycle = current_cycle()
    return (cycle, []) if cycle else None


def windows(cycle_id: int) -> list[Window]:
    """The windows in force, whoever they are for, by their start; one query."""
    return _in_force(_latest(models.Window.objects.filter(cycle_id=cycle_id)))


def window_versions(cycle_id: int, code: str) -> list[tuple[Window, models.Window]]:
    """Every version of one window, the newest first, with the row that says who made it."""
    rows = models.Window.objects.filter(cycle_id=cycle_id, code=code)
    rows = rows.annotate(signed=F("deadline__id")).order_by("-version")
    return [(_window(row), row) for row in rows]


def stages(cycle_id: int) -> list[StageFacts]:
    """The stages in force, by their start."""
    rows = Stage.objects.filter(cycle_id=cycle_id).order_by("code", "-version").distinct("code")
    found = [
        StageFacts(row.code, row.version, row.name, row.starts_at, row.ends_at, row.legal_basis)
        for row in rows
        if not row.dropped
    ]
    return sorted(found, key=lambda stage: (stage.starts_at, stage.ends_at, stage.code))


def ruling(
    actor: Actor, *, cycle_id: int, kind: str, region_code: str = "", now: datetime
) -> Ruling:
    """Where the actor's party stands in time for that kind of data of that region."""
    return decide(
        windows(cycle_id), party_id=actor.party_id, region_code=region_code, kind=kind, now=now
    )


def ruling_for_person(actor: Actor | None, known: list[Window], now: datetime) -> Ruling:
    """The one of these windows of which this person, or a visitor, should be told."""
    party_id, scope = (actor.party_id, actor.region_code) if actor else (None, "")
    return decide_for_person(known, party_id=party_id, scope=scope, now=now)


def admit_writing(
    actor: Actor, *, cycle_id: int, kind: str, region_code: str = "", now: datetime
) -> Window:
    """Let the actor's party begin to write that kind of data (`rules.windows.KINDS`) now.

    Every action by which a party writes calls this once; `now` is the server's time. What counts is
    when the actor's request came to the door: whoever waited in the queue before the end was in
    time. Returns the window that lets it in; raises Refused with window_closed.
    """
    came, known = actor.came_at(now), windows(cycle_id)
    decided = decide(known, party_id=actor.party_id, region_code=region_code, kind=kind, now=came)
    if decided.window is None or not decided.may_begin:
        raise Refused(_refusal(decided, open_regions(known, actor.party_id, kind, came)))
    return decided.window


def admit_writing_everywhere(
    actor: Actor, *, cycle_id: int, kind: str, region_codes: Iterable[str], now: datetime
) -> None:
    """As `admit_writing`, for data of many regions at once: each must be open. One query."""
    came, known = actor.came_at(now), windows(cycle_id)
    for code in region_codes:
        decided = decide(known, party_id=actor.party_id, region_code=code, kind=kind, now=came)
        if not decided.may_begin:
            raise Refused(_refusal(decided, open_regions(known, actor.party_id, kind, came)))


def open_somewhere(actor: Actor, *, cycle_id: int, kind: str, now: datetime) -> bool:
    """Whether the actor's party may begin to write that kind of data of any region in scope."""
    came = actor.came_at(now)
    return any(
        kind in window.kinds
        and window.concerns(actor.party_id, actor.region_code)
        and window.is_open(came)
        for window in windows(cycle_id)
    )


def refusal_to_begin(
    actor: Actor, *, cycle_id: int, kind: str, region_code: str = "", now: datetime
) -> Refusal | None:
    """As `admit_writing`, for a guard of a life cycle: the refusal, or None."""
    came, known = actor.came_at(now), windows(cycle_id)
    decided = decide(known, party_id=actor.party_id, region_code=region_code, kind=kind, now=came)
    elsewhere = open_regions(known, actor.party_id, kind, came)
    return None if decided.may_begin else _refusal(decided, elsewhere)


def lateness_of(
    *,
    cycle_id: int,
    party_id: int,
    kind: str,
    region_code: str,
    begun_at: datetime,
    whole_at: datetime,
) -> Lateness | None:
    """How late something is that was begun and became whole at these instants; None in time."""
    return lateness(
        windows(cycle_id),
        party_id=party_id,
        region_code=region_code,
        kind=kind,
        begun_at=begun_at,
        whole_at=whole_at,
    )


def proposals(cycle_id: int) -> list[ProposalFacts]:
    """What was proposed in a cycle, the newest first."""
    rows = Proposal.objects.filter(cycle_id=cycle_id).annotate(signed=F("window__deadline__id"))
    return [_proposal(row) for row in rows.order_by("-proposed_at", "-id")]


def proposal(proposal_id: UUID) -> ProposalFacts:
    """One proposal. Raises Proposal.DoesNotExist."""
    rows = Proposal.objects.annotate(signed=F("window__deadline__id"))
    return _proposal(rows.get(pk=proposal_id))


def own_windows(party_id: int, known: list[Window], now: datetime) -> list[SightingFacts]:
    """Those for this party alone that are not over, and when the party was first shown each."""
    own = [window for window in known if window.party_id == party_id and now < window.over_at]
    return _with_sightings(own, party_id) if own else []


def reopenings(cycle_id: int) -> list[SightingFacts]:
    """Every window for one party alone, with the proof that the party was told."""
    own = [w for w in windows(cycle_id) if w.party_id is not None and w.purpose == REOPENING]
    seen = {row.window_id: row for row in Sighting.objects.filter(window__cycle_id=cycle_id)}
    return [_sighting(window, seen.get(window.id)) for window in own]


def deadline(deadline_id: UUID) -> Deadline | None:
    """The signed deadline of that id."""
    return Deadline.objects.select_related("window").filter(pk=deadline_id).first()


def deadline_after(row: Deadline) -> UUID | None:
    """The newest deadline of the same window, if that is another one."""
    newest = Deadline.objects.filter(
        window__cycle_id=row.window.cycle_id, window__code=row.window.code
    ).order_by("-window__version")
    found = newest.values_list("pk", flat=True).first()
    return None if found == row.pk else found


def deadlines(cycle_id: int) -> list[Deadline]:
    """Every signed deadline of a cycle, those that were replaced too, the newest first."""
    rows = Deadline.objects.filter(window__cycle_id=cycle_id)
    return list(rows.order_by("-issued_at", "window__code"))


def terms_in_force(cycle_id: int) -> tuple[dict[str, StageTerms], dict[str, WindowTerms]]:
    """The terms of all stages and windows in force, by code, as a calendar would say them."""
    rows = models.Window.objects.filter(cycle_id=cycle_id).order_by("code", "-version")
    return (
        {
            stage.code: StageTerms(
                stage.code, stage.name, stage.starts_at, stage.ends_at, stage.legal_basis
            )
            for stage in stages(cycle_id)
        },
        {row.code: _terms(row) for row in rows.distinct("code") if not row.dropped},
    )


def _latest(rows: Any) -> Any:
    return rows.annotate(signed=F("deadline__id")).order_by("code", "-version").distinct("code")


def _in_force(rows: Any) -> list[Window]:
    return sorted(
        (_window(row) for row in rows if not row.dropped), key=lambda w: (w.starts_at, w.code)
    )


def _with_sightings(own: list[Window], party_id: int) -> list[SightingFacts]:
    rows = Sighting.objects.filter(window_id__in=[w.id for w in own], party_id=party_id)
    seen = {row.window_id: row for row in rows}
    return [_sighting(window, seen.get(window.id)) for window in own]


def _sighting(window: Window, row: Sighting | None) -> SightingFacts:
    return SightingFacts(window, row.at, row.user_name) if row else SightingFacts(window)


def _window(row: Any) -> Window:
    return Window(
        code=row.code,
        version=row.version,
        name=row.name,
        kinds=tuple(row.kinds),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        legal_basis=row.legal_basis,
        party_id=row.party_id,
        party_name=row.party_name,
        regions=tuple(row.regions),
        closing_until=row.closing_until,
        purpose=row.purpose,
        reference=row.reference,
        id=row.pk,
        deadline_id=row.signed,
    )


def _terms(row: models.Window | Proposal) -> WindowTerms:
    return WindowTerms(
        code=row.window_code if isinstance(row, Proposal) else row.code,
        name=row.name,
        kinds=tuple(row.kinds),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        legal_basis=row.legal_basis,
        closing_until=row.closing_until,
        purpose=row.purpose,
        party_id=row.party_id,
        party_name=row.party_name,
        regions=tuple(row.regions),
        reference=row.reference,
    )


def _proposal(row: Any) -> ProposalFacts:
    return ProposalFacts(
        id=row.pk,
        cycle_id=row.cycle_id,
        state=row.state,
        terms=_terms(row),
        reason=row.reason,
        proposer_id=row.proposer_id,
        proposer_name=row.proposer_name,
        proposed_at=row.proposed_at,
        decider_name=row.decider_name,
        decided_at=row.decided_at,
        decision_reason=row.decision_reason,
        deadline_id=row.signed,
    )


def _refusal(decided: Ruling, elsewhere: Sequence[str]) -> Refusal:
    """Closed; where the same is open for other regions, these are named."""
    ended = decided.window.ends_at if decided.window and decided.phase != Phase.NOT_OPEN else None
    values = {"closes_at": _moment(ended), "opens_at": _moment(decided.opens_next)}
    if not elsewhere:
        return Refusal("window_closed", values)
    names = regions.names(elsewhere)
    listed = ", ".join(f"{names.get(code, code)} ({code})" for code in elsewhere[:MOST_NAMED])
    if len(elsewhere) > MOST_NAMED:
        listed += f" + {len(elsewhere) - MOST_NAMED}"
    return Refusal("window_elsewhere", {**values, "regions": listed})


def _moment(at: datetime | None) -> str:
    return f"{at.astimezone(WIB):%d-%m-%Y %H.%M.%S} WIB" if at else "–"


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
        paper_counts_from_person=cycle.paper_counts_from_person,
    )
