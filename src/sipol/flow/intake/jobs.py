"""The jobs of intake: ids in, one action out."""

from __future__ import annotations

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from sipol.flow.intake.actions import judging
from sipol.infra.storage.installed import installed_vault
from sipol.kernel import clock


@app.task(
    name="sipol.flow.intake.jobs.judge_delivery",
    retry=RetryStrategy(max_attempts=8, exponential_wait=3),
)
def judge_delivery(delivery_id: str) -> None:
    """Judge one delivery. A fault of ours is tried again; a fault of the file is an answer."""
    judging.judge_delivery(delivery_id=UUID(delivery_id), vault=installed_vault(), clock=clock.now)
