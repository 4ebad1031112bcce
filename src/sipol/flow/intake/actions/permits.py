"""Taking back the permission to send a file."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sipol.flow.intake.actions.upload_leases import locked_upload
from sipol.infra.ledger.actions import append_entry
from sipol.kernel.actors import Actor
from sipol.kernel.refusals import Refusal, Refused
from sipol.records.accounts.rules.oversight import oversees_region


@transaction.atomic
def revoke_upload(*, actor: Actor, upload_id: UUID, now: datetime) -> None:
    """End an unfinished upload at once, whoever is sending it; doing it again changes nothing.

    The fence moves, so that a sender under way writes no more. What arrived is swept, the row
    stays until it would have expired: it is what tells a sender who comes back. Raises Refused
    with upload_unknown for one that the actor does not oversee, and upload_finished.
    """
    upload = locked_upload(upload_id)
    overseen = oversees_region(
        actor, party_id=upload.party_id, user_id=upload.user_id, region_code=upload.regency_code
    )
    if not overseen:
        raise Refused(Refusal("upload_unknown"))
    if upload.finished_at is not None:
        raise Refused(Refusal("upload_finished"))
    if upload.revoked_at is not None:
        return
    upload.revoked_at = now
    upload.fence += 1
    upload.save(update_fields=["revoked_at", "fence"])
    append_entry(
        kind="upload.revoked",
        actor=actor.name,
        subject=f"upload:{upload.pk}",
        payload={
            "regency": upload.regency_code,
            "size": upload.size,
            "received": upload.durable_offset,
            "begun_by": f"user:{upload.user_id}",
        },
        now=now,
        party_id=upload.party_id,
    )
