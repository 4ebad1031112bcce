"""The jobs of access: ids in, one action out."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from procrastinate.contrib.django import app

from sipol.infra.jobs.queue import LONG_WORK
from sipol.infra.jobs.retries import AgainAfterAPause
from sipol.kernel import clock
from sipol.records.access.actions import mailing


@app.task(name="sipol.records.access.jobs.mail_invitation", retry=AgainAfterAPause(most=8))
def mail_invitation(invitation_id: str, link: str) -> None:
    """Send one invitation; a mail server that is away is tried again."""
    mailing.mail_invitation(invitation_id=UUID(invitation_id), link=link, now=clock.now())


@app.task(
    name="sipol.records.access.jobs.mail_list", queue=LONG_WORK, retry=AgainAfterAPause(most=8)
)
def mail_list(invited_by_id: str, at: str, link: str) -> None:
    """Send a list of invitations; after a failure it goes on where it was."""
    mailing.mail_list(
        invited_by_id=int(invited_by_id),
        at=datetime.fromisoformat(at),
        link=link,
        clock=clock.now,
    )
