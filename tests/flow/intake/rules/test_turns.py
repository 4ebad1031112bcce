"""The order of waiting files, watched over a whole evening: who waits for whom, and how long."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from sipol.flow.intake.rules.turns import LARGE_BYTES, Standing, mark_of, outlook

KIB = 1024


@dataclass
class Evening:
    """One place that judges files in the order of their marks; `judged` is (party, size)."""

    waiting: list[tuple[int, int, str, int]] = field(default_factory=list)
    doing: tuple[int, int, str, int] | None = None
    judged: list[tuple[str, int]] = field(default_factory=list)
    numbers: int = 0
    last_begun: int = 0

    def send(self, party: str, size: int) -> None:
        queue = [
            Standing(mark, its, whose == party, under_way=False)
            for mark, _, whose, its in self.waiting
        ]
        if self.doing:
            mark, _, whose, its = self.doing
            queue.append(Standing(mark, its, whose == party, under_way=True))
        self.numbers += 1
        mark = mark_of(size, queue, last_begun=self.last_begun)
        self.waiting.append((mark, self.numbers, party, size))

    def begin(self) -> None:
        self.doing = min(self.waiting)
        self.waiting.remove(self.doing)
        self.last_begun = self.doing[0]

    def end(self) -> None:
        assert self.doing
        self.judged.append(self.doing[2:])
        self.doing = None

    def run(self) -> None:
        while self.waiting:
            self.begin()
            self.end()


def test_a_thousand_files_of_one_party_stand_behind_each_other() -> None:
    evening = Evening()
    for _ in range(1000):
        evening.send("greedy", 50 * KIB)
    evening.begin()
    evening.send("small", 50 * KIB)
    evening.end()
    evening.run()
    assert evening.judged.index(("small", 50 * KIB)) <= 2


def test_ever_smaller_files_gain_no_turn() -> None:
    evening = Evening()
    for place in range(100):
        evening.send("greedy", 90 * KIB - place)
    evening.begin()
    evening.send("other", 90 * KIB)
    evening.end()
    evening.run()
    assert evening.judged.index(("other", 90 * KIB)) <= 2


def test_a_small_file_overtakes_a_large_one_also_of_its_own_party() -> None:
    evening = Evening()
    evening.send("greedy", 40 * LARGE_BYTES)
    evening.send("other", 30 * KIB)
    evening.send("greedy", 20 * KIB)
    evening.run()
    assert [size for _, size in evening.judged] == [20 * KIB, 30 * KIB, 40 * LARGE_BYTES]


def test_a_late_party_is_not_behind_the_backlog_of_an_early_one() -> None:
    evening = Evening()
    for _ in range(200):
        evening.send("early", 100 * KIB)
    for _ in range(50):
        evening.begin()
        evening.end()
    evening.begin()
    evening.send("late", 100 * KIB)
    evening.end()
    evening.run()
    assert evening.judged.index(("late", 100 * KIB)) <= 52


def test_a_large_file_is_judged_while_small_ones_keep_coming() -> None:
    evening = Evening()
    evening.send("large", 10 * LARGE_BYTES)
    for number in range(3000):
        evening.send(f"party {number % 40}", 50 * KIB)
        evening.begin()
        evening.end()
    assert ("large", 10 * LARGE_BYTES) in evening.judged


SIZES = st.integers(1, 60 * LARGE_BYTES)


@given(st.lists(st.tuples(st.sampled_from("abc"), SIZES, st.integers(0, 2)), max_size=40))
def test_every_file_is_judged_once(
    sendings: list[tuple[str, int, int]],
) -> None:
    evening = Evening()
    for party, size, judged_meanwhile in sendings:
        evening.send(party, size)
        for _ in range(min(judged_meanwhile, len(evening.waiting))):
            evening.begin()
            evening.end()
    evening.run()
    assert sorted(evening.judged) == sorted((party, size) for party, size, _ in sendings)


@given(SIZES, st.lists(st.tuples(st.integers(0, 2**31 - 1), SIZES, st.booleans(), st.booleans())))
def test_a_mark_fits_the_database_and_is_behind_the_work_being_done(
    size: int, queue: list[tuple[int, int, bool, bool]]
) -> None:
    standing = [Standing(*one) for one in queue]
    mark = mark_of(size, standing, last_begun=7)
    assert 0 < mark < 2**31
    assert all(mark >= one.mark for one in standing if one.under_way)


@given(SIZES, st.lists(SIZES, max_size=30), st.integers(1, 8), st.floats(1000, 1e7))
def test_an_outlook_is_a_range_that_grows_with_the_work_ahead(
    size: int, ahead: list[int], places: int, pace: float
) -> None:
    found = outlook(size, ahead, places=places, pace=pace)
    assert found.place == len(ahead) + 1
    assert timedelta(0) <= found.soonest <= found.latest
    longer = outlook(size, [*ahead, size], places=places, pace=pace)
    assert longer.soonest >= found.soonest
    assert longer.latest >= found.latest
