"""Reading the roll: counts for the pages, never a list of people without an actor."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection
from django.db.models import Count

from sipol.records.members.models import Member


def count_by_regency(*, cycle_id: int, party_id: int) -> dict[str, int]:
    """Accepted members of a party by regency code."""
    rows = (
        Member.objects.filter(cycle_id=cycle_id, party_id=party_id)
        .values("regency_code")
        .annotate(count=Count("id"))
    )
    return {row["regency_code"]: row["count"] for row in rows}


def count_by_party_and_regency(*, cycle_id: int) -> dict[int, dict[str, int]]:
    """The same of every party that has members, by party id."""
    rows = (
        Member.objects.filter(cycle_id=cycle_id)
        .values_list("party_id", "regency_code")
        .annotate(count=Count("id"))
    )
    counts: dict[int, dict[str, int]] = {}
    for party_id, regency_code, count in rows:
        counts.setdefault(party_id, {})[regency_code] = count
    return counts


def count_members(*, cycle_id: int, party_id: int) -> int:
    """Accepted members of a party in the whole country."""
    return Member.objects.filter(cycle_id=cycle_id, party_id=party_id).count()


def listed(*, cycle_id: int, party_id: int, indexes: Sequence[bytes]) -> set[bytes]:
    """Which of these national id indexes already stand in the party's roll."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT national_id_index FROM members_member"
            " WHERE cycle_id = %s AND party_id = %s AND national_id_index = ANY(%s::bytea[])",
            [cycle_id, party_id, list(indexes)],
        )
        return {bytes(row[0]) for row in cursor.fetchall()}


def roll_is_empty(*, cycle_id: int, party_id: int) -> bool:
    """Whether the party has no member yet."""
    return not Member.objects.filter(cycle_id=cycle_id, party_id=party_id).exists()
