"""Reading what is filed for places, within the reader's rights."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet

from sipol.kernel.actors import Actor
from sipol.kernel.refusals import Refusal, Refused
from sipol.records.places.models import FiledFact, FiledVersion
from sipol.records.places.rules.levels import Level

Fact = TypeVar("Fact", bound=FiledFact)


class Summary(Protocol):
    """What the summaries of boards, offices and accounts share."""

    @property
    def region_code(self) -> str: ...
    @property
    def level(self) -> Level: ...


def living(model: type[Fact], *, party_id: int, cycle_id: int, under: str = "") -> QuerySet[Fact]:
    """The party's facts that have not ended, in a region and all below it; "" is everywhere."""
    rows = model._default_manager.filter(party_id=party_id, cycle_id=cycle_id, ended_at=None)
    if under:
        rows = rows.filter(Q(region_code=under) | Q(region_code__startswith=f"{under}."))
    return rows


def may_read(actor: Actor, *, party_id: int, region_code: str) -> None:
    """Raises Refused unless the actor may look at this party's filing for this place.

    A party sees its own, each operator what they cover; commission and supervisor see all parties,
    inside their region.
    """
    if actor.is_party and actor.party_id != party_id:
        raise Refused(Refusal("not_your_party"))
    if not actor.covers(region_code):
        raise Refused(Refusal("region_outside_scope"))


def count_by_area(summaries: Iterable[Summary], area: Level) -> dict[str, dict[Level, int]]:
    """How many there are in each province or regency, by level: `{"81": {Level.REGENCY: 9}}`."""
    length = {Level.PROVINCE: 2, Level.REGENCY: 5}[area]
    counts: dict[str, dict[Level, int]] = {}
    for filed in summaries:
        if len(filed.region_code) >= length:
            levels = counts.setdefault(filed.region_code[:length], {})
            levels[filed.level] = levels.get(filed.level, 0) + 1
    return counts


@dataclass(frozen=True, slots=True)
class Step:
    """One version of a fact against the one before: who did what, and (field, before, after).

    `secret_changed` tells that what is sealed became another, not what it was.
    """

    version: int
    act: str
    by: str
    at: datetime
    told: Mapping[str, str] = field(repr=False)
    changes: tuple[tuple[str, str, str], ...] = field(repr=False)
    secret_changed: bool


def history(versions: Iterable[FiledVersion]) -> list[Step]:
    """The steps of one fact, the newest first; `versions` in any order."""
    steps: list[Step] = []
    before: Mapping[str, str] = {}
    sealed: bytes | None = None
    for row in sorted(versions, key=lambda row: row.version):
        secret = bytes(row.secret) if row.secret else None
        steps.append(
            Step(
                version=row.version,
                act=row.act,
                by=row.user_name,
                at=row.at,
                told=row.texts,
                changes=tuple(
                    (name, before.get(name, ""), text)
                    for name, text in row.texts.items()
                    if before.get(name, "") != text
                ),
                secret_changed=secret != sealed,
            )
        )
        before, sealed = row.texts, secret
    return steps[::-1]


def histories(
    actor: Actor,
    model: type[FiledVersion],
    *,
    party_id: int,
    cycle_id: int,
    region_code: str,
    limit: int,
) -> dict[UUID, list[Step]]:
    """The steps of every fact of a place, ended ones included, by the fact's id.

    Only the newest `limit` versions are read; raises Refused as `may_read`.
    """
    may_read(actor, party_id=party_id, region_code=region_code)
    rows = model._default_manager.filter(
        fact__party_id=party_id, fact__cycle_id=cycle_id, fact__region_code=region_code
    )
    grouped: dict[UUID, list[FiledVersion]] = {}
    for row in rows.order_by("-at", "-version")[:limit]:
        grouped.setdefault(row.fact_id, []).append(row)  # type: ignore[attr-defined]
    return {fact_id: history(versions) for fact_id, versions in grouped.items()}
