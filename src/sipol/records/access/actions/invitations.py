"""Inviting people, and what becomes of an invitation before somebody uses it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from sipol.infra.jobs.queue import LONG_WORK, enqueue
from sipol.infra.ledger.actions import append_entry
from sipol.kernel.actors import Actor
from sipol.kernel.findings import Finding, Severity, Where
from sipol.kernel.identifiers import hide_niks
from sipol.kernel.refusals import Refusal, Refused
from sipol.kernel.sortable_ids import sortable_id
from sipol.records.access.actions.changes import admit, judge_of, judged, locked
from sipol.records.access.models import AccessLetter, Invitation
from sipol.records.access.queries import may_act, seen_invitations
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
LIST_JOB = "sipol.records.access.jobs.mail_list"
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
    """Invite who can be invited; how many, and what stands against the others, by row.

    One entry in the ledger names them all, and is written last: the chain waits for nobody's list.
    """
    judge = judge_of(actor, {one.region_code for one in people}, now=now)
    in_use = _addresses_in_use(people, actor.party_id)
    against: list[Finding] = []
    rows: list[Invitation] = []
    for wanted in people:
        found = judge(wanted)
        if code := in_use.get(wanted.email):
            found = found or [Finding(code, Severity.ERROR, Where(wanted.row, "email"))]
        if found:
            against += found
        else:
            rows.append(_row(wanted, by=actor.name, by_id=actor.user_id, now=now))
    Invitation.objects.bulk_create(rows)
    if rows and link:
        made = {"invited_by_id": str(actor.user_id), "at": now.isoformat(), "link": link}
        enqueue(LIST_JOB, lock=f"invitations:{actor.user_id}", queue=LONG_WORK, **made)
    if rows:
        _enter_list(rows, actor, now)
    return len(rows), against


@transaction.atomic
def make_link(*, actor: Actor, invitation_id: UUID, now: datetime) -> str:
    """A new token of a pending invitation, to be shown once; links made earlier end with it."""
    row = _pending(actor, invitation_id)
    token = give_token(row, now)
    _enter("account.invitation_link_shown", row, actor.name, now)
    return token


@transaction.atomic
def send_again(*, actor: Actor, invitation_id: UUID, now: datetime, link: str) -> None:
    """Send the mail of a pending invitation once more, with a new link; earlier ones end now."""
    row = _pending(actor, invitation_id)
    row.token_digest = None
    row.save(update_fields=["token_digest"])
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
    row = _row(wanted, by=by, by_id=by_id, now=now)
    row.letter, row.replaces, row.restores = letter, replaces, restores
    row.save(force_insert=True)
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


def _row(wanted: Wanted, *, by: str, by_id: int | None, now: datetime) -> Invitation:
    return Invitation(
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
    )


def _address_in_use(wanted: Wanted) -> list[Finding]:
    code = _addresses_in_use([wanted], wanted.party_id).get(wanted.email)
    return [Finding(code, Severity.ERROR, Where(wanted.row, "email"))] if code else []


def _addresses_in_use(people: Sequence[Wanted], party_id: int | None) -> dict[str, str]:
    """The code of what stands against each address that has an account or an invitation.

    Only what the own organisation knows is told: another's people are not anybody's to find.
    """
    where = {"email__in": [one.email for one in people], "party_id": party_id}
    waiting = Invitation.objects.filter(state=PENDING, **where)
    living = User.objects.filter(ended_at__isnull=True, **where)
    found = dict.fromkeys(waiting.values_list("email", flat=True), "invite_pending")
    return found | dict.fromkeys(living.values_list("email", flat=True), "invite_has_account")


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


def _enter_list(rows: Sequence[Invitation], actor: Actor, now: datetime) -> None:
    append_entry(
        kind="account.invited_list",
        actor=actor.name,
        subject=f"invitation:{rows[0].pk}",
        payload={
            "count": len(rows),
            "region": actor.region_code,
            "people": [[str(row.pk), row.role, row.region_code] for row in rows],
        },
        now=now,
        party_id=actor.party_id,
    )
