"""Blocking work that many ask for at the same moment, done for all of them in one go."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from sipol.web.uploads.workers import Workers

Asked = TypeVar("Asked")
Told = TypeVar("Told")

MOST_AT_ONCE = 64
# How long a round waits for company where there is a crowd, as a commit for each would cost more.
LINGER_SECONDS = 0.004


class Rounds(Generic[Asked, Told]):
    """Works in rounds: whoever asks during one is served by the next, all of them together.

    So one commit of the database, or one query, serves as many as have come while the one before
    was under way; somebody who comes alone does not wait. `work` gets what was asked and gives an
    answer, or the exception to raise, for each in the same order. What `work` raises meets all.
    """

    def __init__(
        self, work: Callable[[Sequence[Asked]], Sequence[Told | Exception]], workers: Workers
    ) -> None:
        self._work = work
        self._workers = workers
        self._waiting: list[tuple[Asked, asyncio.Future[Told]]] = []
        self._going: asyncio.Task[None] | None = None

    async def ask(self, asked: Asked) -> Told:
        """The answer. Who is cancelled does not hear it, but what was asked for is done."""
        answer: asyncio.Future[Told] = asyncio.get_running_loop().create_future()
        self._waiting.append((asked, answer))
        if self._going is None:
            self._going = asyncio.create_task(self._go_on())
        return await answer

    async def _go_on(self) -> None:
        crowd = False
        try:
            while self._waiting:
                if crowd:
                    await asyncio.sleep(LINGER_SECONDS)
                serving = self._waiting[:MOST_AT_ONCE]
                del self._waiting[:MOST_AT_ONCE]
                await self._serve(serving)
                crowd = len(serving) > 1 or len(self._waiting) > 1
        finally:
            self._going = None

    async def _serve(self, serving: list[tuple[Asked, asyncio.Future[Told]]]) -> None:
        told: Sequence[Told | Exception]
        try:
            told = await self._workers.run(self._work, [asked for asked, _ in serving])
        except Exception as fault:  # noqa: BLE001 - it belongs to those who asked
            told = [fault] * len(serving)
        for (_, answer), each in zip(serving, told, strict=True):
            if answer.done():
                continue
            if isinstance(each, Exception):
                answer.set_exception(each)
            else:
                answer.set_result(each)
