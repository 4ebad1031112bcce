"""Batches of facts of which a place has one: a board, an office, a bank account."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import transaction

from sipol.kernel.actors import Actor
from sipol.kernel.findings import Finding
from sipol.kernel.refusals import Refusal, Refused
from sipol.kernel.sortable_ids import sortable_id
from sipol.records.places.actions.admission import admit, lock
from sipol.records.places.actions.versions import ENDED, SAVED, Change, enter, write
from sipol.records.places.models import FiledFact, FiledVersion
from sipol.records.places.rules.levels import Level, level_of
from sipol.records.timetable.queries import CycleFacts

Fact = TypeVar("Fact", bound=FiledFact)


@dataclass(frozen=True, slots=True)
class Conflict:
    """An entry that builds on a version which is no longer the newest; nothing of it was saved."""

    region_code: str
    row: int | None
    version: int
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a batch: entries with findings or a conflict were left out, the rest stands.

    `ids` are the facts that have a new version, in the order of the entries; `oddities` are
    findings about entries that were saved all the same.
    """

    ids: tuple[UUID, ...] = ()
    unchanged: int = 0
    findings: tuple[Finding, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    oddities: tuple[Finding, ...] = ()

    @property
    def clean(self) -> bool:
        return not self.findings and not self.conflicts


@dataclass(frozen=True, slots=True)
class PlaceEntry:
    """What somebody typed for one place, building on version `base` (0: there was nothing).

    `row` is the line of the sender's file, told back with findings.
    """

    region_code: str
    base: int
    texts: Mapping[str, str] = field(repr=False)
    row: int | None = None


class PlaceKind(ABC, Generic[Fact]):
    """How one kind of fact is read, checked and filled; its name begins its ledger entries."""

    name: str
    fact_model: type[Fact]
    version_model: type[FiledVersion]
    levels: tuple[Level, ...]
    window_kind: str

    @abstractmethod
    def clean(self, texts: Mapping[str, str]) -> dict[str, str]: ...

    @abstractmethod
    def check(
        self, texts: Mapping[str, str], row: int | None, fact: Fact | None
    ) -> list[Finding]: ...

    @abstractmethod
    def texts_of(self, fact: Fact) -> dict[str, str]: ...

    @abstractmethod
    def fill(self, fact: Fact, texts: Mapping[str, str]) -> None: ...

    def says(self, fact: Fact, texts: Mapping[str, str]) -> bool:
        """Whether the fact holds these texts already."""
        return self.texts_of(fact) == texts

    def secret(self, fact: Fact) -> bytes | None:
        return None


@transaction.atomic
def save_places(
    kind: PlaceKind[Fact],
    *,
    actor: Actor,
    cycle: CycleFacts,
    entries: Sequence[PlaceEntry],
    now: datetime,
) -> Saved:
    """Save entries of the actor's party; those with findings or conflicts are left out.

    What a place already says makes no version; what was ended begins again with the next one.
    Raises Refused, nothing saved, with role_not_allowed, region_outside_scope, place_unknown or
    window_closed.
    """
    admit(
        actor,
        cycle,
        (entry.region_code for entry in entries),
        levels=kind.levels,
        kind=kind.window_kind,
        now=now,
    )
    party_id = actor.party_id or 0
    lock(kind.name, party_id=party_id, cycle_id=cycle.id)
    sorting = _Sorting(kind, party_id, cycle.id, entries)
    for entry in entries:
        sorting.take(entry, now)
    if sorting.changes:
        _write(kind, actor, cycle, sorting.changes, SAVED, now)
    return sorting.saved()


def end_place(
    kind: PlaceKind[Fact],
    *,
    actor: Actor,
    cycle: CycleFacts,
    region_code: str,
    base: int,
    now: datetime,
) -> Saved:
    """End what stands at a place, inside the caller's transaction; versions stay readable.

    Raises Refused as `save_places`, and with place_empty where nothing stands.
    """
    admit(actor, cycle, [region_code], levels=kind.levels, kind=kind.window_kind, now=now)
    party_id = actor.party_id or 0
    lock(kind.name, party_id=party_id, cycle_id=cycle.id)
    fact = kind.fact_model._default_manager.filter(
        party_id=party_id, cycle_id=cycle.id, region_code=region_code, ended_at=None
    ).first()
    if fact is None:
        raise Refused(Refusal("place_empty"))
    if conflict := _conflict(fact, PlaceEntry(region_code, base, {})):
        return Saved(conflicts=(conflict,))
    fact.version, fact.ended_at = fact.version + 1, now
    change = Change(fact, ENDED, kind.texts_of(fact), kind.secret(fact))
    _write(kind, actor, cycle, [change], ENDED, now)
    return Saved((fact.pk,))


class _Sorting(Generic[Fact]):
    """Tells entries that make a version from those that say nothing new, are faulty or late."""

    def __init__(
        self, kind: PlaceKind[Fact], party_id: int, cycle_id: int, entries: Sequence[PlaceEntry]
    ) -> None:
        self._kind = kind
        self._new: dict[str, Any] = {"party_id": party_id, "cycle_id": cycle_id}
        codes = {entry.region_code for entry in entries}
        rows = kind.fact_model._default_manager.filter(**self._new, region_code__in=codes)
        self._there = {row.region_code: row for row in rows}
        self._findings: list[Finding] = []
        self._conflicts: list[Conflict] = []
        self._unchanged = 0
        self.changes: list[Change] = []

    def take(self, entry: PlaceEntry, now: datetime) -> None:
        texts = self._kind.clean(entry.texts)
        fact = self._there.get(entry.region_code)
        living = fact if fact and fact.ended_at is None else None
        faults = self._kind.check(texts, entry.row, living)
        if faults:
            self._findings += faults
        elif living and self._kind.says(living, texts):
            self._unchanged += 1
        elif conflict := _conflict(fact, entry):
            self._conflicts.append(conflict)
        else:
            fact = fact or self._kind.fact_model(id=sortable_id(now), version=0, **self._new)
            self._fill(fact, entry.region_code, texts)

    def saved(self) -> Saved:
        ids = tuple(change.fact.pk for change in self.changes)
        return Saved(ids, self._unchanged, tuple(self._findings), tuple(self._conflicts))

    def _fill(self, fact: Fact, region_code: str, texts: Mapping[str, str]) -> None:
        fact.region_code, fact.level = region_code, level_of(region_code).value
        fact.version, fact.ended_at = fact.version + 1, None
        self._kind.fill(fact, texts)
        self._there[region_code] = fact
        told = self._kind.texts_of(fact)
        self.changes.append(Change(fact, SAVED, told, self._kind.secret(fact)))


def _conflict(fact: FiledFact | None, entry: PlaceEntry) -> Conflict | None:
    """What was ended may be begun again by who saw nothing there."""
    if fact is None or fact.version == entry.base or (fact.ended_at and not entry.base):
        return None
    return Conflict(entry.region_code, entry.row, fact.version, fact.changed_by, fact.changed_at)


def _write(
    kind: PlaceKind[Fact],
    actor: Actor,
    cycle: CycleFacts,
    changes: Sequence[Change],
    act: str,
    now: datetime,
) -> None:
    digest = write(
        changes,
        fact_model=kind.fact_model,
        version_model=kind.version_model,
        actor=actor,
        now=now,
    )
    enter(
        f"{kind.name}.{act}",
        actor=actor,
        cycle_id=cycle.id,
        digest=digest,
        counts={"count": len(changes)},
        regions_touched=[change.fact.region_code for change in changes],
        now=now,
    )
