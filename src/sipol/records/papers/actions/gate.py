"""Who may change papers, and when: the one place that asks."""

from __future__ import annotations

from datetime import datetime

from sipol.kernel.actors import Actor
from sipol.kernel.refusals import Refusal, Refused
from sipol.records.papers.rules.kinds import PaperKind, level_of_region
from sipol.records.regions import queries as regions
from sipol.records.timetable.queries import cycle_by_id


def admit_sender(actor: Actor, *, cycle_id: int, begun_at: datetime) -> int:
    """The party of whoever files papers; `begun_at` is when the sending began, which is what counts
    at the end of a window. Raises Refused with papers_party_only or papers_closed."""
    if not actor.is_party or actor.party_id is None:
        raise Refused(Refusal("papers_party_only"))
    if not cycle_by_id(cycle_id).is_open(begun_at):
        raise Refused(Refusal("papers_closed"))
    return actor.party_id


def admit_region(scope: Actor, kind: PaperKind, region_code: str) -> None:
    """Raises Refused with paper_level_wrong, paper_outside_scope or
    paper_region_unknown."""
    if level_of_region(region_code) not in kind.levels:
        raise Refused(Refusal("paper_level_wrong", {"title": kind.title}))
    if not scope.covers(region_code):
        raise Refused(Refusal("paper_outside_scope"))
    if region_code and region_code not in regions.names([region_code]):
        raise Refused(Refusal("paper_region_unknown"))
