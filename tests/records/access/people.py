"""People of all organisations, and the short ways to invite and to take up an invitation."""

from __future__ import annotations

from itertools import count

from sipol.kernel import clock
from sipol.kernel.actors import Actor, Role
from sipol.records.access.actions.accepting import accept
from sipol.records.access.actions.invitations import invite, make_link
from sipol.records.access.rules.invitations import Wanted
from sipol.records.accounts.actions import grant_account
from sipol.records.accounts.models import User

PASSWORD = "kereta malam ke utara"
_numbers = count(1)


def somebody(role: Role, region: str = "", party_id: int | None = None) -> Actor:
    number = next(_numbers)
    return grant_account(
        email=f"akses{number}@contoh.test",
        name=f"Petugas {number}",
        password=PASSWORD,
        role=role,
        party_id=party_id,
        region_code=region,
        granted_by="uji",
        now=clock.now(),
    )


def joined(actor: Actor, wanted: Wanted, *, name: str = "Orang Baru") -> Actor:
    """Whoever is invited so, after they took the invitation up."""
    invited, found = invite(actor=actor, wanted=wanted, now=clock.now())
    assert found == [] and invited is not None
    token = make_link(actor=actor, invitation_id=invited, now=clock.now())
    return accept(token=token, name=name, password=PASSWORD, now=clock.now())


def row_of(actor: Actor) -> User:
    return User.objects.get(pk=actor.user_id)
