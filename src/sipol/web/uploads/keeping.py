"""The blocking steps of an upload, each one a call into the vault and the upload's record."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sipol.flow.intake.actions.upload_leases import (
    Lease,
    Reached,
    finish_upload,
    record_offset,
    record_together,
    refuse_other_content,
    take_over,
    taking_over,
)
from sipol.flow.intake.actions.uploads import (
    StartedUpload,
    UploadFacts,
    authorise_together,
    begin_upload,
    terminate_upload,
)
from sipol.flow.intake.queries.deliveries import delivery_of_upload
from sipol.infra.storage.faults import PartLost, StorageFault
from sipol.infra.storage.parts import Part
from sipol.infra.storage.vault import FileVault
from sipol.kernel.refusals import Refusal, Refused
from sipol.records.accounts.actions import use_api_token
from sipol.records.timetable.queries import current_cycle
from sipol.web.uploads.bodies import Body, CheckedBody, Checksum, PlainBody

logger = logging.getLogger(__name__)


class OffsetMismatch(Exception):
    """The sender goes on from another place than the durable one, which is `offset`."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


@dataclass(frozen=True, slots=True)
class Standing:
    """How far an upload is. `delivery_id` is set once the whole file has become a delivery."""

    offset: int
    size: int
    expires_at: datetime
    delivery_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """What a sender asks for who begins an upload."""

    client_key: str
    file_name: str
    size: int
    regency_code: str
    mends_delivery_id: UUID | None
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """The right to write to an upload, and its open file, which ends where the lease says."""

    lease: Lease
    part: Part


class Keeper:
    """Works on uploads, one blocking call at a time, in any thread."""

    def __init__(self, vault: FileVault, clock: Callable[[], datetime]) -> None:
        self._vault = vault
        self._now = clock

    def begin(self, bearer: str, wish: Wish) -> StartedUpload:
        """Begins an upload in the current cycle for the holder of an API token; raises Refused."""
        actor = use_api_token(bearer, now=self._now())
        if actor is None:
            raise Refused(Refusal("token_unknown"))
        cycle = current_cycle()
        if cycle is None:
            raise Refused(Refusal("no_cycle"))
        return begin_upload(
            actor=actor,
            cycle_id=cycle.id,
            client_key=wish.client_key,
            file_name=wish.file_name,
            size=wish.size,
            regency_code=wish.regency_code,
            mends_delivery_id=wish.mends_delivery_id,
            sha256=wish.sha256,
            now=self._now(),
        )

    def admit(self, asked: Sequence[tuple[UUID, str]]) -> Sequence[UploadFacts | Refused]:
        """Each upload, if its bearer may touch it."""
        return authorise_together(asked, now=self._now())

    def record(self, reached: Sequence[Reached]) -> Sequence[bool]:
        """Commits how far uploads are durable, all at once; which of them could be."""
        return record_together(reached, now=self._now())

    def record_alone(self, reached: Reached) -> None:
        """Commits one that could not be recorded with others; raises as `record_offset`."""
        record_offset(
            upload_id=reached.upload_id,
            fence=reached.fence,
            offset=reached.offset,
            now=self._now(),
        )

    def look(self, upload_id: UUID) -> Standing:
        """Takes the upload over and says how far it is; finishes it if it is whole."""
        lease = take_over(upload_id=upload_id, now=self._now())
        return self.conclude(lease, lease.durable_offset)

    def open(self, upload_id: UUID, offset: int) -> Held:
        """Takes the upload over and makes its file ready to receive from `offset`.

        Raises `OffsetMismatch`, Refused, `StorageFault`.
        """
        part = None
        with (
            self._loss_ends(upload_id),
            taking_over(upload_id=upload_id, now=self._now()) as lease,
        ):
            if offset == lease.durable_offset:
                part = self._vault.open_part(upload_id, lease.salt, offset, lease.fence)
        if part is None:
            raise OffsetMismatch(lease.durable_offset)
        return Held(lease, part)

    def body(self, held: Held, checksum: Checksum | None) -> Body:
        """A body that goes on where the upload ends."""
        if checksum is None:
            return PlainBody(held.lease, held.part)
        return CheckedBody(held.lease, held.part, self._vault, checksum)

    def conclude(self, lease: Lease, offset: int) -> Standing:
        """How far the upload is; a whole one becomes a delivery first. May be repeated."""
        delivery = self._finish(lease) if offset == lease.size else None
        return Standing(offset, lease.size, lease.expires_at, delivery)

    def give_up(self, upload_id: UUID) -> None:
        """Ends an unfinished upload and drops what arrived of it; raises Refused."""
        terminate_upload(upload_id=upload_id, now=self._now())
        self._vault.drop_part(upload_id)

    def _finish(self, lease: Lease) -> UUID:
        upload_id = lease.upload_id
        with self._loss_ends(upload_id):
            try:
                if lease.size == 0:
                    with self._vault.open_part(upload_id, lease.salt, 0, lease.fence) as part:
                        part.sync()
                sha256 = self._vault.digest_part(upload_id, lease.size)
                self._check(lease, sha256)
                self._vault.claim(upload_id, sha256)
            except PartLost:
                # A holder in another process may have finished, and so dropped the part, just now.
                delivery = delivery_of_upload(upload_id)
                if delivery is None:
                    raise
                return delivery
        delivery = finish_upload(
            upload_id=upload_id, fence=lease.fence, sha256=sha256, now=self._now()
        )
        logger.info("upload %s has become delivery %s", upload_id, delivery)
        self._drop_finished(upload_id)
        return delivery

    def _check(self, lease: Lease, sha256: str) -> None:
        """A whole file that is not the announced one can never be accepted, so it goes at once."""
        try:
            refuse_other_content(lease, sha256)
        except Refused:
            logger.warning("upload %s is not the content that was announced", lease.upload_id)
            self.give_up(lease.upload_id)
            raise

    def _drop_finished(self, upload_id: UUID) -> None:
        """The delivery stands whether or not this works; the sweep comes by again."""
        try:
            self._vault.drop_part(upload_id)
        except StorageFault:
            logger.exception("the part of finished upload %s was left behind", upload_id)

    @contextmanager
    def _loss_ends(self, upload_id: UUID) -> Iterator[None]:
        """An upload whose bytes are gone expires, so that its sender begins anew from zero."""
        try:
            yield
        except PartLost:
            logger.exception("upload %s lost acknowledged bytes", upload_id)
            terminate_upload(upload_id=upload_id, now=self._now())
            raise Refused(Refusal("upload_lost")) from None
