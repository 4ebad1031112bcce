"""The limit finds what the machine behind it can do, on machines that are simulated."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sipol.infra.admission.limits import AdaptiveLimit


def settle(limit: AdaptiveLimit, seconds_at: object, windows: int = 60) -> list[int]:
    """Feeds the limit with the latency of its own concurrency; what it was after each window."""
    seen, now = [], 0.0
    for _ in range(windows):
        for _ in range(20):
            seconds = seconds_at(limit.slots)  # type: ignore[operator]
            now += seconds / limit.slots
            limit.sample("GET /", seconds, now, in_the_way=True)
        seen.append(limit.slots)
    return seen


def test_it_grows_to_the_ceiling_where_more_at_once_costs_nothing() -> None:
    assert settle(AdaptiveLimit(2, 16), lambda slots: 0.02)[-1] == 16


def test_it_stays_low_where_one_core_does_all_the_work() -> None:
    after = settle(AdaptiveLimit(2, 64), lambda slots: 0.01 * slots)
    assert max(after[30:]) <= 10
    assert min(after[30:]) >= 2


def test_it_finds_the_number_of_cores() -> None:
    after = settle(AdaptiveLimit(2, 64), lambda slots: 0.01 * max(1, slots / 8))
    assert 8 <= sum(after[30:]) / 30 <= 24


def test_it_falls_when_the_machine_becomes_slow_and_comes_back() -> None:
    limit = AdaptiveLimit(2, 16)
    settle(limit, lambda slots: 0.02)
    assert settle(limit, lambda slots: 0.2, windows=20)[-1] <= 3
    assert settle(limit, lambda slots: 0.02, windows=40)[-1] >= 12


def test_a_slow_kind_is_not_taken_for_overload() -> None:
    limit = AdaptiveLimit(2, 16)
    settle(limit, lambda slots: 0.01)
    for number in range(2000):
        limit.sample("GET /report", 2.0, 100.0 + number, in_the_way=True)
    assert limit.slots == 16


@given(
    st.lists(st.tuples(st.floats(0, 1e4), st.booleans(), st.sampled_from("abc")), max_size=300),
    st.integers(1, 5),
    st.integers(0, 20),
)
def test_it_never_leaves_its_bounds(
    samples: list[tuple[float, bool, str]], floor: int, more: int
) -> None:
    limit = AdaptiveLimit(floor, floor + more)
    for number, (seconds, in_the_way, kind) in enumerate(samples):
        limit.sample(kind, seconds, number / 10, in_the_way=in_the_way)
        assert floor <= limit.slots <= floor + more
