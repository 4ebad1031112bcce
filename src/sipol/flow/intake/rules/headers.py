"""Which row of a sheet names the columns, and which of our fields each column is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .fields import FIELDS

HEADER_SEARCH_ROWS = 30
MAX_COLUMNS = 256
_FEWEST_HEADINGS = 3
_IDENTIFYING = frozenset({"national_id", "name"})
_NOISE = re.compile(r"[^0-9a-z]")
_IN_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_NUMBERING = re.compile(r"^\s*\d+\s*[.):-]\s*")

Row = Sequence[str | None]


@dataclass(frozen=True, slots=True)
class HeaderMatch:
    """The header of a member list.

    `index` is zero-based within the rows that were looked at, and data begins right below it.
    `titles` are the sender's own headings from the first column to the last that has one ("" for
    a column without); `mapping` gives our field name -> zero-based column; `ignored` are the
    titles that belong to no field.
    """

    index: int
    titles: tuple[str, ...]
    mapping: dict[str, int]
    ignored: tuple[str, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """The template's headings of the required columns that this header does not have."""
        return tuple(f.heading for f in FIELDS if f.required and f.name not in self.mapping)


def fold(heading: str) -> str:
    """A heading without case, blanks and marks, as `Field.variants` are written."""
    return _NOISE.sub("", heading.lower())


def _known_headings() -> dict[str, str]:
    known: dict[str, str] = {}
    for field in FIELDS:
        for heading in (field.heading, field.title, *field.variants):
            known.setdefault(fold(heading), field.name)
    return known


_FIELD_OF = _known_headings()


def field_of(heading: str | None) -> str | None:
    """Our field name for a heading; a leading number or an aside in brackets may be left out."""
    if not heading or len(heading) > 100:
        return None
    unnumbered = _NUMBERING.sub("", heading)
    for reading in (heading, unnumbered, _IN_BRACKETS.sub("", unnumbered)):
        name = _FIELD_OF.get(fold(reading))
        if name is not None:
            return name
    return None


def find_header(rows: Sequence[Row]) -> HeaderMatch | None:
    """The header among the first 30 rows: the row with the most known headings, if it has at
    least three of them and the identity number or the name is one.

    Required columns may still be missing (`HeaderMatch.missing`). Where the row right below
    holds nothing but further headings (RT, RW, ... under a merged "Alamat"), both rows together
    are the header.
    """
    looked_at = [row[:MAX_COLUMNS] for row in rows[:HEADER_SEARCH_ROWS]]
    best: HeaderMatch | None = None
    for index, row in enumerate(looked_at):
        match = _match(index, row)
        if match is not None and (best is None or len(match.mapping) > len(best.mapping)):
            best = match
    if best is None or best.index + 1 >= len(looked_at):
        return best
    below = looked_at[best.index + 1]
    return _with_second_row(looked_at[best.index], below, best) or best


def _match(index: int, row: Row) -> HeaderMatch | None:
    titles = tuple((cell or "").strip() for cell in row)
    while titles and not titles[-1]:
        titles = titles[:-1]
    mapping: dict[str, int] = {}
    ignored: list[str] = []
    for column, title in enumerate(titles):
        name = field_of(title)
        if name is not None and name not in mapping:
            mapping[name] = column
        elif title:
            ignored.append(title)
    if len(mapping) < _FEWEST_HEADINGS or not _IDENTIFYING & mapping.keys():
        return None
    return HeaderMatch(index, titles, mapping, tuple(ignored))


def _with_second_row(upper: Row, lower: Row, best: HeaderMatch) -> HeaderMatch | None:
    named = [cell for cell in lower if cell and cell.strip()]
    fields = {field_of(cell) for cell in named}
    if not named or None in fields or fields <= best.mapping.keys():
        return None
    width = max(len(upper), len(lower))
    both = [
        (lower[i] if i < len(lower) else None) or (upper[i] if i < len(upper) else None)
        for i in range(width)
    ]
    joined = _match(best.index + 1, both)
    return joined if joined and len(joined.mapping) > len(best.mapping) else None
