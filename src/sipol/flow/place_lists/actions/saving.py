"""Saving the rows of a list by the actions of their records, each row on what stands already."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sipol.flow.place_lists.rules.columns import ACCOUNT, BOARD, OFFICE, OFFICER, ListKind
from sipol.flow.place_lists.rules.merging import lacking, merged
from sipol.flow.place_lists.rules.reading import ListRow
from sipol.kernel.actors import Actor
from sipol.kernel.findings import Finding, Severity, Where
from sipol.kernel.identifiers import clean_nik
from sipol.records.bank_accounts.actions import save_accounts
from sipol.records.bank_accounts.queries import standing_accounts
from sipol.records.bank_accounts.rules.account import FIELDS as ACCOUNT_FIELDS
from sipol.records.boards.actions.boards import save_boards
from sipol.records.boards.actions.known import KnownOfficers, SeveralOfThatName
from sipol.records.boards.actions.officers import OfficerEntry, save_officers
from sipol.records.boards.queries import standing_boards
from sipol.records.boards.rules.entries import (
    check_board,
    check_officer,
    clean_board,
    clean_officer,
)
from sipol.records.offices.actions import save_offices
from sipol.records.offices.queries import standing_offices
from sipol.records.offices.rules.office import FIELDS as OFFICE_FIELDS
from sipol.records.places.actions.batches import PlaceEntry, Saved
from sipol.records.places.rules import fields
from sipol.records.timetable.queries import CycleFacts

Standing = Mapping[str, tuple[int, dict[str, str]]]
Check = Callable[[Mapping[str, str], int], list[Finding]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the rows: findings by row, counts of the others, oddities of saved ones."""

    findings: dict[int, list[Finding]]
    added: int
    replaced: int
    unchanged: int
    oddities: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Ready:
    """A row as an entry of its record; `stands` where it builds on something."""

    entry: Any
    texts: Mapping[str, str]
    stands: bool


class _Records(ABC):
    """How rows of one kind become entries, and how those are saved."""

    @abstractmethod
    def ready(self, row: ListRow, region_code: str) -> _Ready | Finding: ...

    @abstractmethod
    def check(self, texts: Mapping[str, str], row: int) -> list[Finding]: ...

    @abstractmethod
    def save(self, entries: Sequence[Any]) -> Saved: ...


def save_rows(
    kind: ListKind, rows: Sequence[ListRow], *, actor: Actor, cycle: CycleFacts, now: datetime
) -> Outcome:
    """Save the rows without findings, in the caller's transaction; tell of all the others."""
    records = _records_of(kind, rows, actor, cycle, now)
    findings: dict[int, list[Finding]] = {}
    entries: list[_Ready] = []
    for row in rows:
        ready, found = _judged(kind, records, row)
        if found:
            findings[row.row] = found
        elif ready is not None:
            entries.append(ready)
    saved = records.save([one.entry for one in entries]) if entries else Saved()
    for one in _told(kind, saved):
        findings.setdefault(one.where.row or 0, []).append(one)
    taken = [one for one in entries if one.entry.row not in findings]
    added = sum(not one.stands for one in taken)
    replaced = len(taken) - added - saved.unchanged
    return Outcome(findings, added, replaced, saved.unchanged, saved.oddities)


def _judged(kind: ListKind, records: _Records, row: ListRow) -> tuple[_Ready | None, list[Finding]]:
    """The row as an entry, or everything that is wrong with it."""
    found = list(row.findings)
    if row.region_code is None:
        return None, [*found, *records.check(row.texts, row.row)]
    ready = records.ready(row, row.region_code)
    if isinstance(ready, Finding):
        return None, [*found, ready, *records.check(row.texts, row.row)]
    faults = records.check(ready.texts, row.row)
    named = {one.where.column for one in faults}
    short = lacking(kind, ready.texts, row.row, stands=ready.stands)
    faults += [one for one in short if one.where.column not in named]
    return ready, _without_echo(found, faults)


