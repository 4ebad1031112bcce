"""Who somebody is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from sipol.kernel.actors import Actor
from sipol.kernel.refusals import Refusal, Refused
from sipol.records.accounts.models import ApiToken, User
from sipol.records.accounts.rules.oversight import oversees


@dataclass(frozen=True, slots=True)
class TokenFacts:
    """An API token that is alive, without the token. `expires_at` is None where it has no end."""

    id: int
    label: str
    owner: str
    is_own: bool
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None


def token_digest(token: str) -> str:
    """The only form in which a token is kept."""
    return hashlib.sha256(token.encode("utf-8")).hexdigest()


def actor_by_api_token(token: str) -> Actor | None:
    """The person whose program holds this token; None for an unknown, revoked or expired one."""
    row = _living_tokens().filter(digest=token_digest(token), user__is_active=True).first()
    return row.user.as_actor() if row else None


def living_tokens(actor: Actor) -> list[TokenFacts]:
    """The tokens that the actor may see and revoke, own ones first, then the newest."""
    rows = _living_tokens().filter(user__party_id=actor.party_id).order_by("-created_at")
    seen = [_token_facts(row, actor) for row in rows if oversees(actor, row.user.as_actor())]
    return sorted(seen, key=lambda token: not token.is_own)


def living_token(actor: Actor, token_id: int) -> TokenFacts:
    """One of `living_tokens`; raises Refused with token_not_found."""
    row = _living_tokens().filter(pk=token_id).first()
    if row is None or not oversees(actor, row.user.as_actor()):
        raise Refused(Refusal("token_not_found"))
    return _token_facts(row, actor)


def names_of(user_ids: Iterable[int]) -> dict[int, str]:
    """What these people are called, by their id."""
    return dict(User.objects.filter(pk__in=set(user_ids)).values_list("pk", "name"))


def actor_by_email(email: str) -> Actor | None:
    """The active person with this address."""
    user = User.objects.filter(email=email.lower(), is_active=True).first()
    return user.as_actor() if user else None


def _living_tokens() -> QuerySet[ApiToken]:
    in_time = Q(expires_at__isnull=True) | Q(expires_at__gt=Now())
    return ApiToken.objects.filter(in_time, revoked_at__isnull=True).select_related("user")


def _token_facts(row: ApiToken, actor: Actor) -> TokenFacts:
    return TokenFacts(
        id=row.pk,
        label=row.label,
        owner=row.user.name,
        is_own=row.user_id == actor.user_id,
        created_at=row.created_at,
        last_used_at=row.last_used_at,
        expires_at=row.expires_at,
    )
