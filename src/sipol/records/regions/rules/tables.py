"""Reading the plain CSV in which official tables arrive, with the line number of every row."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from sipol.kernel.findings import Finding, Severity, Where

CEILING = 100


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: the line it starts on, counted from 1 with the header, and its cells."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A text's rows under a known header; `findings` say what could not be read as a row."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]


def read_table(text: str, *headers: Sequence[str]) -> Table:
    """The rows of a CSV text whose first line is one of the given headers.

    Commas or, as spreadsheet programs in Indonesia write them, semicolons; blank lines are passed
    over; cells come without outer blanks. A wrong header leaves no rows.
    """
    lines = text.removeprefix("\ufeff")
    first = lines.partition("\n")[0]
    delimiter = ";" if ";" in first and "," not in first else ","
    records, findings = _records(lines, delimiter)
    if not records:
        return Table((), (), (*findings, error("table_empty")))
    header = tuple(cell.casefold() for cell in records[0][1])
    if header not in [tuple(known) for known in headers]:
        wanted = " / ".join(",".join(known) for known in headers)
        wrong = error("header_wrong", records[0][0], wanted=wanted, found=",".join(header)[:200])
        return Table((), (), (wrong,))
    rows = []
    for line, cells in records[1:]:
        if len(cells) == len(header):
            rows.append(Row(line, dict(zip(header, cells, strict=True))))
        else:
            found, wanted = str(len(cells)), str(len(header))
            findings.append(error("row_length_wrong", line, found=found, wanted=wanted))
    if not rows and not findings:
        findings.append(error("table_empty"))
    return Table(header, tuple(rows), tuple(findings))


def error(
    code: str, line: int | None = None, column: str | None = None, /, **values: str
) -> Finding:
    """A finding that keeps the table out."""
    return Finding(code, Severity.ERROR, Where(line, column), values)


def _records(text: str, delimiter: str) -> tuple[list[tuple[int, list[str]]], list[Finding]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    records: list[tuple[int, list[str]]] = []
    while True:
        line = reader.line_num + 1
        try:
            cells = [cell.strip() for cell in next(reader)]
        except StopIteration:
            return records, []
        except csv.Error:
            return records, [error("line_unreadable", line)]
        if any(cells):
            records.append((line, cells))
