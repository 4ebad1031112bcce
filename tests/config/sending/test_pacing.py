"""How much is sent at once and how long is waited: for any line and any server."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from sipol.config.sending import pacing

seconds = st.floats(0, 1000)
attempts = st.integers(0, 10_000)
chances = st.floats(0, 1, exclude_max=True)


@settings(max_examples=40)
@given(st.lists(st.one_of(st.none(), seconds), max_size=40))
def test_pieces_stay_between_64_kib_and_4_mib(history: list[float | None]) -> None:
    size = pacing.FIRST
    for took in history:
        failed = took is None
        size = (
            pacing.piece_after_failure(size) if failed else pacing.piece_after_success(size, took)
        )
        assert 64 * 1024 <= size <= 4 * 1024 * 1024


@given(st.floats(1_000, 100_000_000))
def test_on_a_steady_line_a_piece_comes_to_take_a_few_seconds(bytes_per_second: float) -> None:
    size = pacing.FIRST
    for _ in range(20):
        size = pacing.piece_after_success(size, size / bytes_per_second)
    lasts = size / bytes_per_second
    assert size == pacing.LARGEST or lasts >= 3
    assert size == pacing.SMALLEST or lasts <= 12


@given(attempts, st.floats(0, 3600), chances)
def test_what_the_server_asks_for_is_never_undercut(
    attempt: int, asked: float, chance: float
) -> None:
    waited = pacing.wait_before(attempt, asked, lambda: chance)
    assert asked <= waited <= asked + pacing.LONGEST_WAIT


@given(attempts, chances)
def test_waits_are_drawn_over_their_whole_length(attempt: int, chance: float) -> None:
    most = min(60, 2 ** min(attempt, 10))
    assert pacing.wait_before(attempt, None, lambda: chance) == chance * most


@given(st.integers(0, 86_400))
def test_retry_after_is_read_in_both_of_its_shapes(wanted: int) -> None:
    now = datetime(2029, 2, 14, 12, tzinfo=UTC)
    date = format_datetime(now + timedelta(seconds=wanted), usegmt=True)
    assert pacing.seconds_in(str(wanted)) == wanted
    assert pacing.seconds_in(date, now) == wanted


@settings(max_examples=40)
@given(st.text(max_size=40))
def test_a_retry_after_that_is_nonsense_says_nothing_or_a_number(text: str) -> None:
    found = pacing.seconds_in(text)
    assert found is None or found >= 0
    assert pacing.seconds_in(None) is None
