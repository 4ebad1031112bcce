"""Findings of a delivery: grouped by the repair they need, and row by row."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Max, Min

from sipol.flow.intake.messages.findings import render
from sipol.flow.intake.models import RejectedRow, RowFinding
from sipol.infra import keys
from sipol.infra.keys.sealing import BytesCipher


@dataclass(frozen=True, slots=True)
class RepairGroup:
    """All findings that one repair would settle: the code, the column and what it is about."""

    code: str
    severity: str
    column: str
    group: str
    rows: int
    first_row: int
    last_row: int
    sentence: str
    mending: str


@dataclass(frozen=True, slots=True)
class FindingFacts:
    """One finding with its words; `value` holds no identity number unmasked."""

    row: int
    column: str
    code: str
    severity: str
    value: str
    detail: str
    sentence: str
    mending: str


@dataclass(frozen=True, slots=True)
class RejectedFacts:
    """A rejected row: the sender's own cells, opened, and what is wrong with them."""

    row: int
    cells: tuple[str | None, ...]
    findings: tuple[FindingFacts, ...]
    mended: bool


def repair_groups(
    delivery_id: UUID, limit: int = 100, *, language: str = "id"
) -> list[RepairGroup]:
    """Findings grouped by the repair they need; errors first, then the most rows."""
    rows = (
        RowFinding.objects.filter(delivery_id=delivery_id)
        .values("code", "severity", "column", "group")
        .annotate(
            rows=Count("row", distinct=True),
            first_row=Min("row"),
            last_row=Max("row"),
            value=Min("value"),
            detail=Min("detail"),
        )
        .order_by("severity", "-rows", "code")[:limit]
    )
    return [_group(row, language) for row in rows]


def findings(delivery_id: UUID, *, offset: int = 0, limit: int = 1000) -> list[FindingFacts]:
    """Findings in the order of rows."""
    rows = RowFinding.objects.filter(delivery_id=delivery_id).order_by("row", "id")
    return [_finding(row) for row in rows[offset : offset + limit]]


def count_findings(delivery_id: UUID) -> int:
    return RowFinding.objects.filter(delivery_id=delivery_id).count()


def rejected_rows(
    delivery_id: UUID,
    *,
    offset: int = 0,
    limit: int = 50,
    only_open: bool = False,
    language: str = "id",
) -> list[RejectedFacts]:
    """Rejected rows in the sender's order, with findings; their cells are opened for the caller."""
    rows = RejectedRow.objects.filter(delivery_id=delivery_id).order_by("row")
    if only_open:
        rows = rows.filter(mended_by__isnull=True)
    return _with_findings(delivery_id, list(rows[offset : offset + limit]), language)


def every_open_rejected_row(delivery_id: UUID, batch: int = 2000) -> Iterator[RejectedFacts]:
    """All rejected rows that nobody mended yet, in the sender's order, for the error workbook."""
    last = 0
    while rows := list(
        RejectedRow.objects.filter(
            delivery_id=delivery_id, mended_by__isnull=True, row__gt=last
        ).order_by("row")[:batch]
    ):
        yield from _with_findings(delivery_id, rows)
        last = rows[-1].row


def _with_findings(
    delivery_id: UUID, rows: Sequence[RejectedRow], language: str = "id"
) -> list[RejectedFacts]:
    by_row: dict[int, list[FindingFacts]] = {row.row: [] for row in rows}
    found = RowFinding.objects.filter(delivery_id=delivery_id, row__in=list(by_row))
    for finding in found.order_by("row", "id"):
        by_row[finding.row].append(_finding(finding, language))
    cipher = keys.current().rejected_rows
    return [
        RejectedFacts(
            row=row.row,
            cells=_opened(cipher, delivery_id, row),
            findings=tuple(by_row[row.row]),
            mended=row.mended_by_id is not None,
        )
        for row in rows
    ]


def _opened(cipher: BytesCipher, delivery_id: UUID, row: RejectedRow) -> tuple[str | None, ...]:
    place = f"rejected:{delivery_id}:{row.row}".encode()
    return tuple(json.loads(cipher.open(bytes(row.cells), place)))


def _finding(row: RowFinding, language: str = "id") -> FindingFacts:
    sentence, mending = render(row.code, row.value, row.detail, language, severity=row.severity)
    return FindingFacts(
        row.row, row.column, row.code, row.severity, row.value, row.detail, sentence, mending
    )


def _group(row: dict[str, object], language: str) -> RepairGroup:
    told = (str(row["code"]), str(row["value"]), str(row["detail"]))
    sentence, mending = render(*told, language, severity=str(row["severity"]))
    return RepairGroup(
        code=str(row["code"]),
        severity=str(row["severity"]),
        column=str(row["column"]),
        group=str(row["group"]),
        rows=int(str(row["rows"])),
        first_row=int(str(row["first_row"])),
        last_row=int(str(row["last_row"])),
        sentence=sentence,
        mending=mending,
    )
