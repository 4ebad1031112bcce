"""Telling an office something, and noting who opened it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sipol.infra.ledger.actions import append_entry
from sipol.infra.notices.models import Notice, Opening, Pointer
from sipol.infra.notices.places import addressed_to
from sipol.kernel.actors import Actor
from sipol.kernel.identifiers import hide_niks
from sipol.kernel.sortable_ids import sortable_id


@dataclass(frozen=True, slots=True)
class Message:
    """What is told, and to which office.

    `party_id` is set exactly for a party's office; `region_code` "" is the whole country. `kind`
    and `values` make the sentence, `path` is the page it is about. `occasion` names what happened,
    `entry_id` is its entry in the ledger.
    """

    office: str
    kind: str
    occasion: str
    party_id: int | None = None
    region_code: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    path: str = ""
    entry_id: int | None = None


@transaction.atomic
def tell(message: Message, *, now: datetime, mail_to: Iterable[int] = ()) -> UUID:
    """Put a notice into an office's inbox, in the transaction of what it tells.

    The same occasion again is the same notice. `mail_to` are the ids of people who are also sent
    an e-mail that points to their inbox. Identity numbers in the values are masked. Returns the
    notice's id.
    """
    notice, made = Notice.objects.get_or_create(
        office=message.office,
        party_id=message.party_id,
        region_code=message.region_code,
        kind=message.kind,
        occasion=message.occasion,
        defaults={
            "id": sortable_id(now),
            "values": {name: hide_niks(value) for name, value in message.values.items()},
            "path": message.path,
            "at": now,
            "entry_id": message.entry_id,
        },
    )
    if made:
        Pointer.objects.bulk_create(
            Pointer(notice=notice, user_id=user_id, owed_since=now, next_try_at=now)
            for user_id in sorted(set(mail_to))
        )
    notice_id: UUID = notice.pk
    return notice_id


@transaction.atomic
def open_notice(*, actor: Actor, notice_id: UUID, now: datetime) -> Notice | None:
    """The notice for somebody it is addressed to, else None.

    The first opening by each person is recorded, with an entry in the ledger.
    """
    notice = Notice.objects.filter(addressed_to(actor), pk=notice_id).first()
    if notice is None or _opened_by(actor, notice_id):
        return notice
    # Of two requests at once, one waits here and then finds what the other recorded.
    Notice.objects.select_for_update().get(pk=notice_id)
    if _opened_by(actor, notice_id):
        return notice
    Pointer.objects.filter(notice=notice, user_id=actor.user_id, settled_at=None).update(
        settled_at=now
    )
    entry = append_entry(
        kind="notice.opened",
        actor=actor.name,
        subject=f"notice:{notice.pk}",
        payload={"kind": notice.kind, "told_at": notice.at.isoformat()},
        now=now,
        party_id=notice.party_id,
    )
    Opening.objects.create(
        notice=notice,
        user_id=actor.user_id,
        user_name=actor.name,
        at=now,
        entry_id=entry.pk,
    )
    return notice


def _opened_by(actor: Actor, notice_id: UUID) -> bool:
    return Opening.objects.filter(notice_id=notice_id, user_id=actor.user_id).exists()
