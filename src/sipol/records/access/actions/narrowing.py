"""Taking rights from a supervisor: one proposes, a second of another office confirms."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from sipol.infra.ledger.actions import append_entry
from sipol.kernel.actors import Actor
from sipol.kernel.identifiers import hide_niks
from sipol.kernel.refusals import Refusal, Refused
from sipol.kernel.sortable_ids import sortable_id
from sipol.records.access.actions.changes import kept, locked, put
from sipol.records.access.models import Narrowing
from sipol.records.access.rules.narrowing import (
    CONFIRMED,
    END,
    KINDS,
    LIFECYCLE,
    MOVE,
    PROPOSAL_ENTRY,
    is_second,
    may_propose,
    narrows,
)
from sipol.records.accounts.models import User
from sipol.records.accounts.rules.offices import office_of
from sipol.records.regions.queries import names


@transaction.atomic
def propose(
    *, actor: Actor, user_id: int, kind: str, region_code: str, reason: str, now: datetime
) -> UUID:
    """Propose to suspend, end or move a supervisor's account; nothing changes yet.

    Raises Refused with account_not_yours, account_not_active, narrowing_kind, narrowing_region,
    reason_missing or narrowing_open.
    """
    reason = hide_niks(reason.strip())
    with locked(user_id) as owner:
        if not may_propose(actor, owner.as_actor()):
            raise Refused(Refusal("account_not_yours"))
        _check(owner, kind, region_code)
        if not reason:
            raise Refused(Refusal("reason_missing", {"move": kind}))
        row = _write(actor, owner, kind, region_code if kind == MOVE else "", reason, now)
        _enter(PROPOSAL_ENTRY, row, owner, actor, now, reason)
        return row.pk


@transaction.atomic
def answer(*, actor: Actor, narrowing_id: UUID, move: str, reason: str, now: datetime) -> None:
    """Confirm, decline or take back a proposal; confirming puts it into effect."""
    reason = hide_niks(reason.strip())
    rows = Narrowing.objects.select_for_update(of=("self",)).select_related("proposed_by")
    row = rows.filter(pk=narrowing_id).first()
    if row is None:
        raise Refused(Refusal("narrowing_not_found"))
    with locked(row.user_id) as owner:
        proposer = row.proposed_by.as_actor()
        facts = {
            "second": is_second(actor, proposer=proposer, owner=owner.as_actor()),
            "proposer": actor.user_id == proposer.user_id,
        }
        decided = LIFECYCLE.decide(row.state, move, actor=actor, facts=facts, reason=reason)
        if isinstance(decided, Refusal):
            raise Refused(decided)
        if decided.target == CONFIRMED:
            _apply(row, owner, now)
        row.state = decided.target
        row.second_id = actor.user_id if move != "take_back" else None
        row.answer = reason
        row.ended_at = now
        row.save()
        _enter(decided.entry, row, owner, actor, now, reason)


def _apply(row: Narrowing, owner: User, now: datetime) -> None:
    if owner.ended_at is not None:
        raise Refused(Refusal("account_not_active"))
    if row.kind == MOVE:
        owner.region_code = row.region_code
        owner.save(update_fields=["region_code"])
        return
    with kept(office_of(owner.as_actor())):
        put(owner, "ended" if row.kind == END else "suspended", now)


def _check(owner: User, kind: str, region_code: str) -> None:
    if kind not in KINDS:
        raise Refused(Refusal("narrowing_kind"))
    if owner.ended_at is not None:
        raise Refused(Refusal("account_not_active"))
    if kind != MOVE:
        return
    known = region_code.count(".") <= 1 and region_code in names([region_code])
    if not known or not narrows(before=owner.region_code, after=region_code):
        raise Refused(Refusal("narrowing_region"))


def _write(
    actor: Actor, owner: User, kind: str, region_code: str, reason: str, now: datetime
) -> Narrowing:
    try:
        with transaction.atomic():
            return Narrowing.objects.create(
                id=sortable_id(now),
                user=owner,
                kind=kind,
                region_code=region_code,
                reason=reason,
                proposed_by_id=actor.user_id,
                proposed_at=now,
            )
    except IntegrityError:
        raise Refused(Refusal("narrowing_open")) from None


def _enter(
    kind: str, row: Narrowing, owner: User, actor: Actor, now: datetime, reason: str
) -> None:
    append_entry(
        kind=kind,
        actor=actor.name,
        subject=f"user:{owner.pk}",
        payload={
            "name": owner.name,
            "role": owner.role,
            "region": owner.region_code,
            "change": row.kind,
            "to_region": row.region_code,
            "proposed_by": row.proposed_by.name,
            "reason": reason,
            "second_factor": actor.second_factor,
        },
        now=now,
    )
