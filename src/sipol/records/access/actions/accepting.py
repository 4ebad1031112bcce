"""Taking up an invitation: the person sets name and password, and the account begins."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from sipol.kernel.actors import Actor, Role
from sipol.kernel.identifiers import hide_niks
from sipol.kernel.refusals import Refusal, Refused
from sipol.records.access.actions.changes import enter, locked, put
from sipol.records.access.actions.invitations import spend
from sipol.records.access.models import Invitation
from sipol.records.access.queries import objection_to_token
from sipol.records.access.rules.invitations import ACCEPTED, LONGEST_NAME
from sipol.records.accounts.actions import grant_account
from sipol.records.accounts.models import User
from sipol.records.accounts.queries import token_digest


@transaction.atomic
def accept(*, token: str, name: str, password: str, now: datetime) -> Actor:
    """Make the account, or set the new password of the one that is restored. Works once.

    Whether the password is good enough is the caller's to ask. Raises Refused with
    invitation_unknown, invitation_expired, invitation_name or invitation_address_taken.
    """
    rows = Invitation.objects.select_for_update(of=("self",))
    row = rows.filter(token_digest=token_digest(token)).first()
    if objection := objection_to_token(row, now):
        raise Refused(objection)
    assert row is not None  # noqa: S101 - an unknown token is an objection
    if row.restores_id is not None:
        user_id = _restore(row, password, now)
    else:
        user_id = _begin(row, _clean_name(name), password, now)
    row.user_id = user_id
    spend(row, ACCEPTED, now)
    return User.objects.get(pk=user_id).as_actor()


def _begin(row: Invitation, name: str, password: str, now: datetime) -> int:
    if User.objects.filter(email=row.email, ended_at__isnull=True).exists():
        raise Refused(Refusal("invitation_address_taken"))
    actor = grant_account(
        email=row.email,
        name=name,
        password=password,
        role=Role(row.role),
        party_id=row.party_id,
        region_code=row.region_code,
        granted_by=row.invited_by,
        now=now,
        expires_at=row.account_expires_at,
    )
    if row.replaces_id is not None:
        _end_predecessor(row.replaces_id, actor, now)
    return actor.user_id


def _end_predecessor(user_id: int, heir: Actor, now: datetime) -> None:
    """One goes as one comes: the organisation has as many people as before."""
    with locked(user_id) as owner:
        if owner.ended_at is None:
            put(owner, "ended", now)
            enter("account.handed_over", heir, owner, now, to=heir.name)


def _restore(row: Invitation, password: str, now: datetime) -> int:
    with locked(row.restores_id) as owner:
        if not owner.is_active:
            raise Refused(Refusal("invitation_unknown"))
        owner.set_password(password)
        owner.save(update_fields=["password"])
        enter("account.restored", owner.as_actor(), owner, now, offered_by=row.invited_by)
        return int(owner.pk)


def _clean_name(name: str) -> str:
    name = hide_niks(" ".join(name.split()))
    if not 1 <= len(name) <= LONGEST_NAME:
        raise Refused(Refusal("invitation_name"))
    return name
