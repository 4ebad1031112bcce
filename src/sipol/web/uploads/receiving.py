"""Receiving an upload, whatever the protocol: one sender at a time, and the newest goes first."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sipol.flow.intake.actions.uploads import StartedUpload, UploadFacts
from sipol.infra.storage.vault import FileVault
from sipol.web.uploads.arrivals import Arrivals, Interrupted, Pieces, Restarting, Silence, Stop
from sipol.web.uploads.bodies import SYNC_SECONDS, Body, Checksum
from sipol.web.uploads.keeping import Keeper, Standing, Wish
from sipol.web.uploads.workers import Workers

logger = logging.getLogger(__name__)

# How long a newcomer waits for the former sender's last bytes to be recorded.
YIELD_SECONDS = 2.0
# A body that is nearly here is taken to its end while the process is ending.
GRACE_SECONDS = 0.3


class BodyTooLong(Exception):
    """More bytes came than the upload was announced with."""


@dataclass(slots=True)
class _Turn:
    """One connection that is sending; `stop` asks it to end, `over` says that it has."""

    stop: Stop = field(default_factory=Stop)
    over: asyncio.Event = field(default_factory=asyncio.Event)


class Receiving:
    """The uploads of one process.

    In this process a newcomer asks the former sender to stop and waits for it. Across processes
    the lease decides: the former sender finds at its next write that it holds nothing any more.
    """

    def __init__(
        self,
        vault: FileVault,
        clock: Callable[[], datetime],
        *,
        threads: int,
        read_timeout: float,
    ) -> None:
        self._keeper = Keeper(vault, clock)
        self._workers = Workers(threads)
        self._read_timeout = read_timeout
        self._turns: dict[UUID, _Turn] = {}
        self._draining = False

    async def begin(self, bearer: str, wish: Wish) -> StartedUpload:
        """Begins an upload or finds the one begun before; raises Refused."""
        return await self._workers.run(self._keeper.begin, bearer, wish)

    async def admit(self, upload_id: UUID, bearer: str) -> UploadFacts:
        """The upload, if this bearer may touch it; raises Refused."""
        return await self._workers.run(self._keeper.admit, upload_id, bearer)

    async def look(self, upload_id: UUID) -> Standing:
        """Where to go on from. Whoever was sending stops first, so that the answer stays true."""
        await self._quiet(upload_id)
        return await self._workers.run(self._keeper.look, upload_id)

    async def receive(
        self, upload_id: UUID, offset: int, pieces: Pieces, checksum: Checksum | None = None
    ) -> Standing:
        """Takes a body in from `offset` on; a whole upload becomes a delivery before this returns.

        Raises `OffsetMismatch`, `ChecksumMismatch`, `BodyTooLong`, `Interrupted`, `LeaseLost`,
        `StorageFault` or Refused. Whatever it raises, the recorded offset is right.
        """
        async with self._turn(upload_id) as turn:
            body = await self._workers.run(self._keeper.open, upload_id, offset, checksum)
            arrivals = Arrivals(pieces, turn.stop)
            try:
                await self._take_in(body, arrivals)
            finally:
                arrivals.close()
                body.close()
            lease = body.lease
            if body.offset < lease.size:
                return Standing(body.offset, lease.size, lease.expires_at)
            return await self._workers.run(self._keeper.conclude, lease, body.offset)

    async def give_up(self, upload_id: UUID) -> None:
        """Ends an unfinished upload for good; raises Refused."""
        await self._quiet(upload_id)
        await self._workers.run(self._keeper.give_up, upload_id)

    def drain(self) -> None:
        """From now on every body ends early and resumable: what has arrived is recorded first."""
        self._draining = True
        for turn in self._turns.values():
            self._end_soon(turn)

    async def close(self) -> None:
        """Lets every sender's last bytes be recorded, then ends the threads."""
        for upload_id in list(self._turns):
            await self._quiet(upload_id)
        await asyncio.to_thread(self._workers.close)

    async def _take_in(self, body: Body, arrivals: Arrivals) -> None:
        try:
            while (piece := await self._next(body, arrivals)) is not None:
                if body.received + len(piece) > body.lease.size:
                    raise BodyTooLong
                body.take(piece)
                if body.due:
                    await self._workers.run(body.settle)
        except (Interrupted, BodyTooLong, asyncio.CancelledError) as reason:
            await self._workers.run(body.broken)
            if isinstance(reason, Interrupted):
                reason.offset = body.offset
            logger.info(
                "upload %s broke off at %d: %s",
                body.lease.upload_id,
                body.offset,
                type(reason).__name__,
            )
            raise
        await self._workers.run(body.end)

    async def _next(self, body: Body, arrivals: Arrivals) -> bytes | None:
        """The next piece; what is in hand does not wait for it longer than a moment."""
        if body.in_hand:
            try:
                return await arrivals.next(SYNC_SECONDS)
            except TimeoutError:
                await self._workers.run(body.settle)
        try:
            return await arrivals.next(self._read_timeout)
        except TimeoutError:
            raise Silence from None

    @asynccontextmanager
    async def _turn(self, upload_id: UUID) -> AsyncIterator[_Turn]:
        await self._quiet(upload_id)
        turn = _Turn()
        self._turns[upload_id] = turn
        if self._draining:
            self._end_soon(turn)
        try:
            yield turn
        finally:
            turn.over.set()
            if self._turns.get(upload_id) is turn:
                del self._turns[upload_id]

    def _end_soon(self, turn: _Turn) -> None:
        asyncio.get_running_loop().call_later(GRACE_SECONDS, turn.stop.ask, Restarting)

    async def _quiet(self, upload_id: UUID) -> None:
        """Asks whoever is sending to stop, and waits a little: after that the lease decides."""
        while turn := self._turns.get(upload_id):
            turn.stop.ask()
            try:
                await asyncio.wait_for(turn.over.wait(), YIELD_SECONDS)
            except TimeoutError:
                return
