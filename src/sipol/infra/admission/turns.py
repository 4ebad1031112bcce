"""Fair turns: the flow that had least lately, inside a flow the oldest first."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable
from enum import Enum
from itertools import count

from sipol.infra.admission.lately import Lately

_sequence = count()

# Nobody is put behind the others for more turns than this, however much they had before.
LARGEST_DEBT = 3.0


class State(Enum):
    """Where a waiter stands. It is admitted at most once and never after it left."""

    NEW = "new"
    WAITING = "waiting"
    ADMITTED = "admitted"
    DISPLACED = "displaced"
    GONE = "gone"


class Waiter:
    """One request that wants a slot. `arrival` (seconds since the epoch) is its ticket's.

    `settled` is called once, when it was admitted after waiting or displaced by an older one.
    """

    __slots__ = ("_order", "arrival", "flow", "lane", "settled", "state", "ticket")

    def __init__(
        self,
        lane: str,
        flow: str,
        arrival: float,
        ticket: str = "",
        settled: Callable[[State], None] | None = None,
    ) -> None:
        self.lane = lane
        self.flow = flow
        self.arrival = arrival
        self.ticket = ticket
        self.settled = settled
        self.state = State.NEW
        self._order = (arrival, next(_sequence))

    def __lt__(self, other: Waiter) -> bool:
        return self._order < other._order

    def settle(self, state: State) -> None:
        self.state = state
        if self.settled is not None:
            self.settled(state)


class Turns:
    """Who waits in one lane. The next turn is the flow's that had the fewest lately; where several
    had as few, theirs who has waited for it longest. See `Waiter` for the order inside a flow.

    Turns that a flow had while nobody else waited count as well, so that over some seconds parties
    get the same although they do not come at the same moment.
    """

    def __init__(self) -> None:
        self._flows: dict[str, list[Waiter]] = {}
        self._lately = Lately()
        self._total = 0

    def __len__(self) -> int:
        return self._total

    @property
    def flows(self) -> int:
        """How many flows have somebody waiting."""
        return len(self._flows)

    def length_of(self, flow: str) -> int:
        return len(self._flows.get(flow, ()))

    def older_than(self, flow: str, arrival: float) -> int:
        """How many of this flow stand before somebody who arrived then."""
        line = self._flows.get(flow)
        return bisect_left(line, arrival, key=lambda waiter: waiter.arrival) if line else 0

    def join(self, waiter: Waiter) -> None:
        insort(self._flows.setdefault(waiter.flow, []), waiter)
        self._total += 1
        waiter.state = State.WAITING

    def count(self, flow: str, now: float) -> None:
        """The flow has a turn now, after waiting or at once."""
        self._lately.add(flow, now)

    def next(self) -> Waiter:
        """Takes out whose turn it is, for the caller to `count`; ValueError when nobody waits."""
        flow = min(self._flows, key=self._lately.of)
        self._bound_debts(self._lately.of(flow))
        line = self._flows.pop(flow)
        waiter = line.pop(0)
        self._total -= 1
        if line:
            self._flows[flow] = line  # behind the others who had as much
        return waiter

    def youngest(self, flow: str) -> Waiter:
        return self._flows[flow][-1]

    def longest_flow(self) -> str:
        return max(self._flows, key=lambda flow: len(self._flows[flow]))

    def remove(self, waiter: Waiter) -> None:
        """Takes out somebody who waits."""
        line = self._flows[waiter.flow]
        del line[bisect_left(line, waiter)]
        self._total -= 1
        if not line:
            del self._flows[waiter.flow]

    def _bound_debts(self, least: float) -> None:
        for flow in self._flows:
            self._lately.lower(flow, least + LARGEST_DEBT)
