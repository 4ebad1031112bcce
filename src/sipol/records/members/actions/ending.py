"""Memberships that end: few by one person, many by two, each end to be undone for a while."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from sipol.infra.ledger.actions import append_entry
from sipol.kernel.actors import Actor
from sipol.kernel.digests import sha256_hex
from sipol.kernel.refusals import Refusal, Refused
from sipol.kernel.sortable_ids import sortable_id
from sipol.records.members.models import Ending
from sipol.records.members.rules.endings import ALONE, UNDO_WITHIN
from sipol.records.timetable.queries import admit_writing_everywhere
from sipol.records.timetable.rules.windows import MEMBERS

MOST_AT_ONCE = 1_000_000

_LIVING = """
SELECT id, regency_code FROM members_member
WHERE party_id = %s AND cycle_id = %s AND id = ANY(%s) AND ended_at IS NULL ORDER BY id
"""
_END = """
UPDATE members_member SET version = version + 1, ended_at = %(now)s, ending_id = %(ending)s,
    changed_at = %(now)s, changed_by_id = %(person)s
WHERE party_id = %(party)s AND id = ANY(%(ids)s) AND ended_at IS NULL
"""
# Whoever was listed anew meanwhile stays ended: the party has them already.
_RESTORE = """
UPDATE members_member m SET version = version + 1, ended_at = NULL, ending_id = NULL,
    changed_at = %(now)s, changed_by_id = %(person)s
WHERE party_id = %(party)s AND id = ANY(%(ids)s) AND ending_id = %(ending)s
    AND NOT EXISTS (SELECT FROM members_member n WHERE n.cycle_id = m.cycle_id
        AND n.national_id_index = m.national_id_index AND n.party_id = m.party_id
        AND n.ended_at IS NULL)
