"""When a job that did not end well is tried again."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.jobs import Job

logger = logging.getLogger(__name__)

LONGEST_PAUSE_SECONDS = 300


def after_a_pause(job: Job) -> RetryDecision:
    """Again after 3, 9, 27 seconds and so on, five minutes at most.

    The job gives up its place in its lock, so that nobody else waits for the end of its pause: a
    task whose jobs exclude each other must see to that itself.
    """
    pause = min(3 ** (job.attempts + 1), LONGEST_PAUSE_SECONDS)
    return RetryDecision(retry_in={"seconds": pause}, lock=f"again:{job.id}")


@dataclass(frozen=True, slots=True)
class AgainAfterAPause(BaseRetryStrategy):
    """Tries a job that failed `most` times again; then it stays in the queue as failed."""

    most: int

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        logger.error(
            "job %s (%s) failed at try %s",
            job.id,
            job.task_name,
            job.attempts + 1,
            exc_info=exception,
        )
        return after_a_pause(job) if job.attempts < self.most else None
