"""Many clients at once in a thread of their own: senders without end, and writers of forms."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from random import Random

from tests.chaos.history import History
from tests.chaos.member_files import new_file
from tests.chaos.senders import Sender
from tests.chaos.site import Site
from tests.chaos.writers import DraftWriter, FilingWriters


@dataclass(frozen=True, slots=True)
class Plan:
    """Who works how. `senders` are logins of the demo, one sender each time one is named."""

    senders: Sequence[str]
    rows: tuple[int, int]
    chunk: int = 128 * 1024
    share_left: float = 0.1
    writers: bool = True


class Crowd:
    """A context manager: all work while it is open, finish what they began at its end.

    Whoever has not finished `drain_seconds` after that is cut off, and its work stays undecided.
    """

    def __init__(
        self, site: Site, url: str, history: History, plan: Plan, *, seed: int, drain_seconds: float
    ) -> None:
        self._site = site
        self._url = url
        self._history = history
        self._plan = plan
        self._seed = seed
        self._drain_seconds = drain_seconds
        self._numbers = count(seed % 1000 * 10_000 + 1)
        self._stopped = threading.Event()
        self._problem: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Crowd:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._thread.join()
        if self._problem is not None:
            raise self._problem

    def _run(self) -> None:
        try:
            asyncio.run(self._work())
        except BaseException as problem:  # noqa: BLE001 - handed to the thread that waits
            self._problem = problem

    async def _work(self) -> None:
        people = self._site.installation.people
        tasks = [
            asyncio.create_task(self._send(f"{login}-{number}", people[login]["api_token"]))
            for number, login in enumerate(self._plan.senders)
        ]
        if self._plan.writers:
            url, history = self._site.installation.url, self._history
            pair = people["pusat.bahari"], people["kpu"]
            filing = FilingWriters(url, *pair, history, seed=self._seed)
            draft = DraftWriter(url, people["pusat.fajar"], history, seed=self._seed)
            tasks += [
                asyncio.create_task(writer.write(self._stopped.is_set))
                for writer in (filing, draft)
            ]
        await asyncio.to_thread(self._stopped.wait)
        _, late = await asyncio.wait(tasks, timeout=self._drain_seconds)
        for task in late:
            task.cancel()
        for result in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(result, Exception):
                raise result

    async def _send(self, name: str, token: str) -> None:
        chance = Random(f"{self._seed}:{name}")
        sender = Sender(
            name, self._url, token, self._history, chunk=self._plan.chunk, seed=self._seed
        )
        # Nobody waits for a receipt before the next file is sent.
        receipts: list[asyncio.Task[None]] = []
        while not self._stopped.is_set():
            rows = chance.randint(*self._plan.rows)
            file = await asyncio.to_thread(new_file, next(self._numbers), rows, chance)
            leaves = chance.random() < self._plan.share_left
            leave_at = chance.randrange(1, len(file.content)) if leaves else None
            delivery = await sender.send(file, leave_at=leave_at)
            if delivery:
                receipts.append(asyncio.create_task(sender.collect(file, delivery)))
        await asyncio.gather(*receipts)
