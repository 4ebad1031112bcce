"""Changing and ending what people may do; data stays where it is, with its party and region."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Set
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q

from sipol.infra.ledger.actions import append_entry
from sipol.kernel.actors import Actor, Role
from sipol.kernel.findings import Finding
from sipol.kernel.identifiers import hide_niks
from sipol.kernel.refusals import Refusal, Refused
from sipol.records.access.rules.invitations import Wanted, check_wanted
from sipol.records.access.rules.narrowing import narrows
from sipol.records.accounts.models import ApiToken, User
from sipol.records.accounts.queries import count_running, runs
from sipol.records.accounts.rules.granting import may_change, sees_account
from sipol.records.accounts.rules.offices import (
    RUNNING_ROLES,
    Office,
    keeps_enough,
    office_for,
    office_of,
)
from sipol.records.accounts.rules.standing import LIFECYCLE
from sipol.records.parties.queries import party
from sipol.records.regions.queries import names


@transaction.atomic
def change_standing(*, actor: Actor, user_id: int, move: str, reason: str, now: datetime) -> None:
    """Suspend, resume or end an account, or raise Refused and change nothing.

    An organisation keeps two people who run it; a supervisor's account needs `narrowing`.
    """
    with locked(user_id) as owner:
        admit(actor, owner)
        before = count_running(office_of(owner.as_actor()))
        runs_now = owner.is_active and Role(owner.role) in RUNNING_ROLES
        facts = {
            "alone": owner.role == Role.SUPERVISOR and move != "resume",
            "running_before": before,
            "running_after": before - runs_now,
        }
        decided = LIFECYCLE.decide(owner.standing, move, actor=actor, facts=facts, reason=reason)
        if isinstance(decided, Refusal):
            raise Refused(decided)
        put(owner, decided.target, now)
        enter(decided.entry, actor, owner, now, reason=hide_niks(reason.strip()))


@transaction.atomic
def change_duty(
    *,
    actor: Actor,
    user_id: int,
    role: Role,
    region_code: str,
    expires_at: datetime | None,
    now: datetime,
) -> list[Finding]:
    """Give an account another role, region or end within its organisation.

    Returns what stands against it; nothing is changed then. Raises Refused as `change_standing`.
    """
    with locked(user_id) as owner:
        admit(actor, owner)
        known = owner.as_actor()
        wanted = Wanted(
            email=owner.email,
            role=role,
            region_code=region_code,
            party_id=owner.party_id,
            expires_at=expires_at,
        )
        findings = judged(wanted, actor=actor, now=now)
        if findings:
            return findings
        _stays_in_organisation(known, wanted)
        if known.role is Role.SUPERVISOR and narrows(before=known.region_code, after=region_code):
            raise Refused(Refusal("narrowing_needs_two"))
        # Who goes elsewhere in the same role still runs an office: only a lesser role is a loss.
        with kept(*([office_of(known)] if role is not known.role else [])):
            move_to(owner, wanted)
            enter("account.changed", actor, owner, now, **_difference(known, wanted))
    return []


@contextmanager
def locked(*user_ids: int) -> Iterator[Any]:
    """These accounts, and with them all that run the same organisations: one change at a time.

    Gives one account for one id, else a list in the order of the ids. Raises Refused with
    account_not_found.
    """
    found = {row.pk: row for row in User.objects.filter(pk__in=user_ids)}
    if set(found) != set(user_ids):
        raise Refused(Refusal("account_not_found"))
    condition = Q(pk__in=user_ids)
    for row in found.values():
        condition |= runs(office_of(row.as_actor()))
    rows = User.objects.filter(condition).order_by("pk").select_for_update(of=("self",))
    held = {row.pk: row for row in rows}
    if any(held[pk].as_actor() != found[pk].as_actor() for pk in user_ids):
        raise Refused(Refusal("account_changed_meanwhile"))
    chosen = [held[pk] for pk in user_ids]
    yield chosen[0] if len(chosen) == 1 else chosen


@contextmanager
def kept(*offices: Office) -> Iterator[None]:
    """Around a change: raises Refused with last_admins where it leaves an organisation too few.

    What they had before is counted at the beginning; call it with their people locked.
    """
    before = {office: count_running(office) for office in set(offices)}
    yield
    for office, count in before.items():
        if not keeps_enough(count, count_running(office)):
            raise Refused(Refusal("last_admins", {"count": str(count)}))


def admit(actor: Actor, owner: User) -> None:
    """Raises Refused unless the actor runs the organisation in which the owner works."""
    known = owner.as_actor()
    if not sees_account(actor, known):
        raise Refused(Refusal("account_not_found"))
    if actor.user_id == known.user_id:
        raise Refused(Refusal("account_is_own"))
    if not may_change(actor, known):
        raise Refused(Refusal("account_not_yours"))


def judged(wanted: Wanted, *, actor: Actor, now: datetime) -> list[Finding]:
    """What stands against access of this kind in the actor's organisation."""
    return judge_of(actor, {wanted.region_code}, now=now)(wanted)


def judge_of(
    actor: Actor, region_codes: Set[str], *, now: datetime
) -> Callable[[Wanted], list[Finding]]:
    """The same for many, who work in these regions, without asking the database for each."""
    return partial(
        check_wanted,
        actor=actor,
        knows_region=names(region_codes).__contains__,
        local_party=actor.party_id is not None and party(actor.party_id).kind == "local_aceh",
        now=now,
    )


def put(owner: User, standing: str, now: datetime) -> None:
    """Set the state of a locked account; an ended one keeps neither password nor tokens."""
    owner.is_active = standing == "active"
    if standing == "ended":
        owner.ended_at = now
        owner.set_unusable_password()
        ApiToken.objects.filter(user=owner, revoked_at__isnull=True).update(revoked_at=now)
    owner.save(update_fields=["is_active", "ended_at", "password"])


def move_to(owner: User, wanted: Wanted) -> None:
    """Give a locked account the role, region and end that are wanted."""
    owner.role = wanted.role.value
    owner.region_code = wanted.region_code
    owner.expires_at = wanted.expires_at
    owner.save(update_fields=["role", "region_code", "expires_at"])


def enter(kind: str, actor: Actor, owner: User, now: datetime, **payload: Any) -> None:
    """The ledger's entry about an account; its person reads it under their rights."""
    append_entry(
        kind=kind,
        actor=actor.name,
        subject=f"user:{owner.pk}",
        payload={"name": owner.name, "role": owner.role, "region": owner.region_code, **payload},
        now=now,
        party_id=owner.party_id,
    )


def _stays_in_organisation(known: Actor, wanted: Wanted) -> None:
    after = office_for(wanted.role, wanted.party_id, wanted.region_code)
    if after.kind != office_of(known).kind:
        raise Refused(Refusal("account_other_organisation"))


def _difference(known: Actor, wanted: Wanted) -> Mapping[str, str]:
    return {
        "earlier_role": known.role.value,
        "earlier_region": known.region_code,
        "expires_at": wanted.expires_at.isoformat() if wanted.expires_at else "",
    }
