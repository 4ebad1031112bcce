"""Sendings of many papers at once, and what became of each of their files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from sipol.infra.ledger.queries import receipt_of
from sipol.kernel.actors import Actor
from sipol.kernel.refusals import Refusal, Refused
from sipol.records.papers.models import Item, Sending
from sipol.records.papers.rules.kinds import KINDS

WAITING_FOR_PERSON = ("unmatched", "doubled")


@dataclass(frozen=True, slots=True)
class SendingFacts:
    """One sending and its balance: sent = the sum of all states. `receipt` is its number, empty
    until it is closed."""

    id: UUID
    party_id: int
    cycle_id: int
    kind: str
    level: str
    by: str
    begun_at: datetime
    closed_at: datetime | None
    counts: Mapping[str, int]
    receipt: str

    @property
    def title(self) -> str:
        return KINDS[self.kind].title

    @property
    def sent(self) -> int:
        return sum(self.counts.values())

    @property
    def under_way(self) -> bool:
        return self.counts.get("received", 0) > 0

    @property
    def open_for_person(self) -> int:
        return sum(self.counts.get(state, 0) for state in WAITING_FOR_PERSON)


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """One file of a sending. `problem` and `values` find the sentence that says why it waits or was
    refused; `candidates` are codes that its name may mean."""

    id: UUID
    file_name: str
    size: int
    state: str
    kind: str
    region_code: str
    problem: str
    values: Mapping[str, str]
    candidates: tuple[str, ...]
    paper_id: UUID | None
    version: int


def sending(actor: Actor, sending_id: UUID) -> SendingFacts:
    """One sending. Raises Sending.DoesNotExist, or Refused for who may not see it."""
    row = Sending.objects.get(pk=sending_id)
    if not _visible(actor, row.party_id, row.cycle_id).filter(pk=sending_id).exists():
        raise Refused(Refusal("not_your_party"))
    counts = dict(row.items.values_list("state").annotate(n=Count("id")).order_by())
    receipt = receipt_of("papers", f"papers:{row.pk}") if row.closed_at else None
    return _facts(row, counts, receipt.number if receipt else "")


def sendings(actor: Actor, *, party_id: int, cycle_id: int, limit: int = 20) -> list[SendingFacts]:
    """The latest sendings of several files, or with files that wait, that the actor may see."""
    rows = list(
        _visible(actor, party_id, cycle_id)
        .annotate(files=Count("items"))
        .filter(Q(files__gt=1) | Q(closed_at=None))
        .order_by("-begun_at")[:limit]
    )
    states = Item.objects.filter(sending__in=[row.pk for row in rows])
    counts: dict[UUID, dict[str, int]] = {}
    for of, state, count in states.values_list("sending_id", "state").annotate(n=Count("id")):
        counts.setdefault(of, {})[state] = count
    return [_facts(row, counts.get(row.pk, {}), "") for row in rows]


def items(
    facts: SendingFacts, *, states: tuple[str, ...] = (), after: int = 0, limit: int = 100
) -> list[ItemFacts]:
    """The files of a sending that was shown to the asker, in the order in which they came."""
    rows = Item.objects.filter(sending_id=facts.id).select_related("paper")
    if states:
        rows = rows.filter(state__in=states)
    return [_item(row) for row in rows.order_by("at", "id")[after : after + limit]]


def sending_of_item(item_id: UUID) -> UUID | None:
    """To which sending a file belongs, as an upload knows only the file."""
    return Item.objects.filter(pk=item_id).values_list("sending_id", flat=True).first()


def waiting_files(actor: Actor, *, party_id: int, cycle_id: int) -> int:
    """How many files wait for a person, in all sendings that the actor may see."""
    seen = _visible(actor, party_id, cycle_id)
    return Item.objects.filter(sending__in=seen, state__in=WAITING_FOR_PERSON).count()


def _visible(actor: Actor, party_id: int, cycle_id: int) -> QuerySet[Sending]:
    rows = Sending.objects.filter(party_id=party_id, cycle_id=cycle_id)
    if not actor.is_party:
        return rows
    if actor.party_id != party_id:
        return rows.none()
    if not actor.region_code:
        return rows
    inside = Q(scope=actor.region_code) | Q(scope__startswith=f"{actor.region_code}.")
    return rows.filter(inside | Q(user_id=actor.user_id))


def _facts(row: Any, counts: Mapping[str, int], receipt: str) -> SendingFacts:
    return SendingFacts(
        id=row.pk,
        party_id=row.party_id,
        cycle_id=row.cycle_id,
        kind=row.kind,
        level=row.level,
        by=row.user_name,
        begun_at=row.begun_at,
        closed_at=row.closed_at,
        counts=counts,
        receipt=receipt,
    )


def _item(row: Any) -> ItemFacts:
    return ItemFacts(
        id=row.pk,
        file_name=row.file_name,
        size=row.size,
        state=row.state,
        kind=row.kind,
        region_code=row.region_code,
        problem=row.problem,
        values=row.values,
        candidates=tuple(row.candidates),
        paper_id=row.paper_id,
        version=row.paper.version if row.paper else 0,
    )
