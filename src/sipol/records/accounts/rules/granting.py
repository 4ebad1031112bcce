"""Who may give which access, and who may change or take it back."""

from __future__ import annotations

from sipol.kernel.actors import COMMISSION_ROLES, PARTY_ROLES, Actor, Role
from sipol.records.accounts.rules.offices import RUNNING_ROLES


def may_grant(actor: Actor, *, role: Role, party_id: int | None, region_code: str) -> bool:
    """Whether the actor may invite somebody to this role, party and region.

    A party's leader inside the party; the commission and the supervisor their own people in their
    own region and below; the national commission also the supervisor's. A party's first leader is
    invited on a letter only (`access.actions.letters`).
    """
    if actor.role is Role.PARTY_ADMIN:
        return role in PARTY_ROLES and party_id == actor.party_id
    if party_id is not None or not actor.covers(region_code):
        return False
    if actor.role is Role.COMMISSION:
        return role in COMMISSION_ROLES or (role is Role.SUPERVISOR and not actor.region_code)
    return actor.role is Role.SUPERVISOR and role is Role.SUPERVISOR


def sees_account(actor: Actor, owner: Actor) -> bool:
    """Whether somebody's role and region are shown to the actor.

    Within a party to all of it; the offices of commission and supervisor see each other in their
    own region and below. Who looks over a party's work sees no list of its people.
    """
    if actor.is_party or owner.is_party:
        return actor.party_id == owner.party_id
    return actor.covers(owner.region_code)


def may_change(actor: Actor, owner: Actor) -> bool:
    """Whether the actor runs the organisation in which `owner` works, and is somebody else.

    Nobody changes a supervisor's rights alone: see `access.rules.narrowing`.
    """
    if actor.user_id == owner.user_id or actor.role not in RUNNING_ROLES:
        return False
    if actor.is_party or owner.is_party:
        return actor.party_id == owner.party_id
    if owner.role is Role.SUPERVISOR:
        return actor.role is Role.SUPERVISOR and actor.covers(owner.region_code)
    return actor.role is Role.COMMISSION and actor.covers(owner.region_code)
