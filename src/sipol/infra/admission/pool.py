"""A pool of slots, the lanes that share it, and the line before each lane. No waiting in here."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sipol.infra.admission.lanes import Lane
from sipol.infra.admission.lately import Lately
from sipol.infra.admission.limits import AdaptiveLimit
from sipol.infra.admission.promises import Promise, Promises
from sipol.infra.admission.rates import Rate
from sipol.infra.admission.turns import State, Turns, Waiter

# However slow it seems, so many at once, and half of what a lane may hold: what else
# the machine does makes all of them slow, and fewer at once would not make that better.
LEAST_SLOTS = 2
LEAST_PART = 0.5
FIRST_GUESS_SECONDS = 0.05
# A flow is over its share when it asks so many times more often than flows do on average.
OVER_SHARE = 1.5
# With so few requests nobody is called greedy.
FEW = 8
# So many times the slots may always wait, whatever the estimate says: it must not run dry.
SHORT_LINE = 2


@dataclass(frozen=True, slots=True)
class Outlook:
    """Where somebody would stand: place in the flow's line from 1, range of waiting in seconds."""

    place: int
    shortest: float
    longest: float


class Counts:
    """What happened in a lane since the process started."""

    __slots__ = ("admitted", "left", "refused", "waited")

    def __init__(self) -> None:
        self.admitted = self.waited = self.refused = self.left = 0


class LaneState:
    """One lane at work."""

    def __init__(self, lane: Lane, slots: int) -> None:
        self.lane = lane
        most = max(1, int(lane.most * slots))
        least = min(most, max(LEAST_SLOTS, int(most * LEAST_PART)))
        self.limit = AdaptiveLimit(least if lane.adaptive else most, most)
        self.turns = Turns()
        self.rate = Rate()
        self.promises = Promises()
        self.asked = Lately()
        self.counts = Counts()
        self.in_use = 0
        self.seconds = FIRST_GUESS_SECONDS
        self.spent = 0.0

    @property
    def ready(self) -> bool:
        """Somebody waits and the lane's own limit allows one more."""
        return len(self.turns) > 0 and self.in_use < self.limit.slots


