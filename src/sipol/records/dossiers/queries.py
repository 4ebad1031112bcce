"""Reading dossiers, each reader inside their own rights."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
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
    return _with_steps(Dossier.objects.get(party_id=actor.party_id, cycle_id=cycle_id))


def has_dossier(*, party_id: int, cycle_id: int) -> bool:
    """Whether a party's filing in a cycle was begun."""
    return Dossier.objects.filter(party_id=party_id, cycle_id=cycle_id).exists()


def dossier(actor: Actor, dossier_id: UUID) -> DossierFacts:
    """One dossier. Raises Refused where it belongs to another party, Dossier.DoesNotExist else."""
    row = Dossier.objects.get(pk=dossier_id)
    if actor.is_party and row.party_id != actor.party_id:
        raise Refused(Refusal("not_your_party"))
    return _with_steps(row)


def dossiers(actor: Actor, cycle_id: int) -> list[DossierFacts]:
    """All dossiers of a cycle for the commission and the supervisor, latest hand-in first.

    Their steps are left out; the number of queries is the same for any number of parties.
    """
    if actor.is_party:
        raise Refused(Refusal("not_your_party"))
    rows = list(Dossier.objects.filter(cycle_id=cycle_id).order_by("-submitted_at", "party__name"))
    known = parties.parties((row.party_id for row in rows), cycle_id)
    return [_facts(row, known[row.party_id]) for row in rows]


def coverage(
    actor: Actor, *, party_id: int, cycle_id: int, rejected: Mapping[str, int]
) -> Coverage:
    """A party's coverage from the roll as it stands; `rejected` are rows still out, by regency.

    A party sees its own; the commission and the supervisor see everyone's.
    """
    if actor.is_party and party_id != actor.party_id:
        raise Refused(Refusal("not_your_party"))
    accepted = members.count_by_regency(cycle_id=cycle_id, party_id=party_id)
    return _beside_minima(cycle_id)(accepted=accepted, rejected=rejected)


def coverages(
    actor: Actor, *, cycle_id: int, rejected: Mapping[int, Mapping[str, int]]
) -> Mapping[int, Coverage]:
    """The coverage of all parties by id, for the commission and the supervisor.

    `rejected` are rows still out, by party and regency. A party that sent nothing yet has its
    coverage too; the number of queries is the same for any number of parties.
    """
    if actor.is_party:
        raise Refused(Refusal("not_your_party"))
    accepted = members.count_by_party_and_regency(cycle_id=cycle_id)
    build = _beside_minima(cycle_id)
    filing = Dossier.objects.filter(cycle_id=cycle_id).values_list("party_id", flat=True)
    return {
        party_id: build(accepted=accepted.get(party_id, {}), rejected=rejected.get(party_id, {}))
        for party_id in filing
    }


def _beside_minima(cycle_id: int) -> Callable[..., Coverage]:
    """`build_coverage` with the cycle's minima filled in."""
    table, thresholds = regions.minima(cycle_id)
    return partial(
        build_coverage,
        provinces=dict(regions.provinces()),
        thresholds=[
            (row.regency_code, row.name, row.population, row.minimum) for row in thresholds
        ],
        provisional=table.provisional if table else True,
        source=table.source if table else "",
    )


def _with_steps(row: Dossier) -> DossierFacts:
    steps = tuple(
        StepFacts(MOVE_TITLES[step.move], step.actor_name, step.at, step.reason)
        for step in Step.objects.filter(dossier_id=row.pk).order_by("id")
    )
    return replace(_facts(row, parties.party(row.party_id, row.cycle_id)), steps=steps)


def _facts(row: Dossier, party: parties.PartyFacts) -> DossierFacts:
    return DossierFacts(
        id=row.pk,
        party=party,
        cycle_id=row.cycle_id,
        state=row.state,
        submitted_at=row.submitted_at,
        snapshot=row.snapshot,
        snapshot_sha256=row.snapshot_sha256,
    )
