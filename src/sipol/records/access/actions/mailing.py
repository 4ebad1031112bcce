"""The mail of an invitation: a link and nothing of the person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.core.mail import send_mail
from django.db import transaction
from django.utils.translation import gettext as _

from sipol.records.access.actions.invitations import VALID_FOR, give_token
from sipol.records.access.models import Invitation
from sipol.records.access.rules.invitations import PENDING


@transaction.atomic
def mail_invitation(*, invitation_id: UUID, link: str, now: datetime) -> None:
    """Send a pending invitation with a link made for this mail.

    Where a link was made by hand meanwhile, that one is good and no mail goes out: a mail may not
    end a link that somebody has just been shown. What the mail server does not take raises.
    """
    rows = Invitation.objects.select_for_update(of=("self",))
    row = rows.filter(pk=invitation_id, state=PENDING).first()
    if row is None or row.token_digest is not None:
        return
    token = give_token(row, now)
    row.mailed_at = now
    row.save(update_fields=["mailed_at"])
    send_mail(_subject(), _text(link.replace("{token}", token)), None, [row.email])


def mail_list(
    *, invited_by_id: int, at: datetime, link: str, clock: Callable[[], datetime]
) -> None:
    """Send the invitations that one person made at one moment; what was sent is not sent again."""
    rows = Invitation.objects.filter(
        invited_by_id=invited_by_id, created_at=at, state=PENDING, mailed_at__isnull=True
    )
    for invitation_id in rows.order_by("id").values_list("pk", flat=True):
        mail_invitation(invitation_id=invitation_id, link=link, now=clock())


def _subject() -> str:
    return _("Undangan masuk ke Sipol")


def _text(address: str) -> str:
    return _(
        "Anda diundang memakai Sipol, Sistem Informasi Partai Politik.\n\n"
        "Buka tautan ini untuk membuat kata sandi Anda:\n%(address)s\n\n"
        "Tautan berlaku %(days)d hari dan hanya dapat dipakai satu kali. Jangan teruskan surel "
        "ini: siapa pun yang memegang tautannya dapat masuk sebagai Anda. Bila Anda tidak merasa "
        "diundang, abaikan surel ini.\n"
    ) % {"address": address, "days": VALID_FOR.days}
