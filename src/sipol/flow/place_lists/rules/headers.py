"""Which row of a sheet names the columns of a list, and which column is which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sipol.flow.intake.rules import fields as member_fields
from sipol.flow.intake.rules.headers import HEADER_SEARCH_ROWS, fold
from sipol.flow.place_lists.rules.columns import PLACE_COLUMNS, ROW_KEY, ListKind

_KEY_HEADING = member_fields.FIELD_BY_NAME["row_key"].heading
_LONGEST_HEADING = 100
_FEWEST_HEADINGS = 2


@dataclass(frozen=True, slots=True)
class ListHeader:
    """The header: zero-based `index` of its row, the sender's own titles, and our column names by
    zero-based place. `missing` are headings without which nothing can be read."""

    index: int
    titles: tuple[str, ...]
    mapping: Mapping[str, int]
    ignored: tuple[str, ...]
    missing: tuple[str, ...]


def find_header(rows: Sequence[Sequence[str]], kind: ListKind) -> ListHeader | None:
    """The row with the most known headings among the first; None where none has two of them."""
    known = _known(kind)
    found = [_read(index, row, known) for index, row in enumerate(rows[:HEADER_SEARCH_ROWS])]
    best = max(found, key=lambda read: len(read[2]), default=None)
    if best is None or len(best[2]) < _FEWEST_HEADINGS:
        return None
    index, titles, mapping = best
    ignored = [title for at, title in enumerate(titles) if title and at not in mapping.values()]
    return ListHeader(index, titles, mapping, tuple(ignored), _missing(kind, mapping))


def _known(kind: ListKind) -> dict[str, str]:
    known = {fold(_KEY_HEADING): ROW_KEY}
    for column in kind.columns:
        for heading in (column.heading, *column.variants):
            known.setdefault(fold(heading), column.name)
    return known


def _read(
    index: int, row: Sequence[str], known: Mapping[str, str]
) -> tuple[int, tuple[str, ...], dict[str, int]]:
    titles = tuple(cell.strip() for cell in row)
    while titles and not titles[-1]:
        titles = titles[:-1]
    mapping: dict[str, int] = {}
    for place, title in enumerate(titles):
        name = known.get(fold(title)) if len(title) <= _LONGEST_HEADING else None
        if name is not None:
            mapping.setdefault(name, place)
    return index, titles, mapping


def _missing(kind: ListKind, mapping: Mapping[str, int]) -> tuple[str, ...]:
    lacking = [
        column.heading for column in kind.columns if column.required and column.name not in mapping
    ]
    if not PLACE_COLUMNS & mapping.keys():
        lacking.insert(0, kind.places[0].heading)
    return tuple(lacking)
