"""The parent replaces what dies: at once what has served, with growing pauses what never does."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sipol.infra.serving.parent import Parent
from tests.installation import children_of

SERVES = "import os, sys, time; os.write(int(sys.argv[2]), b'r'); time.sleep(60)"
DIES = "import sys; open(FILE, 'a').write('x'); sys.exit(1)"


@asynccontextmanager
async def parent_of(code: str) -> AsyncIterator[None]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        parent = Parent(listening, [sys.executable, "-c", code], count=1, drain_seconds=1)
        running = asyncio.create_task(parent.run())
        try:
            yield
        finally:
            os.kill(os.getpid(), signal.SIGTERM)
            await running


async def newcomer(known: set[int]) -> int:
    """Waits for a process that is not known yet; seconds are the caller's to count."""
    while not (new := set(children_of(os.getpid())) - known):
        await asyncio.sleep(0.01)
    return new.pop()


def test_what_has_served_is_replaced_at_once_however_often_it_is_killed() -> None:
    async def kill_again_and_again() -> list[float]:
        waited, known = [], set(children_of(os.getpid()))
        async with parent_of(SERVES):
            for _ in range(4):
                process = await newcomer(known)
                known.add(process)
                await asyncio.sleep(1.5)
                os.kill(process, signal.SIGKILL)
                began = time.monotonic()
                last = await newcomer(known)
                waited.append(time.monotonic() - began)
            assert last
        return waited

    assert max(asyncio.run(kill_again_and_again())) < 0.8


def test_what_never_serves_is_tried_again_less_and_less_often(tmp_path: Path) -> None:
    tried = tmp_path / "tried"

    async def watch() -> None:
        async with parent_of(DIES.replace("FILE", repr(str(tried)))):
            await asyncio.sleep(3)

    asyncio.run(watch())
    assert 2 <= len(tried.read_text()) <= 4
