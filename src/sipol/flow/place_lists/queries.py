"""Reading lists: their counts, what is wrong grouped by how it is mended, and rejected rows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from sipol.flow.place_lists.messages import sentence_of, told
from sipol.flow.place_lists.models import PlaceList, RejectedListRow
from sipol.flow.place_lists.rules.columns import KINDS
from sipol.infra import keys
from sipol.kernel.actors import Actor
from sipol.kernel.findings import Finding, Severity, Where

EXAMPLES = 12


@dataclass(frozen=True, slots=True)
class ListFacts:
    """A list as pages show it. `open_rows` are rejected ones that nobody has mended yet."""

    id: UUID
    kind: str
    file_name: str
    user_name: str
    received_at: datetime
    titles: tuple[str, ...]
    ignored_titles: tuple[str, ...]
    sent: int
    added: int
    replaced: int
    unchanged: int
    rejected: int
    mended: int

    @property
    def saved(self) -> int:
        return self.added + self.replaced

    @property
    def open_rows(self) -> int:
        return self.rejected - self.mended


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """Findings that are mended the same way, with the heading of their column and the first
    rows, each with its own sentence."""

    title: str
    heading: str
    mending: str
    count: int
    examples: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class RejectedRowFacts:
    """A rejected row that is still open: the sender's own cells and (column, sentence, mending)
    for each finding, the column by its place in the sender's file."""

    row: int
    cells: tuple[str, ...] = field(repr=False)
    findings: tuple[tuple[int | None, str, str], ...]
    rounded: frozenset[int]


def place_list(actor: Actor, list_id: UUID) -> ListFacts | None:
    """One list of the actor's party that was sent within the actor's part of the country."""
    row = _own(actor).filter(pk=list_id).first()
    return _facts(row) if row is not None and actor.covers(row.scope) else None


def latest_lists(actor: Actor, *, cycle_id: int, limit: int = 20) -> list[ListFacts]:
    """The newest lists of the actor's party and part of the country."""
    rows = _own(actor).filter(cycle_id=cycle_id).order_by("-received_at")
    if actor.region_code:
        rows = rows.filter(scope__startswith=actor.region_code)
    return [_facts(row) for row in rows[:limit]]


def finding_groups(facts: ListFacts, *, language: str = "id") -> list[FindingGroup]:
    """What is wrong with the open rows, grouped by code and column, most rows first."""
    rows = RejectedListRow.objects.filter(place_list_id=facts.id, replaced_by=None).order_by("row")
    found = (
        Finding(code, Severity.ERROR, Where(row, column), values)
        for row, findings in rows.values_list("row", "findings")
        for code, column, values in findings
    )
    return _grouped(facts, found, language)


def warning_groups(facts: ListFacts, *, language: str = "id") -> list[FindingGroup]:
    """What is odd about rows that were saved all the same."""
    warnings = PlaceList.objects.values_list("warnings", flat=True).get(pk=facts.id)
    found = (Finding(code, Severity.WARNING, Where(row, column)) for row, code, column in warnings)
    return _grouped(facts, found, language)


def open_rejected_rows(facts: ListFacts, *, language: str = "id") -> Iterator[RejectedRowFacts]:
    """The rows that nobody has mended yet, in the sender's order."""
    columns = PlaceList.objects.values_list("columns", flat=True).get(pk=facts.id)
    cipher = keys.current().rejected_rows
    rows = RejectedListRow.objects.filter(place_list_id=facts.id, replaced_by=None)
    for row in rows.order_by("row").iterator(chunk_size=1000):
        cells = json.loads(cipher.open(bytes(row.cells), cells_place(facts.id, row.row)))
        findings = [
            Finding(code, Severity.ERROR, Where(row.row, column), values)
            for code, column, values in row.findings
        ]
        yield RejectedRowFacts(
            row.row,
            tuple(cells),
            tuple(
                (columns.get(one.where.column), *told(facts.kind, one, language))
                for one in findings
            ),
            frozenset(row.rounded),
        )


def cells_place(list_id: UUID, row: int) -> bytes:
    """Where sealed cells belong: they open nowhere else."""
    return f"place_list:{list_id}:{row}".encode()


def _own(actor: Actor) -> QuerySet[PlaceList]:
    return PlaceList.objects.filter(party_id=actor.party_id if actor.is_party else None)


def _facts(row: PlaceList) -> ListFacts:
    return ListFacts(
        id=row.pk,
        kind=row.kind,
        file_name=row.file_name,
        user_name=row.user_name,
        received_at=row.received_at,
        titles=tuple(row.titles),
        ignored_titles=tuple(row.ignored_titles),
        sent=row.rows_sent,
        added=row.rows_added,
        replaced=row.rows_replaced,
        unchanged=row.rows_unchanged,
        rejected=row.rows_rejected,
        mended=row.rows_mended,
    )


def _grouped(facts: ListFacts, found: Iterable[Finding], language: str) -> list[FindingGroup]:
    groups: dict[tuple[str, str], list[Finding]] = {}
    for one in found:
        groups.setdefault((one.code, one.where.column or ""), []).append(one)
    kind = KINDS[facts.kind]
    made = []
    for (_code, column), members in groups.items():
        examples = tuple(
            (one.where.row or 0, sentence_of(facts.kind, one, language))
            for one in members[:EXAMPLES]
        )
        first = members[0]
        _sentence, mending = told(facts.kind, first, language)
        heading = kind.column(column).heading if column else ""
        made.append(FindingGroup(examples[0][1], heading, mending, len(members), examples))
    return sorted(made, key=lambda group: -group.count)
