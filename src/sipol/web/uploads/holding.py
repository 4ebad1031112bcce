"""Leases that are kept between two bodies of the same upload, each with its open file."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from uuid import UUID

from sipol.web.uploads.keeping import Held

# Bounded, as each has an open file: the next body comes at once, or may as well take over.
MOST = 128
SECONDS = 20.0


class Holding:
    """What nobody is sending to at the moment. To be used in one event loop."""

    def __init__(self) -> None:
        self._kept: OrderedDict[UUID, tuple[float, Held]] = OrderedDict()
        self._timer: asyncio.TimerHandle | None = None

    def keep(self, held: Held) -> None:
        """Keeps it for a while."""
        self.let_go(held.lease.upload_id)
        self._kept[held.lease.upload_id] = time.monotonic() + SECONDS, held
        if len(self._kept) > MOST:
            self.let_go(next(iter(self._kept)))
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(SECONDS, self._look_around)

    def take(self, upload_id: UUID, offset: int, fence: int | None) -> Held | None:
        """What was kept, if it goes on at `offset` under this fence; otherwise it is let go."""
        _, held = self._kept.get(upload_id, (0.0, None))
        if held is None or held.lease.fence != fence or held.lease.durable_offset != offset:
            self.let_go(upload_id)
            return None
        del self._kept[upload_id]
        return held

    def let_go(self, upload_id: UUID) -> None:
        """Closes the file; nothing is lost, as all of it was recorded."""
        _, held = self._kept.pop(upload_id, (0.0, None))
        if held is not None:
            held.part.close()

    def let_all_go(self) -> None:
        for upload_id in list(self._kept):
            self.let_go(upload_id)
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _look_around(self) -> None:
        self._timer = None
        now = time.monotonic()
        while self._kept:
            upload_id, (until, _) = next(iter(self._kept.items()))
            if until > now:
                self._timer = asyncio.get_running_loop().call_later(until - now, self._look_around)
                return
            self.let_go(upload_id)
