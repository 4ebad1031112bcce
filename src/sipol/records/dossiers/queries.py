"""Reading dossiers, each reader inside their own rights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sipol.kernel.actors import Actor
from sipol.kernel.refusals import Refusal, Refused
from sipol.records.dossiers.models import Dossier, Step
from sipol.records.dossiers.rules.coverage import Coverage, build_coverage
from sipol.records.dossiers.rules.lifecycle import MOVE_TITLES, STATE_TITLES
from sipol.records.members import queries as members
from sipol.records.parties import queries as parties
from sipol.records.regions import queries as regions


@dataclass(frozen=True, slots=True)
class StepFacts:
    """One move of a dossier, as it is told."""

    title: str
    actor_name: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class DossierFacts:
    """A dossier as pages see it. `snapshot` holds the figures that were handed in."""

    id: UUID
    party: parties.PartyFacts
    cycle_id: int
    state: str
    submitted_at: datetime | None
    snapshot: Mapping[str, Any] | None
    snapshot_sha256: str
    steps: tuple[StepFacts, ...] = ()

    @property
    def state_title(self) -> str:
        return STATE_TITLES[self.state]


def dossier_of_party(actor: Actor, cycle_id: int) -> DossierFacts:
    """The actor's own party's dossier. Raises Refused for who belongs to no party."""
    if actor.party_id is None:
        raise Refused(Refusal("not_your_party"))
    row = Dossier.objects.get(party_id=actor.party_id, cycle_id=cycle_id)
    return _facts(row, with_steps=True)


def dossier(actor: Actor, dossier_id: UUID) -> DossierFacts:
    """One dossier. Raises Refused where it belongs to another party, Dossier.DoesNotExist else."""
    row = Dossier.objects.get(pk=dossier_id)
    if actor.is_party and row.party_id != actor.party_id:
        raise Refused(Refusal("not_your_party"))
    return _facts(row, with_steps=True)


def dossiers(actor: Actor, cycle_id: int) -> list[DossierFacts]:
    """All dossiers of a cycle for the commission and the supervisor, latest hand-in first."""
    if actor.is_party:
        raise Refused(Refusal("not_your_party"))
    rows = Dossier.objects.filter(cycle_id=cycle_id).order_by("-submitted_at", "party__name")
    return [_facts(row, with_steps=False) for row in rows]


def coverage(
    actor: Actor, *, party_id: int, cycle_id: int, rejected: Mapping[str, int]
) -> Coverage:
    """A party's coverage from the roll as it stands; `rejected` are rows still out, by regency.

    A party sees its own; the commission and the supervisor see everyone's.
    """
    if actor.is_party and party_id != actor.party_id:
        raise Refused(Refusal("not_your_party"))
    table = regions.threshold_table(cycle_id)
    return build_coverage(
        provinces=dict(regions.provinces()),
        thresholds=[
            (row.regency_code, row.name, row.population, row.minimum)
            for row in regions.thresholds(cycle_id)
        ],
        accepted=members.count_by_regency(cycle_id=cycle_id, party_id=party_id),
        rejected=rejected,
        provisional=table.provisional if table else True,
        source=table.source if table else "",
    )


def _facts(row: Dossier, *, with_steps: bool) -> DossierFacts:
    steps = Step.objects.filter(dossier_id=row.pk).order_by("id") if with_steps else ()
    return DossierFacts(
        id=row.pk,
        party=parties.party(row.party_id, row.cycle_id),
        cycle_id=row.cycle_id,
        state=row.state,
        submitted_at=row.submitted_at,
        snapshot=row.snapshot,
        snapshot_sha256=row.snapshot_sha256,
        steps=tuple(
            StepFacts(MOVE_TITLES[step.move], step.actor_name, step.at, step.reason)
            for step in steps
        ),
    )
