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
from sipol.kernel.digests import canonical_json, sha256_hex
from sipol.kernel.identifiers import hide_niks
from sipol.kernel.refusals import Refusal, Refused
from sipol.kernel.sortable_ids import sortable_id
from sipol.records.dossiers.models import Dossier, Step
from sipol.records.dossiers.rules.lifecycle import LIFECYCLE
from sipol.records.parties.queries import party

ACEH = "11"


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
def open_dossier(*, party_id: int, cycle_id: int, actor_name: str, now: datetime) -> UUID:
    """Begin a party's filing in a cycle, as a draft."""
    dossier = Dossier.objects.create(id=sortable_id(now), party_id=party_id, cycle_id=cycle_id)
    append_entry(
        kind="dossier.opened",
        actor=actor_name,
        subject=f"dossier:{dossier.pk}",
        payload={"cycle": cycle_id},
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
    snapshot: Mapping[str, Any] | None = None,
) -> Moved:
    """Make one move of the life cycle, or raise Refused and change nothing.

    Repeating a request id that was answered makes no second step. `snapshot` are the figures that
    are handed in; they are frozen with their hash. Identity numbers in the `reason` are masked, as
    the party and the supervisor read it.
    """
    reason = hide_niks(reason.strip())
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
    if snapshot is not None:
        _freeze(dossier, snapshot, now)
    entry = append_entry(
        kind=decided.entry,
        actor=actor.name,
        subject=f"dossier:{dossier.pk}",
        payload={
            "from": dossier.state,
            "to": decided.target,
            "reason": reason,
            "snapshot_sha256": dossier.snapshot_sha256,
        },
        now=now,
        party_id=dossier.party_id,
    )
    Step.objects.create(
        dossier=dossier,
        move=move,
        source=dossier.state,
        target=decided.target,
        actor_id=actor.user_id,
        actor_name=actor.name,
        at=now,
        reason=reason,
        request_id=request_id,
        entry_id=entry.pk,
    )
    dossier.state = decided.target
    dossier.save()
    return _moved(dossier, decided.target, entry, repeated=False)


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


def _freeze(dossier: Dossier, snapshot: Mapping[str, Any], now: datetime) -> None:
    dossier.snapshot = dict(snapshot)
    dossier.snapshot_sha256 = sha256_hex(canonical_json(dict(snapshot)))
    dossier.submitted_at = now
