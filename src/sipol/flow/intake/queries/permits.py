"""Permissions to send that are alive: uploads that were begun and are neither whole nor ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from sipol.flow.intake.models import Upload
from sipol.kernel.actors import Actor
from sipol.kernel.refusals import Refusal, Refused
from sipol.records.accounts.queries import names_of
from sipol.records.accounts.rules.oversight import oversees_region


@dataclass(frozen=True, slots=True)
class PermitFacts:
    """One upload under way: whose, of what, how far, and when it was last heard of, if ever."""

    id: UUID
    file_name: str
    regency_code: str
    begun_by: str
    begun_at: datetime
    size: int
    durable_offset: int
    last_sign_at: datetime | None
    expires_at: datetime


def living_permits(actor: Actor, *, now: datetime) -> list[PermitFacts]:
    """The permissions that the actor may see and revoke, the newest first."""
    rows = [row for row in _living(actor, now).order_by("-created_at") if _oversees(actor, row)]
    names = names_of(row.user_id for row in rows)
    return [_facts(row, names.get(row.user_id, "")) for row in rows]


def living_permit(actor: Actor, upload_id: UUID, *, now: datetime) -> PermitFacts:
    """One of `living_permits`; raises Refused with upload_unknown."""
    row = _living(actor, now).filter(pk=upload_id).first()
    if row is None or not _oversees(actor, row):
        raise Refused(Refusal("upload_unknown"))
    return _facts(row, names_of([row.user_id]).get(row.user_id, ""))


def _living(actor: Actor, now: datetime) -> QuerySet[Upload]:
    return Upload.objects.filter(
        party_id=actor.party_id,
        finished_at__isnull=True,
        revoked_at__isnull=True,
        expires_at__gt=now,
    )


def _oversees(actor: Actor, row: Upload) -> bool:
    return oversees_region(
        actor, party_id=row.party_id, user_id=row.user_id, region_code=row.regency_code
    )


def _facts(row: Upload, begun_by: str) -> PermitFacts:
    return PermitFacts(
        id=row.pk,
        file_name=row.file_name,
        regency_code=row.regency_code,
        begun_by=begun_by,
        begun_at=row.created_at,
        size=row.size,
        durable_offset=row.durable_offset,
        last_sign_at=row.last_sign_at,
        expires_at=row.expires_at,
    )
