"""Which second factors somebody has, and taking one away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator

from sipol.infra.second_factors.codes import APP, RECOVERY

PASSKEY = Authenticator.Type.WEBAUTHN.value


@dataclass(frozen=True, slots=True)
class Factor:
    """One app or passkey; `name` is what its owner called a passkey."""

    id: int
    kind: str
    name: str
    added_at: datetime
    used_at: datetime | None


def factors_of(user_id: int) -> list[Factor]:
    """The apps and passkeys of somebody, the oldest first. Recovery codes are no factor of their
    own."""
    rows = Authenticator.objects.filter(user_id=user_id).exclude(type=RECOVERY).order_by("pk")
    return [
        Factor(row.pk, row.type, row.data.get("name", ""), row.created_at, row.last_used_at)
        for row in rows
    ]


def has_factor(user_id: int, *kinds: str) -> bool:
    """Whether somebody has any second factor, or one of these kinds."""
    asked = kinds or (APP, PASSKEY)
    return bool(Authenticator.objects.filter(user_id=user_id, type__in=asked).exists())


def remove_factor(user_id: int, factor_id: int) -> Factor | None:
    """Take it away, and with the last one the recovery codes; None if it is not theirs. Call it in
    a transaction."""
    found = next((one for one in factors_of(user_id) if one.id == factor_id), None)
    if found is None:
        return None
    Authenticator.objects.filter(user_id=user_id, pk=factor_id).delete()
    if not has_factor(user_id):
        Authenticator.objects.filter(user_id=user_id).delete()
    return found