class Pool:
    """Decides for each `Waiter`: admitted, waiting, or refused.

    Every admitted waiter must come back by `release`, every waiting one that gives up by `leave`;
    both may be called twice. `clock` is monotonic; arrivals are times of the day.
    """

    def __init__(
        self, lanes: Iterable[Lane], slots: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.slots = slots
        self.in_use = 0
        self.lanes = {lane.name: LaneState(lane, slots) for lane in lanes}
        self._clock = clock
        self._spent = 0.0
        self._by_ticket: dict[str, Waiter] = {}

    def came(self, lane: str, flow: str) -> None:
        """Counts a request, whatever becomes of it, for the share of its flow."""
        self.lanes[lane].asked.add(flow, self._clock())

    def has_room(self, lane: str) -> bool:
        """Whether a request would be admitted at once."""
        state = self.lanes[lane]
        return (
            self.in_use < self.slots and state.in_use < state.limit.slots and len(state.turns) == 0
        )

    def ask(self, waiter: Waiter) -> bool:
        """Admits or lets wait (see `waiter.state`); False when the line has no place for it."""
        state = self.lanes[waiter.lane]
        if waiter.ticket:
            self._take_over(waiter)
        if self.has_room(waiter.lane):
            self._admit(state, waiter)
            return True
        if self._refuses(state, waiter.flow, waiter.arrival):
            state.counts.refused += 1
            return False
        self._make_place(state, waiter)
        if len(state.turns) == 0:
            # A lane that was idle does not make up for turns that it did not want.
            state.spent = max(state.spent, self._spent)
        state.turns.join(waiter)
        if waiter.ticket:
            self._by_ticket[waiter.ticket] = waiter
        state.counts.waited += 1
        return True

    def would_refuse(self, lane: str, flow: str, arrival: float) -> bool:
        """Whether `ask` would say no, or the wait would certainly outlast the lane's patience."""
        return not self.has_room(lane) and self._refuses(self.lanes[lane], flow, arrival)

    def release(self, waiter: Waiter, seconds: float, kind: str = "") -> None:
        """An admitted one is through, after so many seconds of service."""
        if waiter.state is not State.ADMITTED:
            return
        waiter.state = State.GONE
        state = self.lanes[waiter.lane]
        crowded = len(state.turns) > 0
        state.limit.sample(kind, seconds, self._clock(), in_the_way=crowded)
        state.seconds += (seconds - state.seconds) * 0.05
        state.in_use -= 1
        self.in_use -= 1
        self._let_in()

    def leave(self, waiter: Waiter, *, refused: bool = False) -> None:
        """A waiting one gives up (or is told to come back); one just admitted frees its slot."""
        state = self.lanes[waiter.lane]
        if waiter.state is State.WAITING:
            self._take_out(state, waiter)
            waiter.state = State.GONE
            if refused:
                state.counts.refused += 1
            else:
                state.counts.left += 1
        elif waiter.state is State.ADMITTED:
            waiter.state = State.GONE
            state.counts.left += 1
            state.in_use -= 1
            self.in_use -= 1
            self._let_in()

    def outlook(self, lane: str, flow: str, arrival: float) -> Outlook:
        """The place and the wait of somebody of this flow who arrived then."""
        state = self.lanes[lane]
        place = 1 + state.turns.older_than(flow, arrival)
        place += state.promises.older_than(flow, arrival)
        flows = max(state.turns.flows, state.promises.flows, 1)
        if state.turns.length_of(flow) == 0 and not state.promises.has(flow):
            flows += 1
        low, high = self._rates(state)
        ahead = place * flows
        return Outlook(place, ahead / high, ahead / low)

    def promise(self, promise: Promise, lane: str, now: float, asker: str | None) -> None:
        """Counts a refused one for the places of those who come after; by `asker` it is known
        again if it takes no ticket along."""
        promises = self.lanes[lane].promises
        promises.expire(now)
        promises.give(promise)
        if asker is not None:
            promises.remember(asker, promise)

    def figures(self) -> dict[str, object]:
        """Slots and each lane's limit, use, line and counts since the process started."""
        lanes = {
            name: {
                "limit": state.limit.slots,
                "in_use": state.in_use,
                "waiting": len(state.turns),
                "flows": state.turns.flows,
                "expected": len(state.promises),
                "mean_seconds": round(state.seconds, 4),
                "admitted": state.counts.admitted,
                "waited": state.counts.waited,
                "refused": state.counts.refused,
                "left": state.counts.left,
            }
            for name, state in self.lanes.items()
        }
        return {"slots": self.slots, "in_use": self.in_use, "lanes": lanes}

    def is_over_share(self, lane: str, flow: str) -> bool:
        """Whether the flow asked lately for much more than flows do on average here."""
        asked = self.lanes[lane].asked
        return asked.flows > 1 and asked.of(flow) > max(FEW, OVER_SHARE * asked.mean)

    def waits(self, ticket: str) -> bool:
        """Whether somebody with this ticket is in line."""
        return ticket in self._by_ticket

    def _hopeless(self, state: LaneState, flow: str, arrival: float) -> bool:
        """Whether waiting here would outlast the patience; never so while the line is short."""
        turns = state.turns
        if len(turns) < SHORT_LINE * self.slots:
            return False
        place = 1 + turns.older_than(flow, arrival)
        flows = turns.flows + (turns.length_of(flow) == 0)
        _, high = self._rates(state)
        return place > 1 and place * flows / high > state.lane.patience

    def _rates(self, state: LaneState) -> tuple[float, float]:
        assumed = max(1, state.limit.slots) / max(state.seconds, 0.001)
        return state.rate.per_second(self._clock(), assumed)

    def _is_full(self, state: LaneState, flow: str) -> bool:
        return (
            len(state.turns) >= state.lane.length
            or state.turns.length_of(flow) >= state.lane.flow_length
        )

    def _victim(self, state: LaneState, flow: str, arrival: float) -> Waiter | None:
        """Who gives its place up for a newcomer: a younger one of its flow, or one of a flow that
        has more waiting."""
        turns = state.turns
        own = turns.length_of(flow)
        if own and turns.youngest(flow).arrival > arrival:
            return turns.youngest(flow)
        if own >= state.lane.flow_length:
            return None
        longest = turns.longest_flow() if len(turns) else flow
        return turns.youngest(longest) if turns.length_of(longest) > own + 1 else None

    def _refuses(self, state: LaneState, flow: str, arrival: float) -> bool:
        if not state.lane.refusable:
            return False
        if self._is_full(state, flow):
            return self._victim(state, flow, arrival) is None
        return self._hopeless(state, flow, arrival)

    def _make_place(self, state: LaneState, waiter: Waiter) -> None:
        if state.lane.refusable and self._is_full(state, waiter.flow):
            victim = self._victim(state, waiter.flow, waiter.arrival)
            if victim is not None:
                self._displace(state, victim)

    def _take_over(self, waiter: Waiter) -> None:
        """One ticket waits once: the newest connection that holds it is the one that is read."""
        earlier = self._by_ticket.get(waiter.ticket)
        if earlier is not None:
            self._displace(self.lanes[earlier.lane], earlier)

    def _displace(self, state: LaneState, waiter: Waiter) -> None:
        self._take_out(state, waiter)
        state.counts.refused += 1
        waiter.settle(State.DISPLACED)

    def _take_out(self, state: LaneState, waiter: Waiter) -> None:
        state.turns.remove(waiter)
        self._forget(waiter)

    def _forget(self, waiter: Waiter) -> None:
        if self._by_ticket.get(waiter.ticket) is waiter:
            del self._by_ticket[waiter.ticket]

    def _admit(self, state: LaneState, waiter: Waiter) -> None:
        state.in_use += 1
        self.in_use += 1
        state.counts.admitted += 1
        state.turns.count(waiter.flow, self._clock())
        if waiter.ticket:
            self._forget(waiter)
            state.promises.spend(waiter.ticket)
        waiter.settle(State.ADMITTED)

    def _let_in(self) -> None:
        while self.in_use < self.slots:
            ready = [state for state in self.lanes.values() if state.ready]
            if not ready:
                return
            state = min(ready, key=lambda state: (state.spent, state.lane.rank))
            self._spent = state.spent
            state.spent += state.seconds / state.lane.share
            state.rate.note(self._clock())
            self._admit(state, state.turns.next())
