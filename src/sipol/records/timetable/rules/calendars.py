"""A whole calendar of one cycle, and how it differs from the one in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Generic, TypeVar

from sipol.records.timetable.rules.windows import FILING


@dataclass(frozen=True, slots=True)
class StageTerms:
    """What a stage says; both instants UTC, the last second included."""

    code: str
    name: str
    starts_at: datetime
    ends_at: datetime
    legal_basis: str


@dataclass(frozen=True, slots=True)
class WindowTerms:
    """What a window says, without its version; see `windows.Window`."""

    code: str
    name: str
    kinds: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime
    legal_basis: str
    closing_until: datetime | None = None
    purpose: str = FILING
    party_id: int | None = None
    party_name: str = ""
    regions: tuple[str, ...] = ()
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Calendar:
    """A cycle and all its stages and windows, as a calendar file gives them."""

    slug: str
    name: str
    opens_at: datetime
    closes_at: datetime
    age_reference_date: date
    legal_basis: str
    paper_counts_from_person: bool = True
    stages: tuple[StageTerms, ...] = ()
    windows: tuple[WindowTerms, ...] = ()


Terms = TypeVar("Terms", StageTerms, WindowTerms)


@dataclass(frozen=True, slots=True)
class Difference(Generic[Terms]):
    """What a calendar would change of its stages or its windows; `dropped` are codes.

    Beside what changed stand the names of the fields that differ.
    """

    added: tuple[Terms, ...] = ()
    changed: tuple[tuple[Terms, tuple[str, ...]], ...] = ()
    dropped: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.changed or self.dropped)

    @property
    def wanted(self) -> tuple[Terms, ...]:
        """What needs a new version."""
        return self.added + tuple(terms for terms, _ in self.changed)


@dataclass(frozen=True, slots=True)
class Differences:
    """The difference between two calendars of one cycle; `cycle` names fields that differ."""

    cycle: tuple[str, ...] = ()
    stages: Difference[StageTerms] = field(default_factory=Difference)
    windows: Difference[WindowTerms] = field(default_factory=Difference)

    @property
    def is_empty(self) -> bool:
        return not self.cycle and self.stages.is_empty and self.windows.is_empty


def difference(
    wanted: Sequence[Terms],
    in_force: Mapping[str, Terms],
    *,
    untouched: frozenset[str] = frozenset(),
) -> Difference[Terms]:
    """What has to happen so that `wanted` is in force; `untouched` codes are never dropped."""
    codes = {terms.code for terms in wanted}
    return Difference(
        added=tuple(terms for terms in wanted if terms.code not in in_force),
        changed=tuple(
            (terms, fields)
            for terms in wanted
            if terms.code in in_force and (fields := differing(terms, in_force[terms.code]))
        ),
        dropped=tuple(sorted(set(in_force) - codes - untouched)),
    )


def differing(one: StageTerms | WindowTerms, other: StageTerms | WindowTerms) -> tuple[str, ...]:
    """The names of the fields in which two terms of the same kind differ."""
    return tuple(
        name for name in one.__dataclass_fields__ if getattr(one, name) != getattr(other, name)
    )
