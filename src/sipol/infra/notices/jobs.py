"""Mail that is owed is sent within a minute, and tried again."""

from __future__ import annotations

from django.conf import settings
from procrastinate.contrib.django import app

from sipol.infra.jobs.queue import UPKEEP
from sipol.infra.notices.mail import send_pointers as send_owed
from sipol.kernel import clock


@app.periodic(cron="* * * * *")
@app.task(
    name="sipol.infra.notices.jobs.send_pointers",
    queue=UPKEEP,
    lock="send_pointers",
    queueing_lock="send_pointers",
)
def send_pointers(timestamp: int) -> None:
    """Every minute: send the mails that are owed."""
    send_owed(inbox=f"{settings.PUBLIC_URL.rstrip('/')}/kotak-masuk/", now=clock.now())
