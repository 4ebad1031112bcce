"""The jobs of intake: ids in, one action out."""

from __future__ import annotations

from uuid import UUID

from procrastinate import JobContext
from procrastinate.contrib.django import app

from sipol.flow.intake.actions import judging, upkeep
from sipol.infra.jobs.queue import UPKEEP
from sipol.infra.jobs.retries import AgainAfterAPause
from sipol.infra.storage.installed import installed_vault
from sipol.kernel import clock


@app.task(
    name="sipol.flow.intake.jobs.judge_delivery",
    retry=AgainAfterAPause(most=8),
    pass_context=True,
)
def judge_delivery(context: JobContext, delivery_id: str) -> None:
    """Judge one delivery. A fault of ours is tried again; a fault of the file is an answer."""
    judging.judge_delivery(
        delivery_id=UUID(delivery_id),
        vault=installed_vault(),
        clock=clock.now,
        first_try=context.job.attempts == 0,
    )


@app.periodic(cron="* * * * *")
@app.task(
    name="sipol.flow.intake.jobs.promise_forgotten_deliveries",
    queue=UPKEEP,
    lock="promise_forgotten_deliveries",
    queueing_lock="promise_forgotten_deliveries",
)
def promise_forgotten_deliveries(timestamp: int) -> None:
    """Every minute: find deliveries whose job was lost."""
    upkeep.promise_forgotten_deliveries(now=clock.now())


@app.periodic(cron="17 * * * *")
@app.task(
    name="sipol.flow.intake.jobs.sweep_uploads",
    queue=UPKEEP,
    lock="sweep_uploads",
    queueing_lock="sweep_uploads",
)
def sweep_uploads(timestamp: int) -> None:
    """Every hour: remove what arrived of uploads that expired."""
    upkeep.sweep_uploads(vault=installed_vault(), now=clock.now())
