"""Giving people and their programs access; every grant is an entry in the ledger."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction

from sipol.infra.ledger.actions import append_entry
from sipol.kernel.actors import Actor, Role
from sipol.records.accounts.models import ApiToken, User
from sipol.records.accounts.queries import token_digest


@transaction.atomic
def grant_account(
    *,
    email: str,
    name: str,
    password: str,
    role: Role,
    party_id: int | None,
    region_code: str,
    granted_by: str,
    now: datetime,
) -> Actor:
    """Open an account with one role and scope."""
    user = User.objects.create_user(
        email=email,
        password=password,
        name=name,
        role=role.value,
        party_id=party_id,
        region_code=region_code,
    )
    append_entry(
        kind="account.granted",
        actor=granted_by,
        subject=f"user:{user.pk}",
        payload={"name": name, "role": role.value, "region": region_code},
        now=now,
        party_id=party_id,
    )
    return user.as_actor()


@transaction.atomic
def issue_api_token(*, user_id: int, label: str, issued_by: str, now: datetime) -> str:
    """A new token for the user's programs. It is shown once, only its digest is kept."""
    user = User.objects.get(pk=user_id)
    token = "sipol_" + secrets.token_urlsafe(32)
    ApiToken.objects.create(user=user, digest=token_digest(token), label=label)
    append_entry(
        kind="api_token.issued",
        actor=issued_by,
        subject=f"user:{user.pk}",
        payload={"label": label},
        now=now,
        party_id=user.party_id,
    )
    return token
