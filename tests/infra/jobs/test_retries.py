from __future__ import annotations

from datetime import UTC, datetime

import pytest
from procrastinate.jobs import Job

from sipol.infra.jobs.retries import LONGEST_PAUSE_SECONDS, AgainAfterAPause


def job_after(attempts: int) -> Job:
    return Job(
        id=7, queue="work", lock="roll:1:1", queueing_lock=None, task_name="t", attempts=attempts
    )


@pytest.mark.parametrize(
    ("attempts", "pause"), [(0, 3), (1, 9), (2, 27), (5, LONGEST_PAUSE_SECONDS)]
)
def test_pauses_grow_and_hold_nobody_else_up(attempts: int, pause: int) -> None:
    decision = AgainAfterAPause(most=8).get_retry_decision(
        exception=OSError(), job=job_after(attempts)
    )
    assert decision is not None
    assert decision.retry_at is not None
    waits = (decision.retry_at - datetime.now(UTC)).total_seconds()
    assert pause - 2 < waits <= pause
    assert decision.lock == "again:7"
    assert decision.priority is None


def test_it_ends_some_time() -> None:
    strategy = AgainAfterAPause(most=8)
    assert strategy.get_retry_decision(exception=OSError(), job=job_after(8)) is None
