"""Answers are kept for the length of a cycle, not for ever."""

from __future__ import annotations

from procrastinate.contrib.django import app

from sipol.infra.answers.actions import forget_answers
from sipol.infra.jobs.queue import UPKEEP
from sipol.kernel import clock


@app.periodic(cron="41 2 * * *")
@app.task(
    name="sipol.infra.answers.jobs.sweep_answers",
    queue=UPKEEP,
    lock="sweep_answers",
    queueing_lock="sweep_answers",
)
def sweep_answers(timestamp: int) -> None:
    """Every night: remove the answers whose time is over."""
    forget_answers(now=clock.now())
