"""Who may write to an arriving file: one holder at a time, and the newest wins.

A holder writes only inside `recording`, and only what that has taken down was ever acknowledged.
The fence numbers the holders, so that one who was thought dead can do no harm.
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
from sipol.records.papers.actions.sendings import receive_item
from sipol.records.papers.actions.storing import StoredFile

# A holder that hangs must not hang everybody who comes after it: they hear "not now" instead.
_LOCK_PATIENCE = "2s"

# In one trip to the database each, as these two are all that most pieces of an upload ask of it.
_TAKE_OVER = """
SELECT set_config('lock_timeout', %s, true);
UPDATE intake_upload SET fence = fence + 1, last_sign_at = %s
WHERE id = %s AND finished_at IS NULL AND revoked_at IS NULL AND expires_at > %s
RETURNING fence, durable_offset, size, salt, expires_at, named_sha256
"""
_RECORD = """
SELECT set_config('lock_timeout', %s, true);
UPDATE intake_upload SET durable_offset = %s, last_sign_at = %s
WHERE id = %s AND fence = %s AND finished_at IS NULL AND revoked_at IS NULL
AND durable_offset <= %s
"""


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


def take_over(*, upload_id: UUID, now: datetime) -> Lease:
    """Become the only holder of an unfinished upload; whoever held it before can write no more.

    Raises Refused with upload_unknown, upload_revoked, upload_expired or upload_finished.
    """
    with taking_over(upload_id=upload_id, now=now) as lease:
        return lease


@contextmanager
def taking_over(*, upload_id: UUID, now: datetime) -> Iterator[Lease]:
    """As `take_over`, with the row locked while the new holder makes the file ready."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_TAKE_OVER, [_LOCK_PATIENCE, now, upload_id, now])
            cursor.nextset()
            taken = cursor.fetchone()
        if taken is None:
            raise _why_not_taken(upload_id)
        fence, durable_offset, size, salt, expires_at, named_sha256 = taken
        yield Lease(upload_id, fence, durable_offset, size, bytes(salt), expires_at, named_sha256)


def _why_not_taken(upload_id: UUID) -> Refused:
    upload = locked_upload(upload_id)
    if upload.finished_at is not None:
        return Refused(Refusal("upload_finished"))
    _refuse_revoked(upload)
    return Refused(Refusal("upload_expired"))


@contextmanager
def recording(*, upload_id: UUID, fence: int, offset: int, now: datetime) -> Iterator[None]:
    """Take down that all bytes before `offset` are durable, once what is done inside is over.

    Inside, the holder writes and syncs those bytes; only then the record is committed, and from
    there on they may be acknowledged. The row stays locked meanwhile, so that the next holder reads
    where to go on only after that. Raises LeaseLost when the upload was taken over, is finished or
    has got further already, and Refused with upload_revoked when its permission was taken back.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_RECORD, [_LOCK_PATIENCE, offset, now, upload_id, fence, offset])
            cursor.nextset()
            moved = cursor.rowcount
        if not moved:
            _refuse_revoked(locked_upload(upload_id))
            raise LeaseLost
        yield


def still_held(*, upload_id: UUID, fence: int) -> None:
    """A look without a lock, for a holder that has nothing to write yet; raises as `recording`."""
    upload = Upload.objects.filter(pk=upload_id).first()
    if upload is None:
        raise LeaseLost
    _refuse_revoked(upload)
    if upload.fence != fence:
        raise LeaseLost


def record_offset(*, upload_id: UUID, fence: int, offset: int, now: datetime) -> None:
    """As `recording`, for bytes that are durable already."""
    with recording(upload_id=upload_id, fence=fence, offset=offset, now=now):
        pass


@transaction.atomic
def finish_upload(*, upload_id: UUID, fence: int, sha256: str, now: datetime) -> UUID:
    """Turn a whole file, stored under its digest, into a delivery, or into a file of its sending;
    a repeat returns the same one.

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
    if upload.sending_id is None:
        delivery_id = receive_file(_received_file(upload), now=now)
    else:
        delivery_id = receive_item(
            sending_id=upload.sending_id,
            item_id=upload.pk,
            file=StoredFile(sha256, upload.size, upload.file_name),
            now=now,
        )
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
        begun_at=upload.created_at,
    )