def _without_echo(found: list[Finding], faults: list[Finding]) -> list[Finding]:
    """One finding for a cell: a number that was rounded need not be told to be impossible too."""
    told = {one.where.column for one in found}
    return found + [one for one in faults if one.where.column not in told]


def _told(kind: ListKind, saved: Saved) -> Iterator[Finding]:
    yield from saved.findings
    column = kind.places[0].name
    for conflict in saved.conflicts:
        yield Finding("list_overtaken", Severity.ERROR, Where(conflict.row, column))


class _OfPlaces(_Records):
    """Boards, offices and accounts: a place has one, and its newest version is built on."""

    def __init__(self, check: Check, standing: Standing, save: Callable[..., Saved]) -> None:
        self._check, self._standing, self._save = check, standing, save

    def ready(self, row: ListRow, region_code: str) -> _Ready:
        version, stored = self._standing.get(region_code, (0, {}))
        texts = merged(stored, row.texts)
        entry = PlaceEntry(region_code, version, texts, row.row)
        return _Ready(entry, texts, stands=version > 0)

    def check(self, texts: Mapping[str, str], row: int) -> list[Finding]:
        return self._check(texts, row)

    def save(self, entries: Sequence[PlaceEntry]) -> Saved:
        return self._save(entries=entries)


class _OfOfficers(_Records):
    def __init__(self, known: KnownOfficers, save: Callable[..., Saved]) -> None:
        self._known, self._save = known, save
        self._seen: dict[tuple[str, str, str], int] = {}

    def ready(self, row: ListRow, region_code: str) -> _Ready | Finding:
        nik = clean_nik(row.texts.get("national_id", ""))
        name = row.texts.get("name", "")
        person = (region_code, " ".join(name.casefold().split()), nik)
        first = self._seen.setdefault(person, row.row)
        if name and first != row.row:
            where = Where(row.row, "name")
            return Finding("list_person_twice", Severity.ERROR, where, {"row": str(first)})
        try:
            officer = self._known.find(region_code, nik=nik, name=name)
        except SeveralOfThatName:
            return Finding("list_person_unclear", Severity.ERROR, Where(row.row, "name"))
        texts = merged(officer.texts if officer else {}, row.texts)
        entry = OfficerEntry(
            region_code,
            texts,
            officer.id if officer else None,
            officer.version if officer else 0,
            row.row,
        )
        return _Ready(entry, texts, stands=officer is not None)

    def check(self, texts: Mapping[str, str], row: int) -> list[Finding]:
        return check_officer(clean_officer(texts), row)

    def save(self, entries: Sequence[OfficerEntry]) -> Saved:
        return self._save(entries=entries)


def _records_of(
    kind: ListKind, rows: Sequence[ListRow], actor: Actor, cycle: CycleFacts, now: datetime
) -> _Records:
    party_id = actor.party_id or 0
    standing, save, check = _ACTIONS[kind.name]

    def saving(entries: Sequence[Any]) -> Saved:
        return save(actor=actor, cycle=cycle, entries=entries, now=now)

    if kind.name == OFFICER:
        codes = {row.region_code for row in rows if row.region_code is not None}
        return _OfOfficers(KnownOfficers(party_id, cycle.id, codes), saving)
    return _OfPlaces(check, standing(party_id, cycle.id), saving)


def _check_of(known: tuple[fields.Field, ...]) -> Check:
    return lambda texts, row: fields.check(known, fields.clean(known, texts), row)


_ACTIONS: Mapping[str, tuple[Any, Any, Any]] = {
    BOARD: (
        standing_boards,
        save_boards,
        lambda texts, row: check_board(clean_board(texts), row),
    ),
    OFFICER: (None, save_officers, None),
    OFFICE: (standing_offices, save_offices, _check_of(OFFICE_FIELDS)),
    ACCOUNT: (standing_accounts, save_accounts, _check_of(ACCOUNT_FIELDS)),
}
