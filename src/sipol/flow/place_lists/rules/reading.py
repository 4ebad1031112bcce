"""The rows of a list: each with its region and texts, or with what keeps it out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sipol.flow.intake.rules.headers import fold
from sipol.flow.place_lists.rules.columns import PLACE_COLUMNS, ROW_KEY, Column, ListKind
from sipol.flow.place_lists.rules.headers import ListHeader
from sipol.flow.place_lists.rules.places import Gazetteer, Unplaced
from sipol.kernel.findings import Finding, Severity, Where
from sipol.records.places.rules import fields
from sipol.records.places.rules.levels import level_of

# A number of more digits is rounded by spreadsheet programs.
ROUNDED_KINDS = frozenset({fields.NIK, fields.ACCOUNT})


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row with anything in it. `texts` are the facts that are filled in, normalised;
    `region_code` is None where findings say why."""

    row: int
    cells: tuple[str, ...] = field(repr=False)
    texts: Mapping[str, str] = field(repr=False)
    key: str
    region_code: str | None
    findings: tuple[Finding, ...]
    rounded: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Gate:
    """What the sender may write: their own part of the country, and what is open now."""

    scope: str
    covers: Callable[[str], bool]
    is_open: Callable[[str], bool]


def read_rows(
    rows: Sequence[Sequence[str]],
    header: ListHeader,
    kind: ListKind,
    *,
    gazetteer: Gazetteer,
    gate: Gate,
    long_numbers: frozenset[tuple[int, int]] = frozenset(),
) -> list[ListRow]:
    """All rows below the header but empty ones and the template's example.

    `long_numbers` are the cells, by zero-based row and column of `rows`, that hold a number of
    more digits than a spreadsheet keeps.
    """
    found = []
    for index in range(header.index + 1, len(rows)):
        cells = tuple(cell.strip() for cell in rows[index])
        texts = {name: cells[at] for name, at in header.mapping.items() if at < len(cells)}
        if not any(text for name, text in texts.items() if name != ROW_KEY):
            continue
        if texts.get(kind.example_mark) == kind.column(kind.example_mark).example:
            continue
        rounded = tuple(at for at in range(len(cells)) if (index, at) in long_numbers)
        found.append(_read(index + 1, cells, texts, header, kind, gazetteer, gate, rounded))
    return list(_without_doubles(found, kind))


def _read(
    row: int,
    cells: tuple[str, ...],
    texts: Mapping[str, str],
    header: ListHeader,
    kind: ListKind,
    gazetteer: Gazetteer,
    gate: Gate,
    rounded: tuple[int, ...],
) -> ListRow:
    placed = gazetteer.place(texts, gate.scope)
    findings = list(_of_place(placed, row, kind, gate, texts))
    names = {at: name for name, at in header.mapping.items()}
    for at in rounded:
        column = names.get(at)
        if column and column not in PLACE_COLUMNS and _may_be_rounded(kind, column):
            findings.append(Finding("list_number_rounded", Severity.ERROR, Where(row, column)))
    return ListRow(
        row=row,
        cells=cells,
        texts={c.name: normalised(c, texts[c.name]) for c in kind.facts if texts.get(c.name)},
        key=texts.get(ROW_KEY, ""),
        region_code=None if isinstance(placed, Unplaced) else placed,
        findings=tuple(findings),
        rounded=rounded,
    )


def normalised(column: Column, text: str) -> str:
    """The text as the record's form would hold it; what cannot be read stays as it is."""
    if column.kind == fields.DATE:
        day = fields.read_date(text)
        return fields.write_date(day) if day else text
    folded = fold(text)
    return next((stored for stored, words in column.words.items() if folded in words), text)


def _may_be_rounded(kind: ListKind, name: str) -> bool:
    return name != ROW_KEY and kind.column(name).kind in ROUNDED_KINDS


def _of_place(
    placed: str | Unplaced, row: int, kind: ListKind, gate: Gate, texts: Mapping[str, str]
) -> Iterator[Finding]:
    column = next((one.name for one in kind.places if texts.get(one.name)), kind.places[0].name)
    if isinstance(placed, Unplaced):
        yield Finding(placed.code, Severity.ERROR, Where(row, placed.column), placed.values)
    elif level_of(placed) not in kind.levels:
        yield Finding("list_level", Severity.ERROR, Where(row, column))
    elif not gate.covers(placed):
        yield Finding("list_outside_scope", Severity.ERROR, Where(row, column))
    elif not gate.is_open(placed):
        yield Finding("list_closed_here", Severity.ERROR, Where(row, column))


def _without_doubles(rows: Sequence[ListRow], kind: ListKind) -> Iterator[ListRow]:
    """Where two rows are about one place, neither is taken: nobody knows which is meant."""
    times = Counter(row.region_code for row in rows if row.region_code is not None)
    lines: dict[str, list[int]] = {}
    for row in rows:
        if row.region_code is not None and times[row.region_code] > 1:
            lines.setdefault(row.region_code, []).append(row.row)
    for row in rows:
        alike = lines.get(row.region_code, []) if row.region_code is not None else []
        if not kind.one_per_place or not alike:
            yield row
            continue
        others = ", ".join(str(line) for line in alike if line != row.row)[:80]
        where = Where(row.row, kind.places[0].name)
        twice = Finding("list_place_twice", Severity.ERROR, where, {"rows": others})
        yield replace(row, findings=(*row.findings, twice))
