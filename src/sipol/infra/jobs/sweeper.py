"""Bringing back jobs whose worker died at any line."""

from __future__ import annotations

import asyncio
import logging

from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager

from sipol.infra.jobs.retries import after_a_pause

logger = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 2.0
DEAD_AFTER_SECONDS = 10.0
SWEEP_EVERY_SECONDS = 2.0
# A job that has met so many deaths may be their cause: from then on it comes back after a pause.
INNOCENT_DEATHS = 3


async def keep_sweeping(manager: JobManager) -> None:
    """Look for jobs of dead workers until cancelled.

    Every worker does this beside its jobs and not as one of them, so that long jobs in all places
    cannot hold it up. Until a dead worker's job is brought back, no other job of its lock runs.
    """
    while True:
        try:
            await retry_stalled_jobs(manager)
        except ConnectorException:
            logger.warning("the database did not answer the sweep for lost jobs", exc_info=True)
        await asyncio.sleep(SWEEP_EVERY_SECONDS)


async def retry_stalled_jobs(manager: JobManager) -> int:
    """Put back what no living worker is doing; returns how many jobs that were."""
    stalled = list(await manager.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER_SECONDS))
    for job in stalled:
        logger.warning("job %s (%s) lost its worker and is put back", job.id, job.task_name)
        await _put_back(manager, job)
    return len(stalled)


async def _put_back(manager: JobManager, job: Job) -> None:
    try:
        if job.attempts < INNOCENT_DEATHS:
            await manager.retry_job(job)
        else:
            again = after_a_pause(job)
            await manager.retry_job(job, retry_at=again.retry_at, lock=again.lock)
    except UniqueViolation:
        # Its successor waits already and will do the same work.
        await manager.finish_job(job, status=Status.FAILED, delete_job=True)
