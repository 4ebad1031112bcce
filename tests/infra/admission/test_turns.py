"""The pool as a machine: whatever happens in whatever order, bounds hold and slots come back."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from sipol.infra.admission.lanes import Lane
from sipol.infra.admission.pool import Pool
from sipol.infra.admission.turns import State, Waiter

SLOTS, FLOW_LENGTH, LENGTH = 3, 4, 9
LANES = (
    Lane("first", 0, share=10, refusable=False),
    Lane("second", 1, share=5, flow_length=FLOW_LENGTH, length=LENGTH, patience=60),
    Lane("last", 2, share=1, most=0.4, flow_length=FLOW_LENGTH, length=LENGTH, patience=60),
)
ENDED = {State.GONE, State.DISPLACED}


class AdmissionMachine(RuleBasedStateMachine):
    """Waiters come, are admitted, leave, end twice, bring old tickets; compared by counting."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 1000.0
        self.pool = Pool(LANES, SLOTS, clock=lambda: self.now)
        self.all: list[Waiter] = []
        self.settled: dict[int, list[State]] = {}

    waiters = Bundle("waiters")

    @rule(
        target=waiters,
        lane=st.sampled_from(LANES),
        flow=st.sampled_from("abc"),
        age=st.floats(0, 100),
        ticket=st.sampled_from(["", "", "x", "y"]),
    )
    def come(self, lane: Lane, flow: str, age: float, ticket: str) -> Waiter:
        states: list[State] = []
        waiter = Waiter(lane.name, flow, self.now - age, ticket, states.append)
        self.settled[id(waiter)] = states
        self.all.append(waiter)
        self.now += 0.01
        taken = self.pool.ask(waiter)
        assert taken == (waiter.state in {State.WAITING, State.ADMITTED})
        assert taken or lane.refusable
        return waiter

    @rule(waiter=waiters, seconds=st.floats(0.001, 5))
    def end(self, waiter: Waiter, seconds: float) -> None:
        self.pool.release(waiter, seconds)

    @rule(waiter=waiters)
    def disconnect(self, waiter: Waiter) -> None:
        self.pool.leave(waiter)

    @rule(waiter=consumes(waiters))
    def run_out_of_patience_twice(self, waiter: Waiter) -> None:
        self.pool.leave(waiter, refused=True)
        self.pool.leave(waiter, refused=True)

    @invariant()
    def slots_are_counted(self) -> None:
        admitted = [waiter for waiter in self.all if waiter.state is State.ADMITTED]
        assert len(admitted) == self.pool.in_use <= SLOTS
        for lane in LANES:
            state = self.pool.lanes[lane.name]
            assert state.in_use == sum(waiter.lane == lane.name for waiter in admitted)
            assert state.in_use <= state.limit.ceiling

    @invariant()
    def lines_are_bounded_and_complete(self) -> None:
        for lane in LANES:
            turns = self.pool.lanes[lane.name].turns
            waiting = [w for w in self.all if w.lane == lane.name and w.state is State.WAITING]
            assert len(turns) == len(waiting)
            if lane.refusable:
                assert len(turns) <= LENGTH
                assert all(turns.length_of(flow) <= FLOW_LENGTH for flow in "abc")

    @invariant()
    def nobody_is_admitted_twice(self) -> None:
        assert all(states.count(State.ADMITTED) <= 1 for states in self.settled.values())
        held = [w.ticket for w in self.all if w.ticket and w.state is State.WAITING]
        assert len(held) == len(set(held))

    @invariant()
    def no_slot_idles_while_somebody_may_have_it(self) -> None:
        if self.pool.in_use < SLOTS:
            assert not any(state.ready for state in self.pool.lanes.values())

    def teardown(self) -> None:
        for _ in range(len(self.all) + 1):
            for waiter in self.all:
                self.pool.release(waiter, 0.01)
        assert self.pool.in_use == 0
        assert all(len(state.turns) == 0 for state in self.pool.lanes.values())
        assert all(w.state in ENDED | {State.NEW} for w in self.all)


AdmissionMachine.TestCase.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None
)
TestAdmission = AdmissionMachine.TestCase


def served(pool: Pool, rounds: int) -> list[Waiter]:
    """One after the other, in the order in which the pool lets them in."""
    order: list[Waiter] = []
    for _ in range(rounds):
        running = [waiter for waiter in EVERYBODY if waiter.state is State.ADMITTED]
        order += running
        for waiter in running:
            pool.release(waiter, 0.01)
    return order


EVERYBODY: list[Waiter] = []


