"""Tries that fail: the wait grows, belongs to one place, and is forgotten."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from sipol.infra.tries.delays import FREE_TRIES, LONGEST_WAIT, wait_after

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
NONE = timedelta()


def test_the_wait_starts_late_grows_and_has_an_end():
    waits = [wait_after(failures) for failures in range(40)]
    assert waits[:FREE_TRIES] == [NONE] * FREE_TRIES
    assert all(before <= after for before, after in pairwise(waits))
    assert waits[FREE_TRIES] == timedelta(minutes=1)
    assert waits[FREE_TRIES + 1] == timedelta(minutes=2)
    assert waits[-1] == LONGEST_WAIT


@pytest.mark.django_db
def test_each_further_failure_waits_longer():
    from sipol.infra.tries.actions import begin_try

    now, waited = NOW, []
    for _ in range(FREE_TRIES + 3):
        wait = begin_try("kode 1", "network:10.1.1.1", now=now)
        if wait:
            waited.append(wait)
            now += wait
            assert begin_try("kode 1", "network:10.1.1.1", now=now) == NONE
    assert waited == [timedelta(minutes=minutes) for minutes in (1, 2, 4)]


@pytest.mark.django_db
def test_elsewhere_and_at_something_else_nobody_waits():
    from sipol.infra.tries.actions import begin_try

    for _ in range(FREE_TRIES):
        begin_try("kode 1", "network:10.1.1.1", now=NOW)
    assert begin_try("kode 1", "network:10.1.1.1", now=NOW) > NONE
    assert begin_try("kode 1", "browser:x", now=NOW) == NONE
    assert begin_try("kode 2", "network:10.1.1.1", now=NOW) == NONE


@pytest.mark.django_db
def test_success_keeps_the_failures_before_it_and_time_forgets_them():
    from sipol.infra.tries.actions import begin_try, take_back

    for _ in range(FREE_TRIES - 1):
        begin_try("kode 1", "di sini", now=NOW)
    assert begin_try("kode 1", "di sini", now=NOW) == NONE
    take_back("kode 1", "di sini")
    assert begin_try("kode 1", "di sini", now=NOW) == NONE
    assert begin_try("kode 1", "di sini", now=NOW) > NONE
    later = NOW + timedelta(hours=3)
    assert [begin_try("kode 1", "di sini", now=later) for _ in range(FREE_TRIES)] == [
        NONE
    ] * FREE_TRIES
