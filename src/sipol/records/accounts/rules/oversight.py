"""Whose rights somebody may look at and take back."""

from __future__ import annotations

from sipol.kernel.actors import Actor, Role


def oversees(actor: Actor, owner: Actor) -> bool:
    """Whether the tokens of `owner` are the actor's to see and revoke.

    One's own; for the party's leader all of the party; for an operator those of operators whose
    region lies within the operator's own.
    """
    if actor.user_id == owner.user_id:
        return True
    if not actor.is_party or actor.party_id != owner.party_id:
        return False
    if actor.role is Role.PARTY_ADMIN:
        return True
    return owner.role is Role.PARTY_OPERATOR and actor.covers(owner.region_code)


def oversees_region(actor: Actor, *, party_id: int, user_id: int, region_code: str) -> bool:
    """The same for a permission that somebody of a party holds for one region."""
    if not actor.is_party or actor.party_id != party_id:
        return False
    own = actor.user_id == user_id
    return own or actor.role is Role.PARTY_ADMIN or actor.covers(region_code)
