"""Who may write to an arriving file: one holder at a time, and the newest wins.

A holder writes and syncs first; only what is taken down after that was ever acknowledged. The fence
numbers the holders, here and in the file, so that one who was thought dead can do no harm.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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

_TAKE_OVER = """
SELECT set_config('lock_timeout', %s, true);
UPDATE intake_upload SET fence = fence + 1, last_sign_at = %s
WHERE id = %s AND finished_at IS NULL AND revoked_at IS NULL AND expires_at > %s
RETURNING fence, durable_offset, size, salt, expires_at, named_sha256
"""
# A row that somebody has locked is left out instead of holding all the others up.
_RECORD = """
WITH reached (id, fence, reached) AS (
    SELECT * FROM unnest(%s::uuid[], %s::bigint[], %s::bigint[])
), held AS (
    SELECT upload.id, reached.reached FROM intake_upload AS upload JOIN reached USING (id)
    WHERE upload.fence = reached.fence AND upload.durable_offset <= reached.reached
    AND finished_at IS NULL AND revoked_at IS NULL
    FOR UPDATE OF upload SKIP LOCKED
)
UPDATE intake_upload AS upload SET durable_offset = held.reached, last_sign_at = %s
FROM held WHERE upload.id = held.id RETURNING upload.id, fence
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


@dataclass(frozen=True, slots=True)
class Reached:
    """All bytes before `offset` are durable, says the holder with this fence."""

    upload_id: UUID
    fence: int
    offset: int


def record_together(reached: Sequence[Reached], *, now: datetime) -> list[bool]:
    """Take down what is durable of several uploads in one commit; from then on it may be told.

    Says for each, in their order, whether it was taken down. Where not, `record_offset` tells why,
    or waits for whoever has the upload's row locked.
    """
    columns = zip(*((each.upload_id, each.fence, each.offset) for each in reached), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(_RECORD, [*map(list, columns), now])
        moved = set(cursor.fetchall())
    return [(each.upload_id, each.fence) in moved for each in reached]


def still_held(*, upload_id: UUID, fence: int) -> None:
    """A look, for a holder that has nothing to write yet; raises as `record_offset`."""
    upload = Upload.objects.filter(pk=upload_id).first()
    if upload is None:
        raise LeaseLost
    _refuse_revoked(upload)
    if upload.fence != fence:
        raise LeaseLost


@transaction.atomic
def record_offset(*, upload_id: UUID, fence: int, offset: int, now: datetime) -> None:
    """As `record_together` for one upload, whose row it waits for.

    Raises LeaseLost when the upload was taken over, is finished or has got further already, and
    Refused with upload_revoked when its permission was taken back.
    """
    upload = locked_upload(upload_id)
    _refuse_revoked(upload)
    outdated = upload.fence != fence or upload.durable_offset > offset
    if outdated or upload.finished_at is not None:
        raise LeaseLost
    upload.durable_offset, upload.last_sign_at = offset, now
    upload.save(update_fields=["durable_offset", "last_sign_at"])


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
