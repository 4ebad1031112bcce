"""Load on a running server: closed loops that find its capacity, and arrivals by the clock.

One process, one event loop. In the open model nobody waits for the server before asking: whoever
arrives asks, comes back when told to, at most so often, and gives up when patience is over.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field
from random import Random

from benchmarks import plain_http
from benchmarks.figures import arrivals
from benchmarks.forty_parties import Party, Wish
from benchmarks.plain_http import Exchange, Reply

PATIENCE_SECONDS = 30.0
RETRIES = 2
GREEDY_SHARE = 0.5
GREEDY_CONNECTIONS = 500
CLOSED_CLIENTS = 8


@dataclass
class Seen:
    """What came of one stretch of load. Times in seconds; lists by party."""

    seconds: float
    status: Counter[str] = field(default_factory=Counter)
    without_retry_after: int = 0
    good_in_time: int = 0
    tries: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    asked: Counter[str] = field(default_factory=Counter)
    accepted: Counter[str] = field(default_factory=Counter)
    told_later: int = 0
    unsent: int = 0

    def note(self, reply: Reply) -> None:
        self.status[reply.status] += 1
        if reply.status in {"429", "503"} and not reply.header("retry-after"):
            self.without_retry_after += 1


async def closed_loop(parties: list[Party], port: int, seconds: float, seed: str) -> Seen:
    """A few clients, each of another party, that ask again as soon as they are answered."""
    seen = Seen(seconds)
    until = time.monotonic() + seconds

    async def client(number: int) -> None:
        chance = Random(f"{seed}:{number}")
        while time.monotonic() < until:
            wish = parties[number].request(chance)
            began = time.monotonic()
            reply = await plain_http.once(port, wish.raw(), PATIENCE_SECONDS)
            seen.note(reply)
            if reply.is_good:
                seen.accepted[parties[number].short_name] += 1
            if reply.is_good and time.monotonic() <= until:
                seen.good_in_time += 1
                seen.tries.append(time.monotonic() - began)

    await asyncio.gather(*(client(number) for number in range(CLOSED_CLIENTS)))
    return seen


class OpenLoad:
    """So many requests a second for some seconds: half of them by one greedy party."""

    def __init__(self, parties: list[Party], port: int, seed: str) -> None:
        self._greedy, *self._others = parties
        self._port = port
        self._chance = Random(seed)
        self._greedy_lines: list[Exchange] = []

    async def run(self, per_second: float, seconds: float) -> Seen:
        """Returns when everybody is served, has given up, or was told to come after the end."""
        await self._open_greedy_lines()
        seen = Seen(seconds)
        self._began = asyncio.get_running_loop().time()
        self._until = self._began + seconds
        crowd: set[asyncio.Task[None]] = set()
        for moment in arrivals(per_second, seconds, self._chance):
            ahead = self._began + moment - asyncio.get_running_loop().time()
            if ahead > 0:
                await asyncio.sleep(ahead)
            task = asyncio.create_task(self._one_arrival(seen))
            crowd.add(task)
            task.add_done_callback(crowd.discard)
        while crowd:
            await asyncio.wait(set(crowd))
        for line in self._greedy_lines:
            line.close()
        self._greedy_lines.clear()
        return seen

    async def _one_arrival(self, seen: Seen) -> None:
        if self._chance.random() < GREEDY_SHARE:
            await self._grab(seen)
        else:
            await self._ask_and_come_back(seen)

    async def _grab(self, seen: Seen) -> None:
        """The greedy party asks over any connection of its that is free, and never waits."""
        seen.asked[self._greedy.short_name] += 1
        if not self._greedy_lines:
            seen.unsent += 1
            return
        line = self._greedy_lines.pop()
        began = time.monotonic()
        wish = self._greedy.request(self._chance, close=False)
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                if not line.is_open:
                    line = await plain_http.connected(self._port)
                reply = await line.ask(wish.raw())
        except TimeoutError:
            reply = Reply(plain_http.TIMED_OUT)
        except OSError:
            reply = Reply(plain_http.RESET)
        if reply.status in {plain_http.TIMED_OUT, plain_http.RESET}:
            line.close()
        self._greedy_lines.insert(0, line)
        seen.note(reply)
        self._count(seen, self._greedy, reply, began, began)

    async def _ask_and_come_back(self, seen: Seen) -> None:
        party = self._chance.choice(self._others)
        wish: Wish = party.request(self._chance)
        seen.asked[party.short_name] += 1
        first, ticket = time.monotonic(), ""
        for tries_left in range(RETRIES, -1, -1):
            began = time.monotonic()
            reply = await plain_http.once(self._port, wish.raw(ticket), PATIENCE_SECONDS)
            seen.note(reply)
            if self._count(seen, party, reply, began, first) or not tries_left:
                return
            wait = reply.header("retry-after")
            if not wait.isdigit():
                return
            if asyncio.get_running_loop().time() + int(wait) >= self._until:
                seen.told_later += 1
                return
            ticket = reply.header("sipol-ticket")
            await asyncio.sleep(int(wait) + self._chance.random())

    def _count(self, seen: Seen, party: Party, reply: Reply, began: float, first: float) -> bool:
        if not reply.is_good:
            return False
        now = time.monotonic()
        if asyncio.get_running_loop().time() <= self._until:
            seen.good_in_time += 1
        seen.accepted[party.short_name] += 1
        seen.tries.append(now - began)
        seen.waits.append(now - first)
        return True

    async def _open_greedy_lines(self) -> None:
        while len(self._greedy_lines) < GREEDY_CONNECTIONS:
            self._greedy_lines.append(await plain_http.connected(self._port))