"""


@transaction.atomic
def end_members(
    *,
    actor: Actor,
    cycle_id: int,
    member_ids: Iterable[UUID],
    reason: str,
    delivery_id: UUID | None = None,
    now: datetime,
) -> Ending:
    """End these memberships of the actor's party, or ask that they be ended.

    Up to `rules.endings.ALONE` end at once; more wait for `confirm_ending` by a second person.
    Those that ended already are left out. Raises Refused with role_not_allowed,
    ending_reason_missing, member_unknown where nothing is left, region_outside_scope or
    window_closed.
    """
    if not actor.is_party or actor.party_id is None:
        raise Refused(Refusal("role_not_allowed"))
    if not reason.strip():
        raise Refused(Refusal("ending_reason_missing"))
    living = _living(actor.party_id, cycle_id, list(member_ids)[:MOST_AT_ONCE])
    if not living:
        raise Refused(Refusal("member_unknown"))
    _admit(actor, cycle_id, [code for _, code in living], now)
    ending = Ending.objects.create(
        id=sortable_id(now),
        party_id=actor.party_id,
        cycle_id=cycle_id,
        member_ids=[member_id for member_id, _ in living],
        reason=reason.strip()[:500],
        delivery_id=delivery_id,
        asked_at=now,
        asked_by_id=actor.user_id,
        asked_by_name=actor.name,
    )
    if len(living) > ALONE:
        _enter("members.ending_asked", ending, actor, len(living), now)
    else:
        _carry_out(ending, actor, now)
    return ending


@transaction.atomic
def confirm_ending(*, actor: Actor, ending_id: UUID, now: datetime) -> Ending:
    """As a second person, let the memberships end; repeating changes nothing.

    Raises Refused with ending_unknown, ending_by_same_person, ending_dropped, and as `end_members`.
    """
    ending = _locked(actor, ending_id)
    if ending.confirmed_at is not None:
        return ending
    if ending.dropped_at is not None:
        raise Refused(Refusal("ending_dropped"))
    if ending.asked_by_id == actor.user_id:
        raise Refused(Refusal("ending_by_same_person"))
    living = _living(ending.party_id, ending.cycle_id, ending.member_ids)
    _admit(actor, ending.cycle_id, [code for _, code in living], now)
    _carry_out(ending, actor, now)
    return ending


@transaction.atomic
def drop_ending(*, actor: Actor, ending_id: UUID, now: datetime) -> Ending:
    """Take back what was asked and not confirmed; by anybody who may confirm, or who asked.

    Raises Refused with ending_unknown, or ending_done.
    """
    ending = _locked(actor, ending_id)
    if ending.confirmed_at is not None:
        raise Refused(Refusal("ending_done"))
    if ending.dropped_at is None:
        ending.dropped_at = now
        ending.save(update_fields=["dropped_at"])
        _enter("members.ending_dropped", ending, actor, len(ending.member_ids), now)
    return ending


@transaction.atomic
def undo_ending(*, actor: Actor, ending_id: UUID, now: datetime) -> int:
    """List the members of an ending again; returns how many. Repeating changes nothing.

    Whoever the party has listed anew meanwhile stays as they are. Raises Refused with
    ending_unknown, ending_not_done, undo_too_late after `rules.endings.UNDO_WITHIN`, and as
    `end_members`.
    """
    ending = _locked(actor, ending_id)
    if ending.confirmed_at is None:
        raise Refused(Refusal("ending_not_done"))
    if ending.undone_at is not None:
        return 0
    if now > ending.confirmed_at + UNDO_WITHIN:
        raise Refused(Refusal("undo_too_late"))
    _admit(actor, ending.cycle_id, _regencies(ending), now)
    ending.undone_at, ending.undone_by_id, ending.undone_by_name = now, actor.user_id, actor.name
    ending.save(update_fields=["undone_at", "undone_by_id", "undone_by_name"])
    restored = _update(_RESTORE, ending, actor, now)
    _enter("members.ending_undone", ending, actor, restored, now)
    return restored


def _carry_out(ending: Ending, actor: Actor, now: datetime) -> None:
    ending.confirmed_at = now
    ending.confirmed_by_id, ending.confirmed_by_name = actor.user_id, actor.name
    ending.save(update_fields=["confirmed_at", "confirmed_by_id", "confirmed_by_name"])
    _enter("members.ended", ending, actor, _update(_END, ending, actor, now), now)


def _update(statement: str, ending: Ending, actor: Actor, now: datetime) -> int:
    values = {
        "now": now,
        "ending": ending.pk,
        "person": actor.user_id,
        "party": ending.party_id,
        "ids": ending.member_ids,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def _living(party_id: int, cycle_id: int, member_ids: Sequence[UUID]) -> list[tuple[UUID, str]]:
    with connection.cursor() as cursor:
        cursor.execute(_LIVING, [party_id, cycle_id, list(member_ids)])
        return cursor.fetchall()


def _regencies(ending: Ending) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT regency_code FROM members_member"
            " WHERE party_id = %s AND id = ANY(%s) AND ending_id = %s",
            [ending.party_id, ending.member_ids, ending.pk],
        )
        return [code for (code,) in cursor.fetchall()]


def _locked(actor: Actor, ending_id: UUID) -> Ending:
    ending = (
        Ending.objects.select_for_update().filter(pk=ending_id, party_id=actor.party_id).first()
    )
    if ending is None or not actor.is_party:
        raise Refused(Refusal("ending_unknown"))
    return ending


def _admit(actor: Actor, cycle_id: int, regency_codes: Iterable[str], now: datetime) -> None:
    codes = set(regency_codes)
    if not all(map(actor.covers, codes)):
        raise Refused(Refusal("region_outside_scope"))
    admit_writing_everywhere(
        actor, cycle_id=cycle_id, kind=MEMBERS, region_codes=sorted(codes), now=now
    )


def _enter(kind: str, ending: Ending, actor: Actor, count: int, now: datetime) -> None:
    listed = "\n".join(sorted(map(str, ending.member_ids)))
    append_entry(
        kind=kind,
        actor=actor.name,
        subject=f"ending:{ending.pk}",
        payload={
            "count": count,
            "asked_by": ending.asked_by_name,
            "reason": ending.reason,
            "members_sha256": sha256_hex(listed.encode()),
        },
        now=now,
        party_id=ending.party_id,
    )
