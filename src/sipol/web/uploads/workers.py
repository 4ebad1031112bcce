"""The bounded threads in which files and the database are worked on, away from the event loop."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

from django.db import close_old_connections, connections

P = ParamSpec("P")
T = TypeVar("T")

LOOK_SECONDS = 1.0
_thread = threading.local()


class Workers:
    """A pool of threads, each with its own database connection."""

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="uploads")

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The result of blocking work.

        Work that has begun is always waited for, even when the waiting task is cancelled, so that
        two pieces of work of one upload never run at once.
        """
        running = asyncio.get_running_loop().run_in_executor(
            self._pool, lambda: _with_live_connections(lambda: work(*args, **kwargs))
        )
        try:
            return await asyncio.shield(running)
        except asyncio.CancelledError:
            await asyncio.wait({running})
            if not running.cancelled():
                running.exception()
            raise

    def close(self) -> None:
        """Waits for work in hand, then closes the threads' database connections."""
        everybody = threading.Barrier(self._threads)
        for _ in range(self._threads):
            self._pool.submit(_close_connections, everybody)
        self._pool.shutdown(wait=True)


def _with_live_connections(work: Callable[[], T]) -> T:
    """A busy thread asks its connection only now and then whether it lives: that costs a trip.

    One that fails is closed at once, so the next work has a new one.
    """
    if time.monotonic() - getattr(_thread, "looked_at", -LOOK_SECONDS) >= LOOK_SECONDS:
        close_old_connections()
        _thread.looked_at = time.monotonic()
    try:
        return work()
    except BaseException:
        close_old_connections()
        raise


def _close_connections(everybody: threading.Barrier) -> Any:
    connections.close_all()
    everybody.wait(timeout=30)
