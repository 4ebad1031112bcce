"""What waits in the demonstration: a party's letter, and people who have not answered yet."""

from __future__ import annotations

from sipol.config.demo.cast import DOMAIN, INVITED, LETTER
from sipol.kernel import clock
from sipol.kernel.actors import Actor
from sipol.records.access.actions.invitations import invite
from sipol.records.access.actions.letters import receive_letter
from sipol.records.access.queries import letters
from sipol.records.access.rules.invitations import Wanted
from sipol.records.accounts.queries import actor_by_email
from sipol.records.timetable.queries import CycleFacts


def open_access(cycle: CycleFacts) -> None:
    """Take the letter down and invite; what is there already is left as it is."""
    commission = _actor("kpu")
    if not letters(commission, cycle.id):
        texts = {
            "party_name": LETTER.party_name,
            "short_name": LETTER.short_name,
            "number": LETTER.number,
            "asked_by": LETTER.asked_by,
            "decree": LETTER.decree,
            "admin_name": LETTER.admin_name,
            "admin_email": f"{LETTER.admin_login}@{DOMAIN}",
            "kind": "national",
            "group": "new",
        }
        now = clock.now()
        receive_letter(
            actor=commission,
            cycle_id=cycle.id,
            texts=texts,
            dated=now.date(),
            party_id=None,
            now=now,
        )
    for inviter, login, name, role, region in INVITED:
        actor = _actor(inviter)
        wanted = Wanted(f"{login}@{DOMAIN}", role, region, actor.party_id, name)
        invite(actor=actor, wanted=wanted, now=clock.now())


def _actor(login: str) -> Actor:
    actor = actor_by_email(f"{login}@{DOMAIN}")
    if actor is None:
        raise LookupError(f"{login} is gone: delete the demo's folder and begin anew")
    return actor
