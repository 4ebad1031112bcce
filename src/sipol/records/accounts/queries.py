"""Who somebody is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from sipol.kernel.actors import Actor, Role
from sipol.kernel.refusals import Refusal, Refused
from sipol.records.accounts.models import ApiToken, User
from sipol.records.accounts.rules.granting import sees_account
from sipol.records.accounts.rules.offices import PARTY, RUNNING_ROLES, Office, office_for
from sipol.records.accounts.rules.oversight import oversees
from sipol.records.accounts.rules.standing import STATE_TITLES


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


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """An account as those see it who may know of it. `actor` says who, in which role and where."""

    actor: Actor
    email: str
    standing: str
    expires_at: datetime | None
    last_sign_in: datetime | None
    granted_at: datetime

    def expired(self, now: datetime) -> bool:
        return self.expires_at is not None and self.expires_at <= now

    @property
    def standing_title(self) -> str:
        return STATE_TITLES[self.standing]


def token_digest(token: str) -> str:
    """The only form in which a token is kept."""
    return hashlib.sha256(token.encode("utf-8")).hexdigest()


def actor_by_api_token(token: str) -> Actor | None:
    """The person whose program holds this token; None for an unknown, revoked or expired one, and
    for somebody whose account has expired or is not active."""
    owner_enters = Q(user__is_active=True) & (
        Q(user__expires_at__isnull=True) | Q(user__expires_at__gt=Now())
    )
    row = _living_tokens().filter(owner_enters, digest=token_digest(token)).first()
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


def accounts(actor: Actor) -> list[AccountFacts]:
    """The accounts that the actor may know of: those that run an office first, then by region."""
    rows = User.objects.filter(party_id=actor.party_id).order_by("region_code", "name", "pk")
    seen = [row for row in rows if sees_account(actor, row.as_actor())]
    seen.sort(key=lambda row: (row.ended_at is not None, Role(row.role) not in RUNNING_ROLES))
    return [account_facts(row) for row in seen]


def account(actor: Actor, user_id: int) -> AccountFacts:
    """One of `accounts`; raises Refused with account_not_found."""
    row = User.objects.filter(pk=user_id).first()
    if row is None or not sees_account(actor, row.as_actor()):
        raise Refused(Refusal("account_not_found"))
    return account_facts(row)


def runs(office: Office) -> Q:
    """Which accounts run an organisation now, as a condition on accounts."""
    roles = [role.value for role in RUNNING_ROLES if office_for(role, 0, "").kind == office.kind]
    found = Q(is_active=True, role__in=roles, party_id=office.party_id)
    return found if office.kind == PARTY else found & Q(region_code=office.region_code)


def people_who_run(office: Office) -> list[int]:
    """The ids of those who run an organisation now."""
    return list(User.objects.filter(runs(office)).order_by("pk").values_list("pk", flat=True))


def count_running(office: Office) -> int:
    """How many active accounts run an organisation."""
    return User.objects.filter(runs(office)).count()


def account_facts(row: User) -> AccountFacts:
    return AccountFacts(
        actor=row.as_actor(),
        email=row.email,
        standing=row.standing,
        expires_at=row.expires_at,
        last_sign_in=row.last_login,
        granted_at=row.created_at,
    )


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
