"""How many members there are, from the counts that the database keeps."""

from __future__ import annotations

from django.db.models import Sum

from sipol.records.members.models import CountChange, Member


def count_by_regency(*, cycle_id: int, party_id: int) -> dict[str, int]:
    """Accepted members of a party by regency code."""
    rows = (
        CountChange.objects.filter(cycle_id=cycle_id, party_id=party_id)
        .values_list("regency_code")
        .annotate(count=Sum("change"))
    )
    return {code: int(count) for code, count in rows if count}


def count_by_party_and_regency(*, cycle_id: int) -> dict[int, dict[str, int]]:
    """The same of every party that has members, by party id."""
    rows = (
        CountChange.objects.filter(cycle_id=cycle_id)
        .values_list("party_id", "regency_code")
        .annotate(count=Sum("change"))
    )
    counts: dict[int, dict[str, int]] = {}
    for party_id, regency_code, count in rows:
        if count:
            counts.setdefault(party_id, {})[regency_code] = int(count)
    return counts


def count_members(*, cycle_id: int, party_id: int) -> int:
    """Accepted members of a party in the whole country."""
    known = CountChange.objects.filter(cycle_id=cycle_id, party_id=party_id)
    return int(known.aggregate(count=Sum("change"))["count"] or 0)


def roll_is_empty(*, cycle_id: int, party_id: int) -> bool:
    """Whether the party has never had a member."""
    return not Member.objects.filter(cycle_id=cycle_id, party_id=party_id).exists()
