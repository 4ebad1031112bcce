"""Who somebody is."""

from __future__ import annotations

import hashlib

from sipol.kernel.actors import Actor
from sipol.records.accounts.models import ApiToken, User


def token_digest(token: str) -> str:
    """The only form in which a token is kept."""
    return hashlib.sha256(token.encode("utf-8")).hexdigest()


def actor_by_api_token(token: str) -> Actor | None:
    """The person whose program holds this token, or None for an unknown or revoked one."""
    row = (
        ApiToken.objects.filter(
            digest=token_digest(token), revoked_at__isnull=True, user__is_active=True
        )
        .select_related("user")
        .first()
    )
    return row.user.as_actor() if row else None


def actor_by_email(email: str) -> Actor | None:
    """The active person with this address."""
    user = User.objects.filter(email=email.lower(), is_active=True).first()
    return user.as_actor() if user else None
