"""Taking in a file that is here already: a form without script, or the demo."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid4

from sipol.flow.intake.actions.upload_leases import Lease, finish_upload, record_offset, take_over
from sipol.flow.intake.actions.uploads import begin_upload, terminate_upload
from sipol.flow.intake.queries.deliveries import delivery_of_upload
from sipol.infra.storage.faults import StorageFault
from sipol.infra.storage.vault import FileVault
from sipol.kernel.actors import Actor


def take_in_whole_file(  # noqa: PLR0913 - all that an upload would tell in several requests
    *,
    actor: Actor,
    cycle_id: int,
    file_name: str,
    size: int,
    chunks: Iterable[bytes],
    regency_code: str,
    vault: FileVault,
    now: datetime,
    mends_delivery_id: UUID | None = None,
    client_key: str = "",
) -> UUID:
    """Store a whole file and make a delivery of it, the same way as an upload goes.

    Returns the delivery's id; the same content again gives the first delivery. Under one
    `client_key` only one content may ever come (the arriving bytes are encrypted by their place):
    whoever takes the key from outside makes the content's hash a part of it. Raises Refused as
    `begin_upload` does, and StorageFault when the disk cannot take the file: nothing is kept then.
    """
    upload = begin_upload(
        actor=actor,
        cycle_id=cycle_id,
        client_key=client_key or f"direct-{uuid4()}",
        file_name=file_name,
        size=size,
        regency_code=regency_code,
        mends_delivery_id=mends_delivery_id,
        now=now,
    )
    if upload.already_finished:
        return _known(upload.id)
    lease = take_over(upload_id=upload.id, now=now)
    try:
        _store(chunks, lease, vault, now)
        sha256 = vault.digest_part(upload.id, upload.size)
        vault.claim(upload.id, sha256)
        delivery_id = finish_upload(upload_id=upload.id, fence=lease.fence, sha256=sha256, now=now)
    except StorageFault:
        terminate_upload(upload_id=upload.id, now=now)
        raise
    vault.drop_part(upload.id)
    return delivery_id


def _known(upload_id: UUID) -> UUID:
    delivery_id = delivery_of_upload(upload_id)
    if delivery_id is None:
        raise LookupError("a finished upload without its delivery")
    return delivery_id


def _store(chunks: Iterable[bytes], lease: Lease, vault: FileVault, now: datetime) -> None:
    offset = 0
    with vault.open_part(lease.upload_id, lease.salt, lease.durable_offset, lease.fence) as part:
        for chunk in chunks:
            part.write_at(offset, chunk)
            offset += len(chunk)
        part.sync()
    record_offset(upload_id=lease.upload_id, fence=lease.fence, offset=offset, now=now)
