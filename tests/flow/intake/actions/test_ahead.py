from __future__ import annotations

import threading
from collections.abc import Generator

import pytest

from sipol.flow.intake.actions.ahead import ahead


def test_items_keep_their_order() -> None:
    assert list(ahead((number for number in range(50)), 2)) == list(range(50))


def test_no_items_are_no_items() -> None:
    assert list(ahead((number for number in ()), 2)) == []


def test_the_next_item_is_made_while_the_caller_is_busy() -> None:
    made = threading.Event()

    def items() -> Generator[int, None, None]:
        yield 1
        made.set()
        yield 2

    working = ahead(items(), 1)
    assert next(working) == 1
    assert made.wait(10), "nobody works ahead"
    assert list(working) == [2]


def test_it_is_never_further_ahead_than_asked() -> None:
    made = []

    def items() -> Generator[int, None, None]:
        for number in range(20):
            made.append(number)
            yield number

    for taken in ahead(items(), 2):
        assert len(made) <= taken + 4


def test_a_fault_comes_at_its_place() -> None:
    def items() -> Generator[int, None, None]:
        yield 1
        raise ValueError("broken")

    working = ahead(items(), 2)
    assert next(working) == 1
    with pytest.raises(ValueError, match="broken"):
        next(working)


def test_ending_early_closes_the_items() -> None:
    closed = []

    def items() -> Generator[int, None, None]:
        try:
            yield from range(100)
        finally:
            closed.append(True)

    working = ahead(items(), 2)
    next(working)
    working.close()
    assert closed == [True]
