"""The e-mail that points to the inbox: no names, no figures, one at most in an hour."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import send_mail
from django.db import transaction

from sipol.infra.notices.models import Pointer

logger = logging.getLogger(__name__)

AT_MOST_EVERY = timedelta(hours=1)
MOST_TRIES = 12
PEOPLE_AT_ONCE = 200

_SUBJECT = "Pemberitahuan baru di Sipol / New notice in Sipol"
_TEXT = """\
Ada pemberitahuan baru di kotak masuk Anda di Sipol. Masuk untuk membacanya:
{inbox}

There is a new notice in your Sipol inbox. Sign in to read it at the address above.

Surel ini tidak memuat isi pemberitahuan dan tidak perlu dibalas.
"""


def send_pointers(*, inbox: str, now: datetime) -> int:
    """Send one mail to each person to whom one is owed; `inbox` is its address. Returns how many.

    A person who was sent one within the hour waits for the next. A mail that the server does not
    take is tried again, ever later, and shows as failed in the inbox meanwhile.
    """
    owed = Pointer.objects.filter(settled_at=None, next_try_at__lte=now, tries__lt=MOST_TRIES)
    people = owed.order_by("user_id").values_list("user_id", flat=True).distinct()
    return sum(_send_to(user_id, inbox, now) for user_id in people[:PEOPLE_AT_ONCE])


def _send_to(user_id: int, inbox: str, now: datetime) -> bool:
    with transaction.atomic():
        owed = list(
            Pointer.objects.select_for_update(skip_locked=True).filter(
                user_id=user_id, settled_at=None, tries__lt=MOST_TRIES
            )
        )
        if not owed or _sent_lately(user_id, now):
            return False
        problem = _deliver(user_id, inbox)
        for pointer in owed:
            pointer.tries += 1
            pointer.problem = problem
            pointer.mailed = not problem
            pointer.settled_at = None if problem else now
            pointer.next_try_at = now + timedelta(minutes=2**pointer.tries)
            pointer.save()
        return not problem


def _sent_lately(user_id: int, now: datetime) -> bool:
    return Pointer.objects.filter(
        user_id=user_id, mailed=True, settled_at__gt=now - AT_MOST_EVERY
    ).exists()


def _deliver(user_id: int, inbox: str) -> str:
    """Hand the mail over; returns "" or the kind of failure, which names nobody."""
    address = get_user_model().objects.values_list("email", flat=True).get(pk=user_id)
    try:
        send_mail(_SUBJECT, _TEXT.format(inbox=inbox), settings.DEFAULT_FROM_EMAIL, [address])
    except (SMTPException, OSError) as failed:
        logger.warning("a mail to user %s was not taken: %s", user_id, type(failed).__name__)
        return type(failed).__name__
    return ""
