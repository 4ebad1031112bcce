"""What must be possible before anybody can sign in: a first cycle, and the first account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sipol.kernel import clock
from sipol.kernel.actors import Role

BY = "baris perintah"


@dataclass(frozen=True, slots=True)
class NewCycle:
    """A cycle as it was ordered; times without a zone are WIB."""

    slug: str
    name: str
    opens: datetime
    closes: datetime
    age_date: date
    basis: str


def open_cycle(order: NewCycle) -> int:
    """Set a cycle up and make it the current one."""
    from sipol.records.timetable import queries
    from sipol.records.timetable.actions import cycles

    if queries.cycle_by_slug(order.slug) is not None:
        print(f"Tahapan “{order.slug}” sudah ada. Tidak ada yang berubah.")
        return 1
    if order.closes <= order.opens:
        print("Waktu tutup harus sesudah waktu buka. Tidak ada yang berubah.")
        return 1
    cycles.open_cycle(
        slug=order.slug,
        name=order.name,
        opens_at=_in_wib(order.opens),
        closes_at=_in_wib(order.closes),
        age_reference_date=order.age_date,
        legal_basis=order.basis,
        actor_name=BY,
        now=clock.now(),
    )
    print(f"Tahapan “{order.name}” dibuka, {order.opens} sampai {order.closes}.")
    return 0


def grant_first(email: str, name: str) -> int:
    """Invite somebody to run the national commission's office, and print the link.

    Only while fewer than two do: from then on they invite each other, and everybody else.
    """
    from sipol.records.access.actions.invitations import invite_first
    from sipol.records.access.messages import sentence
    from sipol.records.access.rules.invitations import Wanted
    from sipol.web.shared.people.inviting import invitation_address

    wanted = Wanted(email=email.strip().lower(), role=Role.COMMISSION, name=name)
    token, objection = invite_first(wanted=wanted, by=BY, now=clock.now())
    if objection is not None:
        print(sentence(objection))
        return 1
    print("Serahkan tautan ini kepada orangnya; hanya berlaku sekali, 7 hari:")
    print(invitation_address(token))
    return 0


def _in_wib(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=clock.WIB)
