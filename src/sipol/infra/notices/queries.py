"""Reading the inbox, always as the person it belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from sipol.infra.notices.models import Notice, Opening, Pointer
from sipol.infra.notices.places import addressed_to
from sipol.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """A notice as its reader sees it; `opened` by this reader, `first_opened_*` by anybody."""

    id: UUID
    kind: str
    values: Mapping[str, str]
    path: str
    region_code: str
    at: datetime
    entry_id: int | None
    opened: bool
    first_opened_by: str
    first_opened_at: datetime | None
    mail_failed: bool


def inbox(actor: Actor, *, limit: int) -> list[NoticeFacts]:
    """The newest notices first."""
    mailed = Pointer.objects.filter(notice=OuterRef("pk"), user_id=actor.user_id)
    rows: Iterable[Any] = (
        Notice.objects.filter(addressed_to(actor))
        .annotate(mail_failed=Exists(mailed.exclude(problem="").filter(mailed=False)))
        .prefetch_related("openings")
        .order_by("-id")[:limit]
    )
    return [facts_of(row, actor, mail_failed=row.mail_failed) for row in rows]


def unopened(actor: Actor) -> int:
    """How many notices this person has not opened yet."""
    mine = Opening.objects.filter(notice=OuterRef("pk"), user_id=actor.user_id)
    return Notice.objects.filter(addressed_to(actor)).exclude(Exists(mine)).count()


def facts_of(notice: Any, actor: Actor, *, mail_failed: bool = False) -> NoticeFacts:
    """A notice as loaded from its table, as `actor` sees it."""
    openings = sorted(notice.openings.all(), key=lambda opening: opening.at)
    first = openings[0] if openings else None
    return NoticeFacts(
        id=notice.pk,
        kind=notice.kind,
        values=notice.values,
        path=notice.path,
        region_code=notice.region_code,
        at=notice.at,
        entry_id=notice.entry_id,
        opened=any(opening.user_id == actor.user_id for opening in openings),
        first_opened_by=first.user_name if first else "",
        first_opened_at=first.at if first else None,
        mail_failed=mail_failed,
    )
