"""Reading dossiers, each reader inside their own rights."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from sipol.kernel.actors import Actor
from sipol.kernel.clock import WIB
from sipol.kernel.refusals import Refusal, Refused
from sipol.records.bank_accounts.queries import regions_with_account
from sipol.records.boards.queries import filed_boards
from sipol.records.dossiers.models import Dossier, RequirementVersion, Step
from sipol.records.dossiers.rules.completeness import Completeness, judge
from sipol.records.dossiers.rules.coverage import Coverage, build_coverage
from sipol.records.dossiers.rules.filing import (
    BankAccount,
    Board,
    CountedRegions,
    FilingFacts,
    Office,
)
from sipol.records.dossiers.rules.lifecycle import MOVE_TITLES, STATE_TITLES
from sipol.records.dossiers.rules.requirements import SHIPPED, RequirementSet, set_from_data
from sipol.records.members.queries import counts as members
from sipol.records.offices.queries import FiledOffice, filed_offices, office_term
from sipol.records.offices.rules.office import OWN
from sipol.records.papers.queries.papers import keys_in_force
from sipol.records.parties import queries as parties
from sipol.records.regions import queries as regions


@dataclass(frozen=True, slots=True)
class StepFacts:
    """One move of a dossier, as it is told; `entry` is the number of its ledger entry."""

    title: str
    actor_name: str
    at: datetime
    reason: str
    items: tuple[Mapping[str, str], ...] = ()
    move: str = ""
    entry: int = 0


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
    actor: Actor,
    *,
    party_id: int,
    cycle_id: int,
    rejected: Mapping[str, int],
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


def requirements(cycle_id: int, party_kind: str) -> RequirementSet:
    """What the cycle asks of that kind of party: its newest version, else the shipped set."""
    versions = RequirementVersion.objects.filter(cycle_id=cycle_id, party_kind=party_kind)
    newest = versions.order_by("-version").first()
    return set_from_data(newest.body) if newest else SHIPPED[party_kind]


@dataclass(frozen=True, slots=True)
class Filing:
    """All that a party has filed at this moment, beside what is asked and where it counts.

    `offices` and the number of the profile's version (0 before the first) are for the forms.
    """

    facts: FilingFacts
    regions: CountedRegions
    asked: RequirementSet
    offices: Mapping[str, FiledOffice] = field(default_factory=dict)
    profile_version: int = 0

    def judged(self) -> Completeness:
        return judge(self.facts, self.regions, self.asked)


def filing_and_coverage(
    actor: Actor, *, party_id: int, cycle_id: int, rejected: Mapping[str, int], now: datetime
) -> tuple[Filing, Coverage]:
    """Both in one go, for who needs both; as `filing` and `coverage`."""
    table, thresholds = regions.minima(cycle_id)
    minima = {row.regency_code: row.minimum for row in thresholds}
    filed = filing(actor, party_id=party_id, cycle_id=cycle_id, now=now, minima=minima)
    build = _beside(table, thresholds)
    return filed, build(accepted=filed.facts.members, rejected=rejected)


def filing(
    actor: Actor,
    *,
    party_id: int,
    cycle_id: int,
    now: datetime,
    minima: Mapping[str, int] | None = None,
) -> Filing:
    """Everything that completeness is judged by, from the tables as they stand.

    The periods of boards must not be over on the day of `now` in Jakarta.
    A party sees its own, the commission and the supervisor everyone's; else raises Refused. The
    number of queries does not depend on how much was filed. `minima` are the cycle's by regency,
    for who has read them already.
    """
    if actor.is_party and party_id != actor.party_id:
        raise Refused(Refusal("not_your_party"))
    profile = parties.profile(actor, party_id=party_id, cycle_id=cycle_id)
    texts = profile.texts if profile else {}
    kind, term = parties.party(party_id).kind, office_term(cycle_id)
    offices = filed_offices(party_id, cycle_id)
    fields = [name for name, text in texts.items() if text]
    return Filing(
        facts=_filed(party_id, cycle_id, fields, offices),
        regions=counted_regions(cycle_id, minima),
        asked=requirements(cycle_id, kind).on(
            now.astimezone(WIB).date(), office_until=term.last_stage_on if term else None
        ),
        offices=offices,
        profile_version=profile.version if profile else 0,
    )


def _filed(
    party_id: int, cycle_id: int, fields: Iterable[str], offices: Mapping[str, FiledOffice]
) -> FilingFacts:
    papers = keys_in_force(party_id, cycle_id)
    return FilingFacts(
        members=members.count_by_regency(cycle_id=cycle_id, party_id=party_id),
        boards={
            code: Board(*filed[:4], until=filed.period_to)
            for code, filed in filed_boards(party_id, cycle_id).items()
        },
        offices={
            code: Office(
                office.valid_until,
                office.tenure == OWN and office.valid_until is None,
                ("office_proof", code) in papers,
            )
            for code, office in offices.items()
        },
        accounts={
            code: BankAccount(("bank_account_proof", code) in papers)
            for code in regions_with_account(party_id, cycle_id)
        },
        papers=frozenset(papers),
        fields=frozenset(fields),
    )


def counted_regions(cycle_id: int, minima: Mapping[str, int] | None = None) -> CountedRegions:
    """The regencies of the cycle's table of minima, by province, and their districts."""
    minima = regions.minimum_by_regency(cycle_id) if minima is None else minima
    districts = regions.districts_by_regency()
    by_province: dict[str, list[str]] = {}
    for code in minima:
        by_province.setdefault(code[:2], []).append(code)
    return CountedRegions(
        regencies={code: tuple(codes) for code, codes in by_province.items()},
        districts={code: tuple(districts.get(code, ())) for code in minima},
        minima=minima,
    )


def _beside_minima(cycle_id: int) -> Callable[..., Coverage]:
    """`build_coverage` with the cycle's minima filled in."""
    return _beside(*regions.minima(cycle_id))


def _beside(
    table: regions.ThresholdTableFacts | None, thresholds: Iterable[regions.ThresholdRow]
) -> Callable[..., Coverage]:
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
        StepFacts(
            title=MOVE_TITLES[step.move],
            actor_name=step.actor_name,
            at=step.at,
            reason=step.reason,
            items=tuple(step.items),
            move=step.move,
            entry=step.entry_id,
        )
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
