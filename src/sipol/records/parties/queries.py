"""Who the parties are."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from sipol.infra import keys
from sipol.kernel.actors import Actor
from sipol.kernel.refusals import Refusal, Refused
from sipol.records.parties.models import Participation, Party, PartyProfile

GROUP_TITLES = {
    "parliamentary": "Partai parlemen",
    "former": "Peserta pemilu terdahulu",
    "new": "Partai baru",
}
# The way a filing takes after it was received (Constitutional Court 55/PUU-XVIII/2020); local
# parties of Aceh are decided on by the commission of Aceh.
PATH_TITLES = {**GROUP_TITLES, "local_aceh": "Partai lokal Aceh"}


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

    @property
    def path(self) -> str:
        """The way its filing takes: its group, or `local_aceh`."""
        return "local_aceh" if self.kind == "local_aceh" else self.group

    @property
    def path_title(self) -> str:
        return PATH_TITLES.get(self.path, "")


@dataclass(frozen=True, slots=True)
class ProfileFacts:
    """A version of a party's profile. `digest` is what the ledger names."""

    version: int
    texts: dict[str, str] = field(repr=False)
    digest: str
    by: str
    at: datetime


def party(party_id: int, cycle_id: int | None = None) -> PartyFacts:
    """One party. Raises Party.DoesNotExist for an unknown id."""
    return _facts(_in_cycle(cycle_id).get(pk=party_id))


def parties(party_ids: Iterable[int], cycle_id: int) -> dict[int, PartyFacts]:
    """Those parties by id, in one query; unknown ones are left out."""
    rows = _in_cycle(cycle_id).filter(pk__in=set(party_ids))
    return {row.pk: _facts(row) for row in rows}


def known_parties() -> list[PartyFacts]:
    """Every party that Sipol knows, by name, whatever cycle it takes part in."""
    return [_facts(row) for row in _in_cycle(None).order_by("name")]


def _in_cycle(cycle_id: int | None) -> QuerySet[Any]:
    taking_part = Participation.objects.filter(party_id=OuterRef("pk"), cycle_id=cycle_id)
    return Party.objects.annotate(group=Subquery(taking_part.values("group")[:1]))


def _facts(row: Any) -> PartyFacts:
    return PartyFacts(row.pk, row.name, row.short_name, row.kind, row.group or "")


def profile(
    actor: Actor, *, party_id: int, cycle_id: int, version: int | None = None
) -> ProfileFacts | None:
    """That version of a party's profile, without one the newest; None where there is none.

    A party reads its own, the commission and the supervisor everyone's; else raises Refused.
    """
    if actor.is_party and actor.party_id != party_id:
        raise Refused(Refusal("not_your_party"))
    rows = PartyProfile.objects.filter(party_id=party_id, cycle_id=cycle_id)
    if version is not None:
        rows = rows.filter(version=version)
    row = rows.order_by("-version").first()
    if row is None:
        return None
    texts = json.loads(keys.current().forms.open(row.sealed, place_of_profile(row)))
    return ProfileFacts(row.version, texts, row.digest, row.user_name, row.at)


def place_of_profile(row: PartyProfile) -> bytes:
    """Where a profile is sealed to: copied to another party or version it does not open."""
    return f"parties:profile:{row.party_id}:{row.cycle_id}:{row.version}".encode()
