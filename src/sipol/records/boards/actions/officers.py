"""Saving the officers of boards, and ending one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q

from sipol.infra import keys
from sipol.kernel.actors import Actor
from sipol.kernel.findings import Finding, Severity, Where
from sipol.kernel.refusals import Refusal, Refused
from sipol.kernel.sortable_ids import sortable_id
from sipol.records.boards.models import Officer, OfficerVersion
from sipol.records.boards.queries import index_text, place_of_officer, texts_of_officer
from sipol.records.boards.rules.entries import check_officer, clean_officer, oddities_of_officer
from sipol.records.places.actions.admission import admit, lock
from sipol.records.places.actions.batches import Conflict, Saved
from sipol.records.places.actions.versions import ENDED, SAVED, Change, enter, write
from sipol.records.places.rules.levels import LEVELS, level_of
from sipol.records.timetable.queries import CycleFacts
from sipol.records.timetable.rules.windows import BOARDS


@dataclass(frozen=True, slots=True)
class OfficerEntry:
    """What somebody typed of one officer of the board of a place.

    A new one has no `officer_id` and builds on `base` 0. An empty NIK leaves the stored one.
    """

    region_code: str
    texts: Mapping[str, str] = field(repr=False)
    officer_id: UUID | None = None
    base: int = 0
    row: int | None = None


def save_officer(*, actor: Actor, cycle: CycleFacts, entry: OfficerEntry, now: datetime) -> Saved:
    """Save one officer; see `save_officers`."""
    return save_officers(actor=actor, cycle=cycle, entries=[entry], now=now)


@transaction.atomic
def save_officers(
    *, actor: Actor, cycle: CycleFacts, entries: Sequence[OfficerEntry], now: datetime
) -> Saved:
    """Save officers of the actor's party; entries with findings or conflicts are left out.

    The same NIK twice on one board is a finding. Raises Refused as `save_boards`.
    """
    codes = {entry.region_code for entry in entries}
    admit(actor, cycle, codes, levels=LEVELS, kind=BOARDS, now=now)
    party_id = actor.party_id or 0
    lock("board", party_id=party_id, cycle_id=cycle.id)
    sorting = _Sorting(party_id, cycle.id, entries, now)
    for entry in entries:
        sorting.take(entry)
    if sorting.changes:
        _write_officers(actor, cycle, sorting.changes, "board.officers_saved", now)
    return sorting.saved()


@transaction.atomic
def end_officer(
    *, actor: Actor, cycle: CycleFacts, officer_id: UUID, base: int, now: datetime
) -> Saved:
    """End an officer; raises Refused as `save_boards`, and with officer_unknown."""
    party_id = actor.party_id or 0
    lock("board", party_id=party_id, cycle_id=cycle.id)
    officer = Officer.objects.filter(
        pk=officer_id, party_id=party_id, cycle_id=cycle.id, ended_at=None
    ).first()
    if officer is None:
        raise Refused(Refusal("officer_unknown"))
    admit(actor, cycle, [officer.region_code], levels=LEVELS, kind=BOARDS, now=now)
    if officer.version != base:
        return Saved(conflicts=(_conflict(officer, None),))
    _write_officers(actor, cycle, _ends([officer], now), "board.officer_ended", now)
    return Saved((officer.pk,))


def end_officers_of(region_code: str, *, actor: Actor, cycle: CycleFacts, now: datetime) -> None:
    """End all officers of a place, whose board the caller has ended in this transaction."""
    officers = Officer.objects.filter(
        party_id=actor.party_id, cycle_id=cycle.id, region_code=region_code, ended_at=None
    )
    ends = _ends(list(officers), now)
    if ends:
        _write_officers(actor, cycle, ends, "board.officers_ended", now)


class _Sorting:
    """Tells entries that make a version from those that say nothing new, are faulty or late."""

    def __init__(
        self, party_id: int, cycle_id: int, entries: Sequence[OfficerEntry], now: datetime
    ) -> None:
        self._new = {"party_id": party_id, "cycle_id": cycle_id}
        self._now = now
        living = Officer.objects.filter(**self._new, ended_at=None)
        codes = {entry.region_code for entry in entries}
        ids = {entry.officer_id for entry in entries if entry.officer_id}
        self._there = {row.pk: row for row in living.filter(pk__in=ids)}
        on_boards = living.filter(region_code__in=codes)
        counted = on_boards.values_list("region_code").annotate(count=Count("pk"))
        self._counts: dict[str, int] = dict(counted)
        known = on_boards.filter(~Q(national_id_index=None))
        self._holders = {
            (code, bytes(index)): pk
            for code, index, pk in known.values_list("region_code", "national_id_index", "pk")
        }
        self._findings: list[Finding] = []
        self._conflicts: list[Conflict] = []
        self._oddities: list[Finding] = []
        self._unchanged = 0
        self.changes: list[Change] = []

    def take(self, entry: OfficerEntry) -> None:
        texts = clean_officer(entry.texts)
        officer = self._there.get(entry.officer_id) if entry.officer_id else None
        index = _index(texts["national_id"])
        faults = check_officer(texts, entry.row) or self._strangers(entry, officer, index)
        if faults:
            self._findings += faults
        elif officer and officer.version != entry.base:
            self._conflicts.append(_conflict(officer, entry.row))
        elif officer and not _differs(officer, texts, index):
            self._unchanged += 1
        else:
            self._oddities += oddities_of_officer(texts, entry.row)
            self._fill(officer, entry.region_code, texts, index)

    def saved(self) -> Saved:
        return Saved(
            ids=tuple(change.fact.pk for change in self.changes),
            unchanged=self._unchanged,
            findings=tuple(self._findings),
            conflicts=tuple(self._conflicts),
            oddities=tuple(self._oddities),
        )

    def _strangers(
        self, entry: OfficerEntry, officer: Officer | None, index: bytes | None
    ) -> list[Finding]:
        """Findings about somebody who is not there, or is there already."""
        gone = entry.officer_id and (officer is None or officer.region_code != entry.region_code)
        if gone:
            return [Finding("officer_unknown", Severity.ERROR, Where(entry.row, "name"))]
        holder = self._holders.get((entry.region_code, index)) if index else None
        if holder is None or holder == entry.officer_id:
            return []
        return [Finding("officer_listed_already", Severity.ERROR, Where(entry.row, "national_id"))]

    def _fill(
        self,
        officer: Officer | None,
        region_code: str,
        texts: Mapping[str, str],
        index: bytes | None,
    ) -> None:
        if officer is None:
            officer = Officer(id=sortable_id(self._now), version=0, **self._new)
            self._counts[region_code] = self._counts.get(region_code, 0) + 1
        officer.region_code, officer.level = region_code, level_of(region_code).value
        officer.version += 1
        for name in ("title", "post", "name", "sex", "card_number", "phone"):
            setattr(officer, name, texts[name])
        officer.position = int(texts["position"] or officer.position or self._counts[region_code])
        if index:
            cipher = keys.current().national_ids
            officer.national_id_index = index
            officer.national_id = cipher.seal(texts["national_id"], place_of_officer(officer))
            self._holders[region_code, index] = officer.pk
        change = Change(officer, SAVED, texts_of_officer(officer), officer.national_id)
        self.changes.append(change)


def _index(nik: str) -> bytes | None:
    return keys.current().national_ids.index(index_text(nik)) if nik else None


def _differs(officer: Officer, texts: Mapping[str, str], index: bytes | None) -> bool:
    stored = texts_of_officer(officer)
    same_person = index is None or bytes(officer.national_id_index or b"") == index
    told = {name: texts[name] for name in stored if name != "position" or texts[name]}
    return not same_person or any(stored[name] != text for name, text in told.items())


def _conflict(officer: Officer, row: int | None) -> Conflict:
    return Conflict(
        officer.region_code, row, officer.version, officer.changed_by, officer.changed_at
    )


def _ends(officers: Sequence[Officer], now: datetime) -> list[Change]:
    for officer in officers:
        officer.version, officer.ended_at = officer.version + 1, now
    return [
        Change(officer, ENDED, texts_of_officer(officer), officer.national_id)
        for officer in officers
    ]


def _write_officers(
    actor: Actor, cycle: CycleFacts, changes: Sequence[Change], kind: str, now: datetime
) -> None:
    digest = write(changes, fact_model=Officer, version_model=OfficerVersion, actor=actor, now=now)
    enter(
        kind,
        actor=actor,
        cycle_id=cycle.id,
        digest=digest,
        counts={"officers": len(changes)},
        regions_touched=[change.fact.region_code for change in changes],
        now=now,
    )
