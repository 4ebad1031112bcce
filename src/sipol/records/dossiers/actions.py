"""Moving a dossier through its life cycle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from sipol.infra.ledger.actions import append_entry
from sipol.infra.ledger.models import Entry
from sipol.kernel.actors import Actor
from sipol.kernel.identifiers import hide_niks
from sipol.kernel.lifecycles import Move
from sipol.kernel.refusals import Refusal, Refused
from sipol.kernel.sortable_ids import sortable_id
from sipol.records.dossiers.models import Dossier, RequirementVersion, Step
from sipol.records.dossiers.rules.lifecycle import LIFECYCLE
from sipol.records.dossiers.rules.requirements import RequirementSet, set_as_data
from sipol.records.parties.queries import party

ACEH = "11"


@dataclass(frozen=True, slots=True)
class Figures:
    """What a hand-in freezes: the figures that pages show, and the hash of all that was filed."""

    shown: Mapping[str, Any]
    sha256: str


@dataclass(frozen=True, slots=True)
class Moved:
    """A move that was made, now or (`repeated`) when this request came first."""

    dossier_id: UUID
    party_id: int
    target: str
    snapshot_sha256: str
    entry: Entry
    repeated: bool


@transaction.atomic
def open_dossier(
    *, party_id: int, cycle_id: int, actor_name: str, now: datetime, state: str = "draft"
) -> UUID:
    """Begin a party's filing in a cycle: as a draft, or earlier with `account_requested` or
    `account_active`."""
    dossier = Dossier.objects.create(
        id=sortable_id(now), party_id=party_id, cycle_id=cycle_id, state=state
    )
    append_entry(
        kind="dossier.opened",
        actor=actor_name,
        subject=f"dossier:{dossier.pk}",
        payload={"cycle": cycle_id, "state": state},
        now=now,
        party_id=party_id,
    )
    return dossier.pk


@transaction.atomic
def make_move(
    *,
    actor: Actor,
    dossier_id: UUID,
    move: str,
    facts: Mapping[str, Any],
    request_id: UUID,
    now: datetime,
    reason: str = "",
    figures: Figures | None = None,
) -> Moved:
    """Make one move of the life cycle, or raise Refused and change nothing.

    Repeating a request id that was answered makes no second step. `figures` are those that are
    handed in. Identity numbers in the `reason` are masked, as the party and the supervisor read it;
    so are those in `facts["items"]`, the reasons by requirement.
    """
    reason = hide_niks(reason.strip())
    items = [{**item, "note": hide_niks(item["note"])} for item in facts.get("items", ())]
    dossier = Dossier.objects.select_for_update(of=("self",)).get(pk=dossier_id)
    _admit(actor, dossier)
    earlier = Step.objects.filter(dossier=dossier, request_id=request_id).first()
    if earlier:
        if earlier.move != move or earlier.actor_id != actor.user_id:
            raise Refused(Refusal("request_reused"))
        entry = Entry.objects.get(pk=earlier.entry_id)
        return _moved(dossier, earlier.target, entry, repeated=True)
    decided = LIFECYCLE.decide(dossier.state, move, actor=actor, facts=facts, reason=reason)
    if isinstance(decided, Refusal):
        raise Refused(decided)
    if figures is not None:
        dossier.snapshot, dossier.snapshot_sha256 = dict(figures.shown), figures.sha256
        dossier.submitted_at = now
    told = _Told(reason, items, request_id)
    entry = _write_step(dossier, decided, actor, told, now)
    dossier.state = decided.target
    dossier.save()
    return _moved(dossier, decided.target, entry, repeated=False)


@dataclass(frozen=True, slots=True)
class _Told:
    """What the person who makes a move says, and in which request."""

    reason: str
    items: list[dict[str, str]]
    request_id: UUID


def _write_step(dossier: Dossier, decided: Move, actor: Actor, told: _Told, now: datetime) -> Entry:
    entry = append_entry(
        kind=decided.entry,
        actor=actor.name,
        subject=f"dossier:{dossier.pk}",
        payload={
            "from": dossier.state,
            "to": decided.target,
            "reason": told.reason,
            **({"items": told.items} if told.items else {}),
            "snapshot_sha256": dossier.snapshot_sha256,
        },
        now=now,
        party_id=dossier.party_id,
    )
    Step.objects.create(
        dossier=dossier,
        move=decided.name,
        source=dossier.state,
        target=decided.target,
        actor_id=actor.user_id,
        actor_name=actor.name,
        at=now,
        reason=told.reason,
        items=told.items,
        request_id=told.request_id,
        entry_id=entry.pk,
    )
    return entry


def _admit(actor: Actor, dossier: Dossier) -> None:
    if actor.is_party and actor.party_id != dossier.party_id:
        raise Refused(Refusal("not_your_party"))
    if actor.is_commission and not actor.covers(_region_that_decides(dossier.party_id)):
        raise Refused(Refusal("role_not_allowed"))


def _region_that_decides(party_id: int) -> str:
    """The nation's commission decides; on local parties in Aceh its KIP (PKPU 4/2022 art. 144)."""
    return ACEH if party(party_id).kind == "local_aceh" else ""


def _moved(dossier: Dossier, target: str, entry: Entry, *, repeated: bool) -> Moved:
    return Moved(dossier.pk, dossier.party_id, target, dossier.snapshot_sha256, entry, repeated)


@transaction.atomic
def set_requirements(
    *, cycle_id: int, party_kind: str, asked: RequirementSet, actor_name: str, now: datetime
) -> int:
    """Set what the cycle asks of a kind of party from now on; returns the version's number.

    What was handed in before keeps the rules by which it was frozen.
    """
    body = set_as_data(asked)
    versions = RequirementVersion.objects.filter(cycle_id=cycle_id, party_kind=party_kind)
    version = versions.count() + 1
    entry = append_entry(
        kind="cycle.requirements_set",
        actor=actor_name,
        subject=f"cycle:{cycle_id}",
        payload={"party_kind": party_kind, "version": version, "requirements": body},
        now=now,
    )
    RequirementVersion.objects.create(
        cycle_id=cycle_id,
        party_kind=party_kind,
        version=version,
        body=body,
        by=actor_name,
        at=now,
        entry_id=entry.pk,
    )
    return version
