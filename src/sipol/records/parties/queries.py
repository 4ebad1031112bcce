"""Who the parties are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from sipol.records.parties.models import Participation, Party

GROUP_TITLES = {
    "parliamentary": "Partai parlemen",
    "former": "Peserta pemilu terdahulu",
    "new": "Partai baru",
}


@dataclass(frozen=True, slots=True)
class PartyFacts:
    """A party as pages and actions see it; `group` is its group in the cycle asked for."""

    id: int
    name: str
    short_name: str
    kind: str
    group: str = ""

    @property
    def group_title(self) -> str:
        return GROUP_TITLES.get(self.group, "")


def party(party_id: int, cycle_id: int | None = None) -> PartyFacts:
    """One party. Raises Party.DoesNotExist for an unknown id."""
    return _facts(_in_cycle(cycle_id).get(pk=party_id))


def parties(party_ids: Iterable[int], cycle_id: int) -> dict[int, PartyFacts]:
    """Those parties by id, in one query; unknown ones are left out."""
    rows = _in_cycle(cycle_id).filter(pk__in=set(party_ids))
    return {row.pk: _facts(row) for row in rows}


def participants(cycle_id: int) -> list[PartyFacts]:
    """All parties of a cycle by name."""
    rows = Participation.objects.filter(cycle_id=cycle_id).select_related("party")
    return [
        PartyFacts(row.party_id, row.party.name, row.party.short_name, row.party.kind, row.group)
        for row in rows.order_by("party__name")
    ]


def _in_cycle(cycle_id: int | None) -> QuerySet[Any]:
    taking_part = Participation.objects.filter(party_id=OuterRef("pk"), cycle_id=cycle_id)
    return Party.objects.annotate(group=Subquery(taking_part.values("group")[:1]))


def _facts(row: Any) -> PartyFacts:
    return PartyFacts(row.pk, row.name, row.short_name, row.kind, row.group or "")
