"""Parked forms are kept for days, not for ever."""

from __future__ import annotations

from procrastinate.contrib.django import app

from sipol.infra.jobs.queue import UPKEEP
from sipol.infra.parked.actions import sweep_parked_forms
from sipol.kernel import clock


@app.periodic(cron="29 * * * *")
@app.task(
    name="sipol.infra.parked.jobs.sweep_parked",
    queue=UPKEEP,
    lock="sweep_parked",
    queueing_lock="sweep_parked",
)
def sweep_parked(timestamp: int) -> None:
    """Every hour: remove the forms that nobody came back for."""
    sweep_parked_forms(now=clock.now())
