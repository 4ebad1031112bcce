"""Who the parties are."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

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
    taking_part = Participation.objects.filter(party_id=OuterRef("pk"), cycle_id=cycle_id)
    row = Party.objects.annotate(group=Subquery(taking_part.values("group")[:1])).get(pk=party_id)
    return PartyFacts(row.pk, row.name, row.short_name, row.kind, row.group or "")


def participants(cycle_id: int) -> list[PartyFacts]:
    """All parties of a cycle by name."""
    rows = Participation.objects.filter(cycle_id=cycle_id).select_related("party")
    return [
        PartyFacts(row.party_id, row.party.name, row.party.short_name, row.party.kind, row.group)
        for row in rows.order_by("party__name")
    ]
