"""Taking a list in: read by the confined child, judged, saved, entered and receipted at once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID

from django.db import transaction
from django.db.models import F

from sipol.flow.intake.readers.errors import UnreadableFile
from sipol.flow.intake.readers.small_table import SmallTable, read_small_sheet
from sipol.flow.intake.rules.headers import HEADER_SEARCH_ROWS
from sipol.flow.intake.rules.row_keys import read_row_key
from sipol.flow.place_lists.actions.receipts import enter_list, issue_list_receipt
from sipol.flow.place_lists.actions.saving import Outcome, save_rows
from sipol.flow.place_lists.models import PlaceList, RejectedListRow
from sipol.flow.place_lists.queries import cells_place
from sipol.flow.place_lists.rules.columns import KINDS, ListKind
from sipol.flow.place_lists.rules.headers import ListHeader, find_header
from sipol.flow.place_lists.rules.places import Gazetteer
from sipol.flow.place_lists.rules.reading import Gate, ListRow, read_rows
from sipol.infra import keys
from sipol.infra.ledger.redaction import hide_niks
from sipol.kernel.actors import Actor
from sipol.kernel.file_names import clean_file_name
from sipol.kernel.findings import Finding
from sipol.kernel.refusals import Refusal, Refused
from sipol.kernel.sortable_ids import sortable_id
from sipol.records.places.actions.admission import lock
from sipol.records.regions import queries as regions
from sipol.records.timetable.queries import (
    CycleFacts,
    open_somewhere,
    refusal_to_begin,
    windows,
)
from sipol.records.timetable.rules.windows import decide

MOST_ROWS = 30_000


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file as it came in; `fd` is open, and left so. `sha256` is 64 hexadecimal digits."""

    fd: int
    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class TakenIn:
    """The list that a file became; `already` where the same file had been sent before."""

    id: UUID
    already: bool = False


@transaction.atomic
def take_in_list(
    *, actor: Actor, cycle: CycleFacts, kind: str, file: SentFile, now: datetime
) -> TakenIn:
    """Judge a list and save its good rows; the others are kept with what is wrong.

    The same file again, of the same kind and from the same part of the country, is the same list.
    Raises Refused with role_not_allowed, list_kind_unknown or window_closed (nothing of the kind
    may be written anywhere in the sender's scope), and UnreadableFile.
    """
    if not actor.is_party or actor.party_id is None:
        raise Refused(Refusal("role_not_allowed"))
    if kind not in KINDS:
        raise Refused(Refusal("list_kind_unknown"))
    chosen = KINDS[kind]
    lock(f"place_list:{kind}", party_id=actor.party_id, cycle_id=cycle.id)
    same = PlaceList.objects.filter(
        party_id=actor.party_id,
        cycle_id=cycle.id,
        kind=kind,
        scope=actor.region_code,
        sha256=file.sha256,
    ).first()
    if same is not None:
        return TakenIn(same.pk, already=True)
    _admit(actor, cycle, chosen, now)
    header, rows = _read(file, chosen, actor, cycle, now)
    outcome = save_rows(chosen, rows, actor=actor, cycle=cycle, now=now)
    made = _keep(actor, cycle, chosen, file, header, rows, outcome, now)
    _replace_earlier(made, rows)
    entry = enter_list(made, now)
    issue_list_receipt(made, entry, now)
    return TakenIn(made.pk)


def _admit(actor: Actor, cycle: CycleFacts, kind: ListKind, now: datetime) -> None:
    """Whoever may write nothing of this kind anywhere hears so before the file is read."""
    if open_somewhere(actor, cycle_id=cycle.id, kind=kind.window, now=now):
        return
    refusal = refusal_to_begin(
        actor, cycle_id=cycle.id, kind=kind.window, region_code=actor.region_code, now=now
    )
    if refusal is not None:
        raise Refused(refusal)