def crowd(pool: Pool, lane: str, sizes: dict[str, int]) -> None:
    EVERYBODY.clear()
    for flow, size in sizes.items():
        for number in range(size):
            waiter = Waiter(lane, flow, 100.0 + number)
            EVERYBODY.append(waiter)
            pool.ask(waiter)


def test_a_greedy_flow_gets_no_more_turns_than_others() -> None:
    lane = Lane("one", 0, share=1, length=10_000, flow_length=500, patience=1e9)
    pool = Pool([lane], 1)
    crowd(pool, "one", {"greedy": 500, **{f"party {n}": 10 for n in range(39)}})
    first = [waiter.flow for waiter in served(pool, 400)]
    assert 9 <= first.count("greedy") <= 12
    assert all(first.count(f"party {n}") >= 9 for n in range(39))


def test_inside_a_flow_the_oldest_goes_first_whenever_it_came() -> None:
    pool = Pool([Lane("one", 0, share=1, patience=1e9)], 1)
    crowd(pool, "one", {"a": 5})
    late_with_old_ticket = Waiter("one", "a", 1.0, "old")
    EVERYBODY.append(late_with_old_ticket)
    pool.ask(late_with_old_ticket)
    assert served(pool, 2)[1] is late_with_old_ticket


def test_an_old_ticket_finds_a_place_in_a_full_line() -> None:
    pool = Pool([Lane("one", 0, share=1, flow_length=3, patience=1e9)], 1)
    crowd(pool, "one", {"a": 4})
    newcomer, holder = Waiter("one", "a", 200.0), Waiter("one", "a", 1.0)
    assert not pool.ask(newcomer)
    assert pool.ask(holder)
    assert EVERYBODY[-1].state is State.DISPLACED


def test_important_lanes_go_first_and_the_last_still_moves() -> None:
    lanes = (Lane("keep", 0, share=40, refusable=False), Lane("last", 1, share=2, patience=1e9))
    pool = Pool(lanes, 1)
    crowd(pool, "keep", {"a": 100})
    keepers = list(EVERYBODY)
    crowd(pool, "last", {"b": 20})
    EVERYBODY.extend(keepers)
    order = [waiter.lane for waiter in served(pool, 60)]
    assert 1 <= order.count("last") <= 8
    assert order.count("keep") >= 52


def test_a_ticket_is_worth_its_place_once() -> None:
    pool = Pool([Lane("one", 0, share=1)], 1)
    holder = Waiter("one", "a", 1.0, "mine")
    assert pool.ask(holder)
    assert pool.lanes["one"].promises.is_spent("mine")


def alternating(pool: Pool, clock: list[float], flows: str, rounds: int) -> list[str]:
    """Who is let in, each flow keeping one waiting in "one" at a pace of ten a second."""
    order: list[str] = []
    running = Waiter("one", flows[0], clock[0])
    pool.ask(running)
    waiting = {flow: Waiter("one", flow, clock[0]) for flow in flows}
    for waiter in waiting.values():
        pool.ask(waiter)
    for _ in range(rounds):
        clock[0] += 0.1
        pool.release(running, 0.1)
        running = next(w for w in waiting.values() if w.state is State.ADMITTED)
        order.append(running.flow)
        waiting[running.flow] = Waiter("one", running.flow, clock[0])
        pool.ask(waiting[running.flow])
    for waiter in [running, *waiting.values()]:
        pool.leave(waiter)
    return order


def test_what_a_flow_had_alone_is_made_up_for_and_not_for_long() -> None:
    clock = [100.0]
    pool = Pool([Lane("one", 0, share=1, patience=1e9)], 1, clock=lambda: clock[0])
    assert set(alternating(pool, clock, "a", 50)) == {"a"}
    first = "".join(alternating(pool, clock, "ab", 40))
    assert 2 <= first.index("a") <= 5
    assert abs(first[6:].count("a") - first[6:].count("b")) <= 2


def test_what_a_flow_had_is_forgotten() -> None:
    clock = [100.0]
    pool = Pool([Lane("one", 0, share=1, patience=1e9)], 1, clock=lambda: clock[0])
    alternating(pool, clock, "a", 6)
    clock[0] += 60
    assert "a" in alternating(pool, clock, "ba", 3)


def test_who_asks_much_more_than_others_is_over_their_share() -> None:
    clock = [100.0]
    pool = Pool([Lane("one", 0, share=1)], 1, clock=lambda: clock[0])
    for number in range(60):
        pool.came("one", "greedy" if number % 2 else f"party {number % 8}")
    assert pool.is_over_share("one", "greedy")
    assert not pool.is_over_share("one", "party 2")
    assert not pool.is_over_share("one", "party 99")
    clock[0] += 60
    pool.came("one", "party 2")
    assert not pool.is_over_share("one", "greedy")
