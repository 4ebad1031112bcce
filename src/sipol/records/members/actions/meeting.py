"""Rows whose person the party has listed already: found again, renewed, or left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import polars as pl
from django.db import connection

from sipol.infra.keys.national_ids import NationalIdCipher
from sipol.records.members.actions.admitting import (
    RowOrigin,
    SealedMembers,
    admit_members,
    copy_members,
)
from sipol.records.members.rules.meeting import Meeting

# What a list says of a person. A row that agrees in all of it changes nothing.
SAID = (
    *("name", "sex", "birth_place", "birth_date", "marital_status", "occupation", "address"),
    *("rt", "rw", "village_code", "district_code", "regency_code", "card_number"),
    *("card_file", "id_file"),
)
_RENEWED = (*SAID, "name_key", "flags", "delivery_id", "row", "changed_at", "changed_by_id")

_LISTED = """
SELECT 'n', national_id_index FROM members_member
    WHERE cycle_id = %(cycle)s AND party_id = %(party)s AND ended_at IS NULL
    AND national_id_index = ANY(%(indexes)s::bytea[])
UNION ALL
SELECT 'c', convert_to(card_number, 'UTF8') FROM members_member
    WHERE cycle_id = %(cycle)s AND party_id = %(party)s AND ended_at IS NULL
    AND card_number = ANY(%(cards)s::text[])
"""
_STAGE = """
CREATE TEMPORARY TABLE IF NOT EXISTS members_arriving
    (LIKE members_member INCLUDING DEFAULTS) ON COMMIT DROP;
DELETE FROM members_arriving
"""
# By NIK first. A card finds the member whose NIK is mended, if nobody else of the file has the
# old one.
_MEETINGS = f"""
WITH met AS (
    SELECT s.row, s.id AS arriving, m.id AS listed, true AS by_nik, s, m
    FROM members_arriving s JOIN members_member m ON m.cycle_id = s.cycle_id
        AND m.party_id = s.party_id AND m.national_id_index = s.national_id_index
        AND m.ended_at IS NULL
    UNION ALL
    SELECT s.row, s.id, m.id, false, s, m
    FROM members_arriving s JOIN members_member m ON m.cycle_id = s.cycle_id
        AND m.party_id = s.party_id AND m.card_number = s.card_number AND m.ended_at IS NULL
        AND (m.name_key = s.name_key OR m.birth_date = s.birth_date)
        AND m.delivery_id IS DISTINCT FROM s.delivery_id
    WHERE NOT EXISTS (SELECT FROM members_member n WHERE n.cycle_id = s.cycle_id
            AND n.party_id = s.party_id AND n.national_id_index = s.national_id_index
            AND n.ended_at IS NULL)
        AND NOT EXISTS (SELECT FROM members_arriving t
            WHERE t.national_id_index = m.national_id_index)
)
SELECT DISTINCT ON (row) row, listed, by_nik, CASE
    WHEN %(scope)s <> '' AND (m).regency_code <> %(scope)s
        AND NOT starts_with((m).regency_code, %(scope)s || '.') THEN '{Meeting.LISTED_ELSEWHERE}'
    WHEN by_nik AND (m).name_key <> (s).name_key AND (m).birth_date <> (s).birth_date
        THEN '{Meeting.ANOTHER_PERSON}'
    WHEN by_nik AND ({", ".join(f"(m).{name}" for name in SAID)})
        = ({", ".join(f"(s).{name}" for name in SAID)}) THEN '{Meeting.IDENTICAL}'
    ELSE '{Meeting.CHANGED}' END
FROM met ORDER BY row, by_nik DESC, listed
"""  # noqa: S608 - put together of our own column names
_RENEW = f"""
UPDATE members_member m SET version = m.version + 1,
    {", ".join(f'"{name}" = s."{name}"' for name in _RENEWED)}
FROM members_arriving s, unnest(%(rows)s::integer[], %(listed)s::uuid[]) AS met (met_row, met_id)
WHERE s.row = met_row AND m.party_id = %(party)s AND m.id = met_id
"""  # noqa: S608 - put together of our own column names
_RENUMBER = """
UPDATE members_member m SET version = m.version + 1, national_id = %s, national_id_index = %s,
    {renewed}
