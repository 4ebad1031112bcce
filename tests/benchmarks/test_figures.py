"""The figures that benches of load are judged by."""

from __future__ import annotations

from random import Random

import pytest

from benchmarks.figures import (
    arrivals,
    fair_shares,
    hungry,
    jain,
    jain_of_fair_shares,
    percentile,
)


@pytest.mark.parametrize(
    ("shares", "index"),
    [([5, 5, 5], 1.0), ([9, 0, 0], 1 / 3), ([2, 4], 0.9), ([0, 0], None), ([], None)],
)
def test_jains_index(shares, index):
    assert jain(shares) == (index if index is None else pytest.approx(index))


def test_who_asked_for_less_than_a_share_is_not_compared():
    assert hungry(asked=[100, 50, 2], given=[20, 20, 2]) == [20, 20]


@pytest.mark.parametrize(
    ("values", "percent", "value"),
    [([], 95, None), ([7.0], 95, 7.0), (list(range(1, 101)), 95, 95), ([3, 1, 2], 50, 2)],
)
def test_percentiles(values, percent, value):
    assert percentile(values, percent) == value


def test_arrivals_are_as_many_as_offered_in_order_and_the_same_for_a_seed():
    moments = list(arrivals(50, 20, Random(4)))
    assert moments == sorted(moments) == list(arrivals(50, 20, Random(4)))
    assert all(0 < moment < 20 for moment in moments)
    assert abs(len(moments) - 1000) < 150


def test_fair_shares_give_nobody_more_than_asked_and_the_rest_equally() -> None:
    assert fair_shares([2, 10, 4, 100], 20) == [2.0, 7.0, 4.0, 7.0]
    assert fair_shares([1, 1], 10) == [1.0, 1.0]
    assert fair_shares([], 0) == []


def test_who_was_given_all_they_asked_for_is_no_sign_of_unfairness() -> None:
    assert jain_of_fair_shares([5, 5, 100], [5, 5, 50]) == pytest.approx(1.0)
    assert (jain_of_fair_shares([50, 50, 100], [10, 10, 80]) or 1) < 0.7
    assert jain_of_fair_shares([5, 5], [0, 0]) is None
