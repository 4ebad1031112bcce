"""Reading what is filed for places, within the reader's rights."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

from django.db.models import Q, QuerySet

from sipol.kernel.actors import Actor
from sipol.kernel.refusals import Refusal, Refused
from sipol.records.places.models import FiledFact
from sipol.records.places.rules.levels import Level

Fact = TypeVar("Fact", bound=FiledFact)


class Summary(Protocol):
    """What the summaries of boards, offices and accounts share."""

    @property
    def region_code(self) -> str: ...
    @property
    def level(self) -> Level: ...


def living(model: type[Fact], *, party_id: int, cycle_id: int, under: str = "") -> QuerySet[Fact]:
    """The party's facts that have not ended, in a region and all below it; "" is everywhere."""
    rows = model._default_manager.filter(party_id=party_id, cycle_id=cycle_id, ended_at=None)
    if under:
        rows = rows.filter(Q(region_code=under) | Q(region_code__startswith=f"{under}."))
    return rows


def may_read(actor: Actor, *, party_id: int, region_code: str) -> None:
    """Raises Refused unless the actor may look at this party's filing for this place.

    A party sees its own, each operator what they cover; commission and supervisor see all parties,
    inside their region.
    """
    if actor.is_party and actor.party_id != party_id:
        raise Refused(Refusal("not_your_party"))
    if not actor.covers(region_code):
        raise Refused(Refusal("region_outside_scope"))


def count_by_area(summaries: Iterable[Summary], area: Level) -> dict[str, dict[Level, int]]:
    """How many there are in each province or regency, by level: `{"81": {Level.REGENCY: 9}}`."""
    length = {Level.PROVINCE: 2, Level.REGENCY: 5}[area]
    counts: dict[str, dict[Level, int]] = {}
    for filed in summaries:
        if len(filed.region_code) >= length:
            levels = counts.setdefault(filed.region_code[:length], {})
            levels[filed.level] = levels.get(filed.level, 0) + 1
    return counts