FROM members_arriving s WHERE s.row = %s AND m.party_id = %s AND m.id = %s
""".format(renewed=", ".join(f'"{name}" = s."{name}"' for name in _RENEWED))


@dataclass(frozen=True, slots=True)
class Arrival:
    """What became of a batch: rows that are new, and by row number what the others met."""

    new: int
    met: Mapping[int, Meeting]

    def count(self, meeting: Meeting) -> int:
        """How many rows met the roll like this."""
        return sum(1 for found in self.met.values() if found is meeting)


@dataclass(frozen=True, slots=True)
class _Met:
    row: int
    listed: UUID
    by_nik: bool
    meeting: Meeting


def meet_roll(
    members: SealedMembers,
    *,
    origin: RowOrigin,
    national_ids: Sequence[str],
    indexes: Sequence[bytes],
    scope: str,
    cipher: NationalIdCipher,
) -> Arrival:
    """Take a batch into a roll that is not empty: new people in, listed ones to their next version.

    `national_ids` and `indexes` are those of the rows, in order. `scope` is the region for which
    the list is: whoever is listed outside it is left as they are. A row whose NIK nobody has, but
    whose card number, with the name or the birth date, a listed member has, mends that member's
    NIK. The caller holds `lock_roll`.
    """
    met = _met_already(members, origin, indexes)
    fresh = members.only(~met)
    admitted = admit_members(fresh)
    if not met.any():
        return Arrival(admitted, {})
    doubtful = members.only(met)
    with connection.cursor() as cursor:
        cursor.execute(_STAGE)
    copy_members("members_arriving", doubtful)
    found = _meetings(scope)
    number_of = dict(zip(members.rows["row"], zip(national_ids, indexes, strict=True), strict=True))
    changed = [one for one in found if one.meeting is Meeting.CHANGED]
    _renew([one for one in changed if one.by_nik], origin)
    for one in changed:
        if not one.by_nik:
            _renumber(one, *number_of[one.row], origin, cipher)
    meetings = {one.row: one.meeting for one in found}
    # A card alone proves nothing: somebody else's row with it is a new member.
    unmet = ~doubtful.rows["row"].is_in(list(meetings))
    admitted += admit_members(doubtful.only(unmet))
    return Arrival(admitted, meetings)


def _met_already(members: SealedMembers, origin: RowOrigin, indexes: Sequence[bytes]) -> pl.Series:
    cards = members.rows["card_number"].to_list()
    with connection.cursor() as cursor:
        cursor.execute(
            _LISTED,
            {
                "cycle": origin.cycle_id,
                "party": origin.party_id,
                "indexes": list(indexes),
                "cards": cards,
            },
        )
        known = {(kind, bytes(value)) for kind, value in cursor.fetchall()}
    return pl.Series(
        [
            ("n", index) in known or ("c", card.encode()) in known
            for index, card in zip(indexes, cards, strict=True)
        ],
        dtype=pl.Boolean,
    )


def _meetings(scope: str) -> list[_Met]:
    with connection.cursor() as cursor:
        cursor.execute(_MEETINGS, {"scope": scope})
        found = [
            _Met(row, listed, by_nik, Meeting(meeting))
            for row, listed, by_nik, meeting in cursor.fetchall()
        ]
    claims = Counter(one.listed for one in found)
    # Where two rows claim one member by card, neither can be told to be that member.
    return [one for one in found if one.by_nik or claims[one.listed] == 1]


def _renew(met: Sequence[_Met], origin: RowOrigin) -> None:
    if not met:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _RENEW,
            {
                "rows": [one.row for one in met],
                "listed": [one.listed for one in met],
                "party": origin.party_id,
            },
        )


def _renumber(
    one: _Met, national_id: str, index: bytes, origin: RowOrigin, cipher: NationalIdCipher
) -> None:
    sealed = cipher.seal(national_id, one.listed.bytes)
    with connection.cursor() as cursor:
        cursor.execute(_RENUMBER, [sealed, index, one.row, origin.party_id, one.listed])
