"""Who may write to an arriving file: one holder at a time, and the newest wins.

A holder writes only inside `lease_held`, and only what `record_offset` has taken down was ever
acknowledged. The fence numbers the holders, so that one who was thought dead can do no harm.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from sipol.flow.intake.actions.deliveries import ReceivedFile, receive_file
from sipol.flow.intake.models import Upload
from sipol.kernel.refusals import Refusal, Refused

# A holder that hangs must not hang everybody who comes after it: they hear "not now" instead.
_LOCK_PATIENCE = "2s"


class LeaseLost(Exception):
    """Another connection holds the upload now; nothing was written."""


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to write to an upload, until somebody else takes it over."""

    upload_id: UUID
    fence: int
    durable_offset: int
    size: int
    salt: bytes
    expires_at: datetime
    named_sha256: str


@transaction.atomic
def take_over(*, upload_id: UUID, now: datetime) -> Lease:
    """Become the only holder of an unfinished upload; whoever held it before can write no more.

    Raises Refused with upload_unknown, upload_revoked, upload_expired or upload_finished.
    """
    upload = locked_upload(upload_id)
    if upload.finished_at is not None:
        raise Refused(Refusal("upload_finished"))
    _refuse_revoked(upload)
    if upload.expires_at <= now:
        raise Refused(Refusal("upload_expired"))
    upload.fence += 1
    upload.last_sign_at = now
    upload.save(update_fields=["fence", "last_sign_at"])
    return Lease(
        upload_id=upload.pk,
        fence=upload.fence,
        durable_offset=upload.durable_offset,
        size=upload.size,
        salt=bytes(upload.salt),
        expires_at=upload.expires_at,
        named_sha256=upload.named_sha256,
    )


@contextmanager
def lease_held(*, upload_id: UUID, fence: int) -> Iterator[None]:
    """Keeps the upload from being taken over while its holder writes; raises LeaseLost if it was.

    Raises Refused with upload_revoked when its permission was taken back. The row stays locked
    meanwhile, so what is written inside is over before the next holder reads where to go on.
    """
    with transaction.atomic():
        upload = locked_upload(upload_id)
        _refuse_revoked(upload)
        if upload.fence != fence or upload.finished_at is not None:
            raise LeaseLost
        yield


def still_held(*, upload_id: UUID, fence: int) -> None:
    """A look without a lock, for a holder that has nothing to write yet; raises as `lease_held`."""
    upload = Upload.objects.filter(pk=upload_id).first()
    if upload is None:
        raise LeaseLost
    _refuse_revoked(upload)
    if upload.fence != fence:
        raise LeaseLost


@transaction.atomic
def record_offset(*, upload_id: UUID, fence: int, offset: int, now: datetime) -> None:
    """Take down that all bytes before `offset` are durable; from now on they may be acknowledged.

    Raises LeaseLost when the upload was taken over, is finished, or has got further already.
    """
    moved = Upload.objects.filter(
        pk=upload_id, fence=fence, finished_at=None, durable_offset__lte=offset
    ).update(durable_offset=offset, last_sign_at=now)
    if not moved:
        raise LeaseLost


@transaction.atomic
def finish_upload(*, upload_id: UUID, fence: int, sha256: str, now: datetime) -> UUID:
    """Turn a whole file, stored under its digest, into a delivery; a repeat returns the same one.

    Raises LeaseLost when somebody else holds the upload now, Refused when it was revoked.
    """
    upload = locked_upload(upload_id)
    if upload.finished_at is not None:
        return UUID(str(upload.delivery_id))
    _refuse_revoked(upload)
    if upload.fence != fence:
        raise LeaseLost
    upload.finished_at = now
    upload.sha256 = sha256
    delivery_id = receive_file(_received_file(upload), now=now)
    upload.delivery_id = delivery_id
    upload.save(update_fields=["finished_at", "sha256", "delivery_id"])
    return delivery_id


def refuse_other_content(lease: Lease, sha256: str) -> None:
    """Raises Refused with content_differs when what arrived is not what the sender had named."""
    if lease.named_sha256 not in {"", sha256}:
        raise Refused(Refusal("content_differs"))


def locked_upload(upload_id: UUID) -> Upload:
    """The row, locked until the transaction ends; raises Refused with upload_unknown."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [_LOCK_PATIENCE])
    upload = Upload.objects.select_for_update().filter(pk=upload_id).first()
    if upload is None:
        raise Refused(Refusal("upload_unknown"))
    return upload


def _refuse_revoked(upload: Upload) -> None:
    if upload.revoked_at is not None:
        raise Refused(Refusal("upload_revoked"))


def _received_file(upload: Upload) -> ReceivedFile:
    return ReceivedFile(
        party_id=upload.party_id,
        cycle_id=upload.cycle_id,
        user_id=upload.user_id,
        file_name=upload.file_name,
        file_size=upload.size,
        sha256=upload.sha256,
        regency_code=upload.regency_code,
        mends_id=upload.mends_delivery_id,
    )