def _read(
    file: SentFile, kind: ListKind, actor: Actor, cycle: CycleFacts, now: datetime
) -> tuple[ListHeader, list[ListRow]]:
    table: SmallTable = read_small_sheet(file.fd, most_rows=MOST_ROWS + HEADER_SEARCH_ROWS)
    header = find_header(table.rows, kind)
    if header is None:
        raise UnreadableFile("header_not_found", {"sheets": ""})
    if header.missing:
        raise UnreadableFile("column_missing", {"columns": ", ".join(header.missing)})
    rows = read_rows(
        table.rows,
        header,
        kind,
        gazetteer=Gazetteer(regions.upper_regions()),
        gate=_gate(actor, cycle, kind, now),
        long_numbers=table.long_numbers,
    )
    if not rows:
        raise UnreadableFile("file_empty")
    return header, rows


def _gate(actor: Actor, cycle: CycleFacts, kind: ListKind, now: datetime) -> Gate:
    known, came = windows(cycle.id), actor.came_at(now)

    @cache
    def is_open(region_code: str) -> bool:
        return decide(
            known,
            party_id=actor.party_id,
            region_code=region_code,
            kind=kind.window,
            now=came,
        ).may_begin

    return Gate(actor.region_code, actor.covers, is_open)


def _keep(
    actor: Actor,
    cycle: CycleFacts,
    kind: ListKind,
    file: SentFile,
    header: ListHeader,
    rows: Sequence[ListRow],
    outcome: Outcome,
    now: datetime,
) -> PlaceList:
    made = PlaceList.objects.create(
        id=sortable_id(now),
        party_id=actor.party_id,
        cycle_id=cycle.id,
        user_id=actor.user_id,
        user_name=actor.name,
        scope=actor.region_code,
        kind=kind.name,
        file_name=hide_niks(clean_file_name(file.name)),
        file_size=file.size,
        sha256=file.sha256,
        received_at=now,
        titles=[hide_niks(title) for title in header.titles],
        columns=dict(header.mapping),
        ignored_titles=[hide_niks(title) for title in header.ignored],
        warnings=[[one.where.row, one.code, one.where.column] for one in outcome.oddities],
        rows_sent=len(rows),
        rows_added=outcome.added,
        rows_replaced=outcome.replaced,
        rows_unchanged=outcome.unchanged,
        rows_rejected=len(outcome.findings),
    )
    _keep_rejected(made, rows, outcome.findings)
    return made


def _keep_rejected(
    made: PlaceList, rows: Iterable[ListRow], findings: dict[int, list[Finding]]
) -> None:
    cipher = keys.current().rejected_rows
    RejectedListRow.objects.bulk_create(
        [
            RejectedListRow(
                place_list=made,
                row=row.row,
                cells=cipher.seal(
                    json.dumps(row.cells, ensure_ascii=False).encode(),
                    cells_place(made.pk, row.row),
                ),
                findings=[
                    [one.code, one.where.column, dict(one.values)] for one in findings[row.row]
                ],
                rounded=list(row.rounded),
            )
            for row in rows
            if row.row in findings
        ],
        batch_size=1000,
    )


def _replace_earlier(made: PlaceList, rows: Iterable[ListRow]) -> None:
    """Take the rejected rows off their lists that came back in this one; own lists only."""
    wanted: dict[UUID, set[int]] = {}
    for row in rows:
        key = read_row_key(row.key)
        if key is not None:
            wanted.setdefault(key[0], set()).add(key[1])
    own = PlaceList.objects.filter(
        pk__in=wanted, party_id=made.party_id, cycle_id=made.cycle_id, kind=made.kind
    )
    for earlier in own:
        if made.scope and not f"{earlier.scope}.".startswith(f"{made.scope}."):
            continue
        replaced = RejectedListRow.objects.filter(
            place_list=earlier, row__in=wanted[earlier.pk], replaced_by=None
        ).update(replaced_by=made)
        PlaceList.objects.filter(pk=earlier.pk).update(rows_mended=F("rows_mended") + replaced)
