"""One membership at a time: entered, corrected, and brought back to what it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from sipol.infra import keys
from sipol.infra.ledger.actions import append_entry
from sipol.kernel.actors import Actor
from sipol.kernel.refusals import Refusal, Refused
from sipol.kernel.sortable_ids import sortable_id
from sipol.records.members.models import Member
from sipol.records.members.rules.names import name_key
from sipol.records.timetable.queries import admit_writing
from sipol.records.timetable.rules.windows import MEMBERS


@dataclass(frozen=True, slots=True)
class Person:
    """What is written of one member, already judged: texts as the roll keeps them."""

    national_id: str
    name: str
    sex: str
    birth_date: date
    marital_status: str
    district_code: str
    regency_code: str
    card_number: str
    birth_place: str = ""
    occupation: str = ""
    address: str = ""
    rt: str = ""
    rw: str = ""
    village_code: str = ""
    flags: str = ""

    def columns(self) -> dict[str, Any]:
        """The roll's plain columns."""
        plain = {
            field.name: getattr(self, field.name)
            for field in fields(self)
            if field.name != "national_id"
        }
        return plain | {"name_key": name_key(self.name)}


@transaction.atomic
def enter_member(*, actor: Actor, cycle_id: int, person: Person, now: datetime) -> UUID:
    """Take one judged person into the roll of the actor's party; returns the member's id.

    Raises Refused with role_not_allowed, region_outside_scope, window_closed, or member_listed
    where the party has this NIK already.
    """
    party_id = _admit(actor, cycle_id, [person.regency_code], now)
    member_id = sortable_id(now)
    _write_once(
        lambda: Member.objects.create(
            id=member_id,
            party_id=party_id,
            cycle_id=cycle_id,
            version=1,
            changed_at=now,
            changed_by_id=actor.user_id,
            **_sealed(person.national_id, member_id),
            **person.columns(),
        )
    )
    _enter("member.entered", actor, party_id, member_id, 1, person.regency_code, now)
    return member_id


@transaction.atomic
def correct_member(
    *, actor: Actor, cycle_id: int, member_id: UUID, version: int, person: Person, now: datetime
) -> int:
    """Write a member's next version; returns its number.

    `version` is the one that the actor saw. Raises Refused as `enter_member` does, with
    member_unknown, with member_ended, and with member_changed_meanwhile where somebody else was
    quicker.
    """
    listed = _listed(actor, cycle_id, member_id)
    party_id = _admit(actor, cycle_id, [listed.regency_code, person.regency_code], now)
    if listed.ended_at is not None:
        raise Refused(Refusal("member_ended"))
    if listed.version != version:
        raise Refused(Refusal("member_changed_meanwhile"))
    written = person.columns() | _sealed(person.national_id, member_id)
    _write_next(listed, actor, written, now)
    _enter("member.corrected", actor, party_id, member_id, version + 1, person.regency_code, now)
    return version + 1


def _listed(actor: Actor, cycle_id: int, member_id: UUID) -> Member:
    found = (
        Member.objects.select_for_update()
        .filter(party_id=actor.party_id, id=member_id, cycle_id=cycle_id)
        .first()
    )
    if found is None or not actor.covers(found.regency_code):
        raise Refused(Refusal("member_unknown"))
    return found


def _write_next(listed: Member, actor: Actor, written: Mapping[str, Any], now: datetime) -> None:
    _write_once(
        lambda: Member.objects.filter(party_id=listed.party_id, id=listed.id).update(
            version=listed.version + 1,
            changed_at=now,
            changed_by_id=actor.user_id,
            delivery_id=None,
            row=None,
            **written,
        )
    )


def _write_once(write: Any) -> None:
    """Under the roll's own constraint; waits a moment for a list that has the same NIK."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '3s'")
            write()
            cursor.execute("SET LOCAL lock_timeout = DEFAULT")
    except IntegrityError as problem:
        if "member_once_per_party_and_cycle" not in str(problem):
            raise
        raise Refused(Refusal("member_listed")) from problem


def _sealed(national_id: str, member_id: UUID) -> dict[str, bytes]:
    cipher = keys.current().national_ids
    return {
        "national_id": cipher.seal(national_id, member_id.bytes),
        "national_id_index": cipher.index(national_id),
    }


def _admit(actor: Actor, cycle_id: int, regency_codes: list[str], now: datetime) -> int:
    if not actor.is_party or actor.party_id is None:
        raise Refused(Refusal("role_not_allowed"))
    for code in regency_codes:
        if not actor.covers(code):
            raise Refused(Refusal("region_outside_scope"))
        admit_writing(actor, cycle_id=cycle_id, kind=MEMBERS, region_code=code, now=now)
    return actor.party_id


def _enter(
    kind: str,
    actor: Actor,
    party_id: int,
    member_id: UUID,
    version: int,
    regency_code: str,
    now: datetime,
) -> None:
    append_entry(
        kind=kind,
        actor=actor.name,
        subject=f"member:{member_id}",
        payload={"version": version, "regency": regency_code},
        now=now,
        party_id=party_id,
    )
