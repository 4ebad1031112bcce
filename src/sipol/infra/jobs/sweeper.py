"""Bringing back jobs whose worker died at any line."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

logger = logging.getLogger(__name__)

STALLED_AFTER_SECONDS = 30


@app.periodic(cron="* * * * *")
@app.task(queue="upkeep", queueing_lock="sweep_stalled_jobs", pass_context=False)
async def sweep_stalled_jobs(timestamp: int) -> None:
    """Every minute: put jobs back in the queue whose worker's heartbeat stopped."""
    await retry_stalled_jobs()


async def retry_stalled_jobs(seconds: float = STALLED_AFTER_SECONDS) -> int:
    """Put back what no living worker is doing; returns how many jobs that were.

    A worker also calls this once when it starts, so that a killed worker's work goes on as soon as
    its heartbeat is old enough.
    """
    stalled = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=seconds))
    for job in stalled:
        logger.warning("job %s (%s) lost its worker and is put back", job.id, job.task_name)
        await app.job_manager.retry_job(job)
    return len(stalled)
