"""Files that a party takes away from a delivery in order to mend it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import IO

from sipol.flow.intake.documents.error_workbook import (
    CellFinding,
    RejectedCells,
    write_error_workbook,
    write_findings_csv,
)
from sipol.flow.intake.queries.deliveries import DeliveryFacts
from sipol.flow.intake.queries.findings import RejectedFacts, every_open_rejected_row
from sipol.flow.intake.rules.fields import FIELDS
from sipol.flow.intake.rules.row_keys import row_key

_NAME_OF_HEADING = {field.heading: field.name for field in FIELDS}


def error_workbook_file(delivery: DeliveryFacts) -> IO[bytes]:
    """The workbook of the rows that are still out, as an unnamed file at its beginning."""
    target = tempfile.TemporaryFile()  # noqa: SIM115 - the answer that sends it closes it
    write_error_workbook(target, titles=delivery.titles, rows=_rejected_cells(delivery))
    target.seek(0)
    return target


def findings_file(delivery: DeliveryFacts) -> IO[bytes]:
    """All findings of the rows that are still out as CSV, for programs and for very many rows."""
    target = tempfile.TemporaryFile()  # noqa: SIM115 - the answer that sends it closes it
    write_findings_csv(target, titles=delivery.titles, rows=_rejected_cells(delivery))
    target.seek(0)
    return target


def _rejected_cells(delivery: DeliveryFacts) -> Iterator[RejectedCells]:
    for row in every_open_rejected_row(delivery.id):
        yield RejectedCells(
            row=row.row,
            cells=row.cells,
            findings=tuple(
                CellFinding(
                    delivery.columns.get(_NAME_OF_HEADING.get(finding.column, "")),
                    finding.sentence,
                    finding.mending,
                )
                for finding in row.findings
            ),
            row_key=row_key(delivery.id, row.row),
            rounded=_rounded_columns(delivery, row),
        )


def _rounded_columns(delivery: DeliveryFacts, row: RejectedFacts) -> frozenset[int]:
    """Columns whose number must stay a number: as text its lost digit would look sound."""
    if any(finding.code == "nik_rounded_by_excel" for finding in row.findings):
        return frozenset({delivery.columns["national_id"]})
    return frozenset()
