"""Handing a duty from one person to another: role and region move, the data stays."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from sipol.kernel.actors import Actor, Role
from sipol.kernel.findings import Finding, Severity, Where
from sipol.kernel.refusals import Refusal, Refused
from sipol.records.access.actions.changes import admit, enter, judged, kept, locked, move_to, put
from sipol.records.access.actions.invitations import make, send_invitation
from sipol.records.access.queries import pending_address
from sipol.records.access.rules.invitations import Wanted
from sipol.records.accounts.models import User
from sipol.records.accounts.rules.offices import office_of


@transaction.atomic
def hand_over(
    *,
    actor: Actor,
    user_id: int,
    email: str,
    name: str,
    open_work: Mapping[str, int],
    now: datetime,
    link: str = "",
) -> list[Finding]:
    """Give the duty of one person to whoever has that address; what stands against it, if anything.

    Somebody of the same organisation takes it over at once and lets their earlier duty go; somebody
    new is invited, and the first account ends when they accept. `open_work` counts what the duty
    leaves open, as it was shown. A supervisor's account ends by `narrowing` only.
    """
    email = email.strip().lower()
    with locked(user_id) as owner:
        admit(actor, owner)
        if owner.role == Role.SUPERVISOR:
            raise Refused(Refusal("narrowing_needs_two"))
        if owner.ended_at is not None:
            raise Refused(Refusal("account_not_active"))
        duty = _duty_of(owner, email, name)
        if found := judged(duty, actor=actor, now=now):
            return found
        heir = _colleague(owner, email)
        if heir is None:
            if pending_address(email, owner.party_id):
                return [Finding("invite_pending", Severity.ERROR, Where(column="email"))]
            row = make(duty, by=actor.name, by_id=actor.user_id, now=now, replaces=owner)
            send_invitation(row, link)
            enter("account.hand_over_begun", actor, owner, now, **open_work)
            return []
    _take_over(actor, owner.pk, heir.pk, duty, open_work, now)
    return []


def _take_over(
    actor: Actor,
    owner_id: int,
    heir_id: int,
    duty: Wanted,
    open_work: Mapping[str, int],
    now: datetime,
) -> None:
    with locked(owner_id, heir_id) as (owner, heir):
        earlier = heir.as_actor()
        with kept(office_of(owner.as_actor()), office_of(earlier)):
            put(owner, "ended", now)
            move_to(heir, duty)
        enter("account.handed_over", actor, owner, now, to=heir.name, **open_work)
        enter(
            "account.duty_received",
            actor,
            heir,
            now,
            earlier_role=earlier.role.value,
            earlier_region=earlier.region_code,
        )


def _duty_of(owner: User, email: str, name: str) -> Wanted:
    return Wanted(
        email=email,
        role=owner.as_actor().role,
        region_code=owner.region_code,
        party_id=owner.party_id,
        name=" ".join(name.split()),
        expires_at=owner.expires_at,
    )


def _colleague(owner: User, email: str) -> User | None:
    """An active account of the same organisation with that address; Refused for the owner's own."""
    if email == owner.email:
        raise Refused(Refusal("hand_over_to_itself"))
    found = User.objects.filter(email=email, is_active=True, party_id=owner.party_id).first()
    if found is None:
        return None
    if office_of(found.as_actor()).kind != office_of(owner.as_actor()).kind:
        raise Refused(Refusal("account_other_organisation"))
    return found
