"""The jobs of papers: ids in, one action out."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from sipol.infra.jobs.queue import UPKEEP
from sipol.infra.jobs.retries import AgainAfterAPause
from sipol.infra.storage.installed import installed_vault
from sipol.kernel import clock
from sipol.records.papers.actions import matching, upkeep


@app.task(name="sipol.records.papers.jobs.check_sending", retry=AgainAfterAPause(most=8))
def check_sending(sending_id: str) -> None:
    """Look at the next waiting files of a sending."""
    matching.check_waiting(sending_id=UUID(sending_id), vault=installed_vault(), clock=clock.now)


@app.periodic(cron="*/2 * * * *")
@app.task(
    name="sipol.records.papers.jobs.tend_sendings",
    queue=UPKEEP,
    lock="tend_sendings",
    queueing_lock="tend_sendings",
)
def tend_sendings(timestamp: int) -> None:
    """Every other minute: close quiet sendings, and find files whose job was lost."""
    upkeep.promise_forgotten_sendings()
    upkeep.close_quiet_sendings(now=clock.now())
