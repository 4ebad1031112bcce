"""Members one by one: found by what identifies them, and as they were before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sipol.infra import keys
from sipol.kernel.actors import Actor
from sipol.kernel.identifiers import mask_nik
from sipol.records.members.models import Member, MemberVersion
from sipol.records.members.rules.identity import member_id

_PLAIN = (
    *("party_id", "id", "cycle_id", "version", "name", "sex", "birth_place", "birth_date"),
    *("marital_status", "occupation", "address", "rt", "rw", "village_code", "district_code"),
    *("regency_code", "card_number", "flags", "delivery_id", "row", "changed_at"),
    *("changed_by_id", "ended_at", "ending_id"),
)


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """A membership, or an earlier version of it, without the NIK but for its mask.

    `replaced_at` is when a later version took this one's place, null for the present one.
    """

    party_id: int
    id: UUID
    cycle_id: int
    version: int
    name: str
    sex: str
    birth_place: str
    birth_date: date
    marital_status: str
    occupation: str
    address: str
    rt: str
    rw: str
    village_code: str
    district_code: str
    regency_code: str
    card_number: str
    flags: str
    delivery_id: UUID | None
    row: int | None
    changed_at: datetime | None
    changed_by_id: int | None
    ended_at: datetime | None
    ending_id: UUID | None
    masked_national_id: str
    replaced_at: datetime | None = None


def member(actor: Actor, *, cycle_id: int, party_id: int, member_id: UUID) -> MemberFacts | None:
    """A membership inside the actor's rights, else None."""
    found = Member.objects.filter(party_id=party_id, id=member_id, cycle_id=cycle_id).first()
    if found is None or not _may_see(actor, party_id, found.regency_code):
        return None
    return _facts(found)


def history(
    actor: Actor, *, cycle_id: int, party_id: int, member_id: UUID
) -> Sequence[MemberFacts]:
    """All versions of a membership, the present one first; empty outside the actor's rights."""
    now = member(actor, cycle_id=cycle_id, party_id=party_id, member_id=member_id)
    if now is None:
        return []
    earlier = MemberVersion.objects.filter(party_id=party_id, id=member_id).order_by("-version")
    return [now, *map(_facts, earlier)]


def national_id_of(actor: Actor, *, cycle_id: int, party_id: int, member_id: UUID) -> str | None:
    """The NIK in full, inside the actor's rights. The door records the look and its reason."""
    found = Member.objects.filter(party_id=party_id, id=member_id, cycle_id=cycle_id).first()
    if found is None or not _may_see(actor, party_id, found.regency_code):
        return None
    return _opened(found)


def ids_by_national_ids(
    *, cycle_id: int, party_id: int, national_ids: Iterable[str]
) -> Mapping[str, UUID]:
    """The living members with these NIKs, by NIK."""
    wanted = list(dict.fromkeys(national_ids))
    indexes = keys.current().national_ids.index_many(wanted)
    found = {
        bytes(index): id_
        for id_, index in _living(cycle_id, party_id)
        .filter(national_id_index__in=indexes)
        .values_list("id", "national_id_index")
    }
    return {nik: found[index] for nik, index in zip(wanted, indexes, strict=True) if index in found}


def ids_by_card_numbers(
    *, cycle_id: int, party_id: int, card_numbers: Iterable[str]
) -> Mapping[str, Sequence[UUID]]:
    """The living members with these card numbers; more than one may have the same."""
    rows = (
        _living(cycle_id, party_id)
        .filter(card_number__in=list(card_numbers))
        .values_list("card_number", "id")
    )
    found: dict[str, list[UUID]] = {}
    for card_number, id_ in rows:
        found.setdefault(card_number, []).append(id_)
    return found


def ids_by_rows(
    *, cycle_id: int, party_id: int, delivery_id: UUID, rows: Iterable[int]
) -> Mapping[int, UUID]:
    """The living members that these rows of a delivery made, by row."""
    ids = {member_id(delivery_id, row): row for row in rows}
    known = _living(cycle_id, party_id).filter(id__in=list(ids)).values_list("id", flat=True)
    return {ids[id_]: id_ for id_ in known}


def _living(cycle_id: int, party_id: int) -> Any:
    return Member.objects.filter(cycle_id=cycle_id, party_id=party_id, ended_at__isnull=True)


def _may_see(actor: Actor, party_id: int, regency_code: str) -> bool:
    if actor.is_party and actor.party_id != party_id:
        return False
    return actor.covers(regency_code)


def _facts(row: Member | MemberVersion) -> MemberFacts:
    return MemberFacts(
        **{name: getattr(row, name) for name in _PLAIN},
        masked_national_id=mask_nik(_opened(row)),
        replaced_at=getattr(row, "replaced_at", None),
    )


def _opened(row: Member | MemberVersion) -> str:
    return keys.current().national_ids.open(bytes(row.national_id), row.id.bytes)
