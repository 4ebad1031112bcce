"""Whether something may be written now: windows of time, and the phase that follows from them.

A window opens some kinds of data to one party or all, in some regions or all, from one instant to
another. Windows only ever open: a further one takes nothing from anybody whom another lets in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

# What a party writes, each a kind by itself; a window names those that it opens.
PROFILE = "profile"
PAPERS = "papers"
BOARDS = "boards"
OFFICES = "offices"
BANK_ACCOUNTS = "bank_accounts"
MEMBERS = "members"
STATEMENTS = "statements"
HAND_IN = "hand_in"
KINDS = (PROFILE, PAPERS, BOARDS, OFFICES, BANK_ACCOUNTS, MEMBERS, STATEMENTS, HAND_IN)

FILING = "filing"
CORRECTION = "correction"
REOPENING = "reopening"
PURPOSES = (FILING, CORRECTION, REOPENING)

LAST_SECOND = timedelta(seconds=1)


class Phase(StrEnum):
    """Where somebody stands in time, for one kind of data in one region."""

    NOT_OPEN = "not_open"
    OPEN = "open"
    CORRECTION = "correction"
    CLOSING = "closing"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Window:
    """A window in force; all instants UTC.

    `party_id` None is every party, `regions` empty the whole country and the party's centre.
    `ends_at` is the last second that counts: 23:59:59 lasts until midnight. From then to
    `closing_until` nothing new begins, and what was under way is waited for. `deadline_id` names
    the signed object that says all this.
    """

    code: str
    version: int
    name: str
    kinds: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime
    legal_basis: str
    party_id: int | None = None
    party_name: str = ""
    regions: tuple[str, ...] = ()
    closing_until: datetime | None = None
    purpose: str = FILING
    reference: str = ""
    id: int = 0
    deadline_id: UUID | None = None

    @property
    def over_at(self) -> datetime:
        """The first instant that is too late."""
        return self.ends_at.replace(microsecond=0) + LAST_SECOND

    @property
    def waits_until(self) -> datetime:
        """The last instant of the closing phase; `over_at` where there is none."""
        return max(self.closing_until or self.over_at, self.over_at)

    def is_open(self, now: datetime) -> bool:
        return self.starts_at <= now < self.over_at

    def fits(self, party_id: int | None, region_code: str, kind: str) -> bool:
        """Whether this window speaks of that party's data of that kind about that region.

        What is about no region, such as the party's profile, is opened by nationwide windows only.
        """
        return (
            kind in self.kinds
            and self.party_id in {None, party_id}
            and (not self.regions or any(lies_in(region_code, region) for region in self.regions))
        )

    def concerns(self, party_id: int | None, scope: str) -> bool:
        """Whether anybody of that party with that scope has something in this window."""
        touches = any(lies_in(scope, own) or lies_in(own, scope) for own in self.regions)
        return self.party_id in {None, party_id} and (not self.regions or not scope or touches)

    @property
    def specificity(self) -> tuple[bool, int, int]:
        """Greater for one party than for all, for named regions than for the country."""
        longest = max((len(region) for region in self.regions), default=0)
        return (self.party_id is not None, longest, -len(self.kinds))


@dataclass(frozen=True, slots=True)
class Ruling:
    """The answer: the phase, the window that decides (None where no window speaks of it at all),
    and when the next one opens, if one is to come."""

    phase: Phase
    window: Window | None = None
    opens_next: datetime | None = None

    @property
    def may_begin(self) -> bool:
        return self.phase in {Phase.OPEN, Phase.CORRECTION}

    @property
    def ends_at(self) -> datetime | None:
        return self.window.ends_at if self.window else None

    @property
    def legal_basis(self) -> str:
        return self.window.legal_basis if self.window else ""


@dataclass(frozen=True, slots=True)
class Lateness:
    """Something that became whole after the end. `ended_at` is that end's last second.

    `begun_in_time`: it was under way before, so that it is taken in and people judge it.
    """

    ended_at: datetime
    late_by: timedelta
    begun_in_time: bool


def lies_in(region_code: str, region: str) -> bool:
    """Whether a region is that region or inside it; the empty code is in no named region."""
    return region_code == region or region_code.startswith(region + ".")


def decide(
    windows: Iterable[Window], *, party_id: int | None, region_code: str, kind: str, now: datetime
) -> Ruling:
    """The phase for one kind of data, and the window that decides it.

    Any open window lets in; of several the most specific speaks, then the one that ends last. If
    none is open, the one that ended last.
    """
    fitting = [w for w in windows if w.fits(party_id, region_code, kind)]
    return _ruling(fitting, now, _most_specific)


def decide_for_person(
    windows: Iterable[Window], *, party_id: int | None, scope: str, now: datetime
) -> Ruling:
    """The window that a person should hear of, whatever they are about to write.

    Windows of their own party come before those of all, then the one that is open longest.
    """
    return _ruling([w for w in windows if w.concerns(party_id, scope)], now, _own_party_first)


def open_regions(
    windows: Iterable[Window], party_id: int | None, kind: str, now: datetime
) -> list[str]:
    """The regions named by windows in which that party may write that kind of data now."""
    opened = [
        w for w in windows if kind in w.kinds and w.party_id in {None, party_id} and w.is_open(now)
    ]
    return sorted({region for window in opened for region in window.regions})


def lateness(
    windows: Sequence[Window],
    *,
    party_id: int | None,
    region_code: str,
    kind: str,
    begun_at: datetime,
    whole_at: datetime,
) -> Lateness | None:
    """How late something is that was begun at one instant and whole at another; None in time."""
    fitting = [w for w in windows if w.fits(party_id, region_code, kind)]
    ended = [w for w in fitting if w.over_at <= whole_at]
    if not ended or any(w.is_open(whole_at) for w in fitting):
        return None
    last = max(ended, key=lambda w: (w.over_at, w.specificity, w.code))
    in_time = any(w.is_open(begun_at) for w in ended)
    return Lateness(last.ends_at, whole_at - last.over_at, in_time)


def _most_specific(window: Window) -> tuple[Any, ...]:
    return (window.specificity, window.ends_at, window.code)


def _own_party_first(window: Window) -> tuple[Any, ...]:
    return (window.party_id is not None, window.ends_at, window.code)


def _ruling(
    fitting: Sequence[Window], now: datetime, order: Callable[[Window], tuple[Any, ...]]
) -> Ruling:
    coming = min((w.starts_at for w in fitting if w.starts_at > now), default=None)
    opened = [w for w in fitting if w.is_open(now)]
    if opened:
        speaks = max(opened, key=order)
        phase = Phase.CORRECTION if speaks.purpose == CORRECTION else Phase.OPEN
        return Ruling(phase, speaks, coming)
    ended = [w for w in fitting if w.over_at <= now]
    if ended:
        last = max(ended, key=lambda w: (w.over_at, w.specificity, w.code))
        waiting = any(now < w.waits_until for w in ended)
        return Ruling(Phase.CLOSING if waiting else Phase.CLOSED, last, coming)
    if coming is None:
        return Ruling(Phase.CLOSED)
    first = min((w for w in fitting if w.starts_at == coming), key=lambda w: w.code)
    return Ruling(Phase.NOT_OPEN, first, coming)
