"""Who was told to come back: so that a place in line is true, and programs need no ticket.

A waiter who was sent away is not in the queue, but counts for the place of whoever came later. A
program that carries no ticket is known by what it is (`asker`) and has the age of its first try,
as if it had brought the ticket. All of this is for one lane, bounded and in memory: the tickets
themselves carry what must outlive a process.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import OrderedDict, deque
from collections.abc import Iterator
from dataclasses import dataclass

MOST_PROMISES = 20_000
MOST_ASKERS = 4_096
MOST_SPENT = 20_000
MOST_OF_ONE_ASKER = 64
# How long after its time a place is kept for somebody who does not come.
GRACE_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Promise:
    """The holder of a ticket, first here at `arrival`, was told to come back at `due`."""

    ticket: str
    flow: str
    arrival: float
    due: float


class Promises:
    """The promises of one lane that may still be kept. Times are seconds since the epoch."""

    def __init__(self) -> None:
        self._by_ticket: OrderedDict[str, Promise] = OrderedDict()
        self._arrivals: dict[str, list[float]] = {}
        self._without: OrderedDict[str, deque[Promise]] = OrderedDict()
        self._spent: OrderedDict[str, None] = OrderedDict()

    def __len__(self) -> int:
        return len(self._by_ticket)

    @property
    def flows(self) -> int:
        """How many flows have somebody who was told to come back."""
        return len(self._arrivals)

    def has(self, flow: str) -> bool:
        return flow in self._arrivals

    def give(self, promise: Promise) -> None:
        """Somebody was told to come back; replaces what was promised to this ticket before."""
        self.forget(promise.ticket)
        self._by_ticket[promise.ticket] = promise
        insort(self._arrivals.setdefault(promise.flow, []), promise.arrival)
        if len(self._by_ticket) > MOST_PROMISES:
            self.forget(next(iter(self._by_ticket)))

    def forget(self, ticket: str) -> None:
        """The holder is here, or will not come any more."""
        promise = self._by_ticket.pop(ticket, None)
        if promise is None:
            return
        arrivals = self._arrivals[promise.flow]
        del arrivals[bisect_left(arrivals, promise.arrival)]
        if not arrivals:
            del self._arrivals[promise.flow]

    def spend(self, ticket: str) -> None:
        """The holder was admitted: the ticket is worth no place any more."""
        self.forget(ticket)
        self._spent[ticket] = None
        if len(self._spent) > MOST_SPENT:
            self._spent.popitem(last=False)

    def is_spent(self, ticket: str) -> bool:
        return ticket in self._spent

    def older_than(self, flow: str, arrival: float) -> int:
        """How many of this flow will come back and were here before."""
        return bisect_left(self._arrivals.get(flow, ()), arrival)

    def expire(self, now: float) -> None:
        """Gives up those who did not come. Cheap: looks at those who were seen longest ago."""
        for ticket in list(self._expired(now)):
            self.forget(ticket)

    def remember(self, asker: str, promise: Promise) -> None:
        """So that one who takes no ticket along is known again; `give` it as well."""
        line = self._without.setdefault(asker, deque(maxlen=MOST_OF_ONE_ASKER))
        line.append(promise)
        self._without.move_to_end(asker)
        if len(self._without) > MOST_ASKERS:
            self._without.popitem(last=False)

    def recall(self, asker: str, now: float) -> Promise | None:
        """The try of this asker that was refused longest ago, once."""
        line = self._without.get(asker)
        while line:
            promise = line.popleft()
            if now <= promise.due + 4 * GRACE_SECONDS:
                return promise
        self._without.pop(asker, None)
        return None

    def _expired(self, now: float) -> Iterator[str]:
        for ticket, promise in self._by_ticket.items():
            if promise.due + GRACE_SECONDS > now:
                return
            yield ticket
