"""The jobs of access: ids in, one action out."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from sipol.infra.jobs.retries import AgainAfterAPause
from sipol.kernel import clock
from sipol.records.access.actions import mailing


@app.task(name="sipol.records.access.jobs.mail_invitation", retry=AgainAfterAPause(most=8))
def mail_invitation(invitation_id: str, link: str) -> None:
    """Send one invitation; a mail server that is away is tried again."""
    mailing.mail_invitation(invitation_id=UUID(invitation_id), link=link, now=clock.now())
