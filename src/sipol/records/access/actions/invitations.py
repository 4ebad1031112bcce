"""Inviting people, and what becomes of an invitation before somebody uses it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from sipol.infra.jobs.queue import enqueue
from sipol.infra.ledger.actions import append_entry
from sipol.kernel.actors import Actor
from sipol.kernel.findings import Finding, Severity, Where
from sipol.kernel.identifiers import hide_niks
from sipol.kernel.refusals import Refusal, Refused
from sipol.kernel.sortable_ids import sortable_id
from sipol.records.access.actions.changes import admit, judged, locked
from sipol.records.access.models import AccessLetter, Invitation
from sipol.records.access.queries import may_act, pending_address, seen_invitations
from sipol.records.access.rules.invitations import (
    LIFECYCLE,
    PENDING,
    WITHDRAWN,
    Wanted,
    is_address,
)
from sipol.records.accounts.models import User
from sipol.records.accounts.queries import count_running, token_digest
from sipol.records.accounts.rules.offices import FEWEST_RUNNING, office_for

MAIL_JOB = "sipol.records.access.jobs.mail_invitation"
FIRST_LOCK = 0x5349504F4C31  # "SIPOL1"
VALID_FOR = timedelta(days=7)


@transaction.atomic
def invite(
    *, actor: Actor, wanted: Wanted, now: datetime, link: str = ""
) -> tuple[UUID | None, list[Finding]]:
    """Invite one person; the id of the invitation, or what stands against it.

    `link` is the address of the page of acceptance with `{token}` in it, and asks for a mail;
    without it nothing is sent, and `make_link` gives the link to be handed over.
    """
    found = judged(wanted, actor=actor, now=now) or _address_in_use(wanted)
    if found:
        return None, found
    row = make(wanted, by=actor.name, by_id=actor.user_id, now=now)
    send_invitation(row, link)
    return row.pk, []


@transaction.atomic
def invite_many(
    *, actor: Actor, people: Sequence[Wanted], now: datetime, link: str
) -> tuple[int, list[Finding]]:
    """Invite who can be invited; how many, and what stands against the others, by row."""
    against: list[Finding] = []
    invited = 0
    for wanted in people:
        made, found = invite(actor=actor, wanted=wanted, now=now, link=link)
        invited += made is not None
        against += found
    return invited, against


@transaction.atomic
def make_link(*, actor: Actor, invitation_id: UUID, now: datetime) -> str:
    """A new token of a pending invitation, to be shown once; links made earlier end with it."""
    row = _pending(actor, invitation_id)
    token = give_token(row, now)
    _enter("account.invitation_link_shown", row, actor.name, now)
    return token


@transaction.atomic
def send_again(*, actor: Actor, invitation_id: UUID, now: datetime, link: str) -> None:
    """Send the mail of a pending invitation once more, with a new link."""
    row = _pending(actor, invitation_id)
    send_invitation(row, link)
    _enter("account.invitation_sent_again", row, actor.name, now)


@transaction.atomic
def withdraw(*, actor: Actor, invitation_id: UUID, now: datetime) -> None:
    """Take a pending invitation back; its link opens nothing from now on."""
    row = _pending(actor, invitation_id)
    decided = LIFECYCLE.decide(row.state, "withdraw", actor=actor, facts={})
    if isinstance(decided, Refusal):
        raise Refused(decided)
    spend(row, decided.target, now)
    _enter(decided.entry, row, actor.name, now)


@transaction.atomic
def restore_access(*, actor: Actor, user_id: int, now: datetime, link: str = "") -> UUID:
    """Let somebody of the own organisation set a new password by a link; all else stays.

    The account is used as before until the link is; suspend it first where it is in other hands.
    """
    with locked(user_id) as owner:
        admit(actor, owner)
        if not owner.is_active:
            raise Refused(Refusal("account_not_active"))
        Invitation.objects.filter(restores=owner, state=PENDING).update(
            state=WITHDRAWN, ended_at=now, token_digest=None
        )
        wanted = Wanted(
            email=owner.email,
            role=owner.as_actor().role,
            region_code=owner.region_code,
            party_id=owner.party_id,
            name=owner.name,
        )
        row = make(wanted, by=actor.name, by_id=actor.user_id, now=now, restores=owner)
        send_invitation(row, link)
    return row.pk


@transaction.atomic
def invite_first(*, wanted: Wanted, by: str, now: datetime) -> tuple[str, Refusal | None]:
    """The token of an invitation that nobody who is signed in gives, or why there is none.

    For the national commission's office while fewer than two run it. Earlier ones are withdrawn.
    """
    office = office_for(wanted.role, None, "")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [FIRST_LOCK])
    if count_running(office) >= FEWEST_RUNNING:
        return "", Refusal("first_account_exists")
    if not is_address(wanted.email):
        return "", Refusal("first_account_address")
    earlier = Invitation.objects.filter(email=wanted.email, party=None, state=PENDING)
    earlier.update(state=WITHDRAWN, ended_at=now, token_digest=None)
    if _address_in_use(wanted):
        return "", Refusal("first_account_address")
    return give_token(make(wanted, by=by, by_id=None, now=now), now), None


def make(
    wanted: Wanted,
    *,
    by: str,
    by_id: int | None,
    now: datetime,
    letter: AccessLetter | None = None,
    replaces: User | None = None,
    restores: User | None = None,
) -> Invitation:
    """Write an invitation down, without any check of rights, and enter it in the ledger."""
    row = Invitation.objects.create(
        id=sortable_id(now),
        email=wanted.email,
        name=hide_niks(wanted.name),
        role=wanted.role.value,
        party_id=wanted.party_id,
        region_code=wanted.region_code,
        account_expires_at=wanted.expires_at,
        created_at=now,
        invited_by=by,
        invited_by_id=by_id,
        letter=letter,
        replaces=replaces,
        restores=restores,
    )
    kind = "account.restoration_offered" if restores else "account.invited"
    _enter(kind, row, by, now)
    return row


def give_token(row: Invitation, now: datetime) -> str:
    """A new token for a locked invitation, good for days; only its digest is kept."""
    token = "sipol_in_" + secrets.token_urlsafe(32)
    row.token_digest = token_digest(token)
    row.token_expires_at = now + VALID_FOR
    row.save(update_fields=["token_digest", "token_expires_at"])
    return token


def spend(row: Invitation, state: str, now: datetime) -> None:
    """End a locked invitation: no link of it opens anything any more."""
    row.state = state
    row.ended_at = now
    row.token_digest = None
    row.save()


def _pending(actor: Actor, invitation_id: UUID) -> Invitation:
    rows = seen_invitations(actor).select_for_update(of=("self",)).filter(pk=invitation_id)
    row = rows.first()
    if row is None or not may_act(actor, row):
        raise Refused(Refusal("invitation_not_found"))
    if row.state != PENDING:
        raise Refused(Refusal("invitation_spent"))
    return row


def _address_in_use(wanted: Wanted) -> list[Finding]:
    """Only what the own organisation knows is told: another's people are not anybody's to find."""
    living = User.objects.filter(email=wanted.email, ended_at__isnull=True)
    where = Where(wanted.row, "email")
    if living.filter(party_id=wanted.party_id).exists():
        return [Finding("invite_has_account", Severity.ERROR, where)]
    if pending_address(wanted.email, wanted.party_id):
        return [Finding("invite_pending", Severity.ERROR, where)]
    return []


def send_invitation(row: Invitation, link: str) -> None:
    """Promise the mail of an invitation, if a link is to be sent."""
    if link:
        enqueue(MAIL_JOB, lock=f"invitation:{row.pk}", invitation_id=str(row.pk), link=link)


def _enter(kind: str, row: Invitation, by: str, now: datetime) -> None:
    subject = f"user:{row.restores_id}" if row.restores_id else f"invitation:{row.pk}"
    expires = row.account_expires_at
    append_entry(
        kind=kind,
        actor=by,
        subject=subject,
        payload={
            "role": row.role,
            "region": row.region_code,
            "expires_at": expires.isoformat() if expires else "",
        },
        now=now,
        party_id=row.party_id,
    )
