"""Giving people and their programs access; every grant is an entry in the ledger."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from sipol.infra.ledger.actions import append_entry
from sipol.infra.ledger.redaction import hide_niks
from sipol.kernel.actors import Actor, Role
from sipol.kernel.refusals import Refusal, Refused
from sipol.records.accounts.models import ApiToken, User
from sipol.records.accounts.queries import actor_by_api_token, token_digest
from sipol.records.accounts.rules.oversight import oversees

LONGEST_LABEL = 100
LONGEST_DAYS = 365
NOTED_EVERY = timedelta(minutes=5)


@transaction.atomic
def grant_account(  # noqa: PLR0913 - a grant is said in full
    *,
    email: str,
    name: str,
    password: str,
    role: Role,
    party_id: int | None,
    region_code: str,
    granted_by: str,
    now: datetime,
    expires_at: datetime | None = None,
) -> Actor:
    """Open an account with one role and scope, for ever or up to `expires_at`."""
    user = User.objects.create_user(
        email=email,
        password=password,
        name=name,
        role=role.value,
        party_id=party_id,
        region_code=region_code,
        expires_at=expires_at,
    )
    append_entry(
        kind="account.granted",
        actor=granted_by,
        subject=f"user:{user.pk}",
        payload={
            "name": name,
            "role": role.value,
            "region": region_code,
            "expires_at": expires_at.isoformat() if expires_at else "",
        },
        now=now,
        party_id=party_id,
    )
    return user.as_actor()


@transaction.atomic
def issue_api_token(
    *,
    user_id: int,
    label: str,
    issued_by: str,
    now: datetime,
    valid_days: int | None = None,
    request_id: UUID | None = None,
) -> str:
    """A new token for the user's programs. It is shown once, only its digest is kept.

    Without `valid_days` it is good until it is revoked.
    """
    user = User.objects.get(pk=user_id)
    token = "sipol_" + secrets.token_urlsafe(32)
    ApiToken.objects.create(
        user=user,
        digest=token_digest(token),
        label=label,
        expires_at=now + timedelta(days=valid_days) if valid_days else None,
        request_id=request_id,
    )
    append_entry(
        kind="api_token.issued",
        actor=issued_by,
        subject=f"user:{user.pk}",
        payload={"label": label, "valid_days": valid_days},
        now=now,
        party_id=user.party_id,
    )
    return token


def make_own_token(
    *, actor: Actor, label: str, valid_days: int, request_id: UUID, now: datetime
) -> str:
    """A token that the actor makes for a program of their own.

    Raises Refused with token_label_missing, token_days_invalid, or token_made_already when this
    form was answered before: what was shown once is not shown again.
    """
    label = " ".join(label.split())
    if not 1 <= len(label) <= LONGEST_LABEL:
        raise Refused(Refusal("token_label_missing", {"most": str(LONGEST_LABEL)}))
    if not 1 <= valid_days <= LONGEST_DAYS:
        raise Refused(Refusal("token_days_invalid", {"most": str(LONGEST_DAYS)}))
    try:
        return issue_api_token(
            user_id=actor.user_id,
            label=hide_niks(label),
            issued_by=actor.name,
            now=now,
            valid_days=valid_days,
            request_id=request_id,
        )
    except IntegrityError:
        raise Refused(Refusal("token_made_already")) from None


@transaction.atomic
def revoke_api_token(*, actor: Actor, token_id: int, now: datetime) -> None:
    """End a token at once; doing it again changes nothing.

    Raises Refused with token_not_found for one that the actor does not oversee.
    """
    token = (
        ApiToken.objects.select_for_update(of=("self",))
        .select_related("user")
        .filter(pk=token_id)
        .first()
    )
    if token is None or not oversees(actor, token.user.as_actor()):
        raise Refused(Refusal("token_not_found"))
    if token.revoked_at is not None:
        return
    token.revoked_at = now
    token.save(update_fields=["revoked_at"])
    append_entry(
        kind="api_token.revoked",
        actor=actor.name,
        subject=f"user:{token.user_id}",
        payload={"label": token.label},
        now=now,
        party_id=token.user.party_id,
    )


def use_api_token(token: str, *, now: datetime) -> Actor | None:
    """Whose program this is, as `actor_by_api_token`; notes that the token is in use.

    Noted once in a few minutes only: a sender of many pieces is no reason to write each time.
    """
    actor = actor_by_api_token(token)
    if actor is not None:
        stale = Q(last_used_at__isnull=True) | Q(last_used_at__lt=now - NOTED_EVERY)
        ApiToken.objects.filter(stale, digest=token_digest(token)).update(last_used_at=now)
    return actor


@transaction.atomic
def enter_password_change(*, actor: Actor, now: datetime) -> None:
    """Enter in the ledger that somebody has a new password; setting it is the caller's."""
    append_entry(
        kind="account.password_changed",
        actor=actor.name,
        subject=f"user:{actor.user_id}",
        payload={},
        now=now,
        party_id=actor.party_id,
    )


@transaction.atomic
def enter_security_change(
    *, actor: Actor, kind: str, payload: dict[str, str | int | bool], now: datetime
) -> None:
    """Enter in the ledger what somebody changed about how they sign in; doing it is the caller's,
    in the same transaction.

    `kind` is factor_added, factor_removed, recovery_codes_made, recovery_code_used or
    sessions_ended; no secret goes into `payload`.
    """
    append_entry(
        kind=f"account.{kind}",
        actor=actor.name,
        subject=f"user:{actor.user_id}",
        payload=payload,
        now=now,
        party_id=actor.party_id,
    )
