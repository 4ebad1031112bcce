"""Receiving an upload, whatever the protocol: one sender at a time, and the newest goes first."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sipol.flow.intake.actions.upload_leases import LeaseLost, Reached
from sipol.flow.intake.actions.uploads import StartedUpload, UploadFacts
from sipol.infra.storage.faults import PartTaken
from sipol.infra.storage.vault import FileVault
from sipol.web.uploads.arrivals import Arrivals, Interrupted, Pieces, Restarting, Silence, Stop
from sipol.web.uploads.bodies import SYNC_SECONDS, Body, Checksum
from sipol.web.uploads.holding import Holding
from sipol.web.uploads.keeping import Held, Keeper, Standing, Wish
from sipol.web.uploads.rounds import Rounds
from sipol.web.uploads.workers import Workers

logger = logging.getLogger(__name__)

T = TypeVar("T")

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

    Between two bodies the lease is kept, with the open file. The next body needs no new one if the
    record says at its beginning that nobody has taken the upload over: then it costs one query and
    one commit, and each of them is shared with whoever comes at the same moment.
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
        self._asking, self._recording = Workers(1), Workers(1)
        self._admissions = Rounds(self._keeper.admit, self._asking)
        self._records = Rounds(self._keeper.record, self._recording)
        self._holding = Holding()
        self._read_timeout = read_timeout
        self._turns: dict[UUID, _Turn] = {}
        self._draining = False

    async def begin(self, bearer: str, wish: Wish) -> StartedUpload:
        """Begins an upload or finds the one begun before; raises Refused."""
        return await self._workers.run(self._keeper.begin, bearer, wish)

    async def admit(self, upload_id: UUID, bearer: str) -> UploadFacts:
        """The upload, if this bearer may touch it; raises Refused."""
        return await self._admissions.ask((upload_id, bearer))

    async def look(self, upload_id: UUID) -> Standing:
        """Where to go on from. Whoever was sending stops first, so that the answer stays true."""
        await self._quiet(upload_id)
        self._holding.let_go(upload_id)
        return await self._workers.run(self._keeper.look, upload_id)

    async def receive(
        self,
        upload_id: UUID,
        offset: int,
        pieces: Pieces,
        checksum: Checksum | None = None,
        *,
        fence: int | None = None,
    ) -> Standing:
        """Takes a body in from `offset` on; a whole upload becomes a delivery before this returns.

        `fence` is what `admit` has just told: a lease that was kept under it is still good.
        Raises `OffsetMismatch`, `ChecksumMismatch`, `BodyTooLong`, `Interrupted`, `LeaseLost`,
        `StorageFault` or Refused. Whatever it raises, the recorded offset is right.
        """
        async with self._turn(upload_id) as turn:
            held = self._holding.take(upload_id, offset, fence)
            if held is None:
                held = await self._workers.run(self._keeper.open, upload_id, offset)
            arrivals = Arrivals(pieces, turn.stop)
            body = self._keeper.body(held, checksum)
            try:
                await self._take_in(body, arrivals)
            except BaseException:
                held.part.close()
                raise
            finally:
                arrivals.close()
                body.close()
            return await self._after(held, body.offset)

    async def _after(self, held: Held, offset: int) -> Standing:
        """What follows a body that came to its end."""
        lease = held.lease
        if offset < lease.size:
            self._holding.keep(replace(held, lease=replace(lease, durable_offset=offset)))
            return Standing(offset, lease.size, lease.expires_at)
        held.part.close()
        return await self._workers.run(self._keeper.conclude, lease, offset)

    async def give_up(self, upload_id: UUID) -> None:
        """Ends an unfinished upload for good; raises Refused."""
        await self._quiet(upload_id)
        self._holding.let_go(upload_id)
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
        self._holding.let_all_go()
        for workers in (self._workers, self._asking, self._recording):
            await asyncio.to_thread(workers.close)

    async def _take_in(self, body: Body, arrivals: Arrivals) -> None:
        try:
            while (piece := await self._next(body, arrivals)) is not None:
                if body.received + len(piece) > body.lease.size:
                    raise BodyTooLong
                body.take(piece)
                if body.due:
                    await self._keep(body, body.secure)
                elif body.heavy:
                    await self._work(body.unload)
        except (Interrupted, BodyTooLong, asyncio.CancelledError) as reason:
            await self._keep(body, body.broken)
            if isinstance(reason, Interrupted):
                reason.offset = body.offset
            logger.info(
                "upload %s broke off at %d: %s",
                body.lease.upload_id,
                body.offset,
                type(reason).__name__,
            )
            raise
        await self._keep(body, body.end)

    async def _keep(self, body: Body, secure: Callable[[], int]) -> None:
        """Makes bytes durable, then commits the record of them: only then they may be told."""
        reached = await self._work(secure)
        if reached > body.offset:
            claim = Reached(body.lease.upload_id, body.lease.fence, reached)
            if not await self._records.ask(claim):
                await self._workers.run(self._keeper.record_alone, claim)
            body.offset = reached

    async def _work(self, work: Callable[[], T]) -> T:
        try:
            return await self._workers.run(work)
        except PartTaken:
            raise LeaseLost from None

    async def _next(self, body: Body, arrivals: Arrivals) -> bytes | None:
        """The next piece; what is in hand does not wait for it longer than a moment."""
        if body.pending:
            try:
                return await arrivals.next(SYNC_SECONDS)
            except TimeoutError:
                await self._keep(body, body.secure)
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
