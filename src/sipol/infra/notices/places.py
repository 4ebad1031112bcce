"""Whose notice it is: the one rule by which a person sees it, as a filter for the database."""

from __future__ import annotations

from django.db.models import Q

from sipol.kernel.actors import Actor, Role


def office_of(actor: Actor) -> str:
    """The kind of office the actor works in: party, commission or supervisor."""
    if actor.is_party:
        return "party"
    return "supervisor" if actor.role is Role.SUPERVISOR else "commission"


def addressed_to(actor: Actor) -> Q:
    """Notices for the actor's office: of the own region, of regions above it, and of all below.

    A regency's operator is told what was told to the province; the centre is told everything.
    """
    own = Q(office=office_of(actor), party_id=actor.party_id)
    scope = actor.region_code
    if not scope:
        return own
    parts = scope.split(".")
    above = ["", *(".".join(parts[: depth + 1]) for depth in range(len(parts)))]
    return own & (Q(region_code__in=above) | Q(region_code__startswith=f"{scope}."))
