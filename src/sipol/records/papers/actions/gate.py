"""Who may change papers, and when: the one place that asks."""

from __future__ import annotations

from datetime import datetime

from sipol.kernel.actors import Actor
from sipol.kernel.refusals import Refusal, Refused
from sipol.records.papers.rules.kinds import PaperKind, level_of_region
from sipol.records.regions import queries as regions
from sipol.records.timetable.queries import open_somewhere, refusal_to_begin
from sipol.records.timetable.rules.windows import PAPERS


def admit_sender(actor: Actor, *, cycle_id: int, begun_at: datetime) -> int:
    """The party of whoever files papers; `begun_at` is when the sending began, which is what counts
    at the end of a window. Raises Refused with papers_party_only or papers_closed."""
    if not actor.is_party or actor.party_id is None:
        raise Refused(Refusal("papers_party_only"))
    if not open_somewhere(actor, cycle_id=cycle_id, kind=PAPERS, now=begun_at):
        raise Refused(Refusal("papers_closed"))
    return actor.party_id


def may_file_for(actor: Actor, region_code: str, *, cycle_id: int, begun_at: datetime) -> bool:
    """Whether papers of that region could be sent when the sending began."""
    closed = refusal_to_begin(
        actor, cycle_id=cycle_id, kind=PAPERS, region_code=region_code, now=begun_at
    )
    return closed is None


def admit_region(
    scope: Actor, kind: PaperKind, region_code: str, *, cycle_id: int, begun_at: datetime
) -> None:
    """Raises Refused with paper_level_wrong, paper_outside_scope,
    paper_region_unknown or papers_closed."""
    if level_of_region(region_code) not in kind.levels:
        raise Refused(Refusal("paper_level_wrong", {"title": kind.title}))
    if not scope.covers(region_code):
        raise Refused(Refusal("paper_outside_scope"))
    if region_code and region_code not in regions.names([region_code]):
        raise Refused(Refusal("paper_region_unknown"))
    if not may_file_for(scope, region_code, cycle_id=cycle_id, begun_at=begun_at):
        raise Refused(Refusal("papers_closed"))
