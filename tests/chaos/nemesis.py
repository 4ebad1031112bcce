"""kill -9 of web, worker and database, at named points and at random, by a seed.

A point is an observable fact: bytes on the line, a file that grew, a row that changed, a statement
that runs. The product has no hooks for it. Where a fact does not show within its patience, the
kill comes all the same and counts as missed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from random import Random
from typing import Any

import psycopg

from tests.chaos.line import Line
from tests.chaos.site import Site

PATIENCE_SECONDS = 6.0
RECOVERY_PATIENCE_SECONDS = 90.0


@dataclass(frozen=True, slots=True)
class Point:
    """Where to strike: `comes` makes a test that is asked again and again until it is true."""

    name: str
    target: str
    comes: Callable[[Eyes], Callable[[], bool]]


@dataclass(frozen=True, slots=True)
class Kill:
    """One strike. `recovery_s` is the time until the target did its work again, None if never."""

    number: int
    target: str
    point: str
    hit: bool
    at: float
    recovery_s: float | None


class Eyes:
    """What an observer sees: the line, the disk, and the database over a connection of its own."""

    def __init__(self, site: Site, line: Line) -> None:
        self.site = site
        self.line = line
        self._connection: psycopg.Connection[Any] | None = None

    def rows(self, query: str, *values: str) -> list[tuple[Any, ...]]:
        """Nothing while the database is away."""
        try:
            if self._connection is None or self._connection.closed:
                self._connection = self.site.connect()
            return self._connection.execute(query, values or None).fetchall()
        except psycopg.Error:
            self.close()
            return []

    def number(self, query: str) -> int:
        found = self.rows(query)
        return int(found[0][0] or 0) if found else 0

    def close(self) -> None:
        if self._connection is not None:
            with suppress(psycopg.Error):
                self._connection.close()
            self._connection = None


def _in_mid_chunk(eyes: Eyes) -> Callable[[], bool]:
    return lambda: eyes.line.sending() > 48 * 1024


def _written_not_recorded(eyes: Eyes) -> Callable[[], bool]:
    """A file has just grown: its bytes are synced and recorded after that, not before."""
    before = eyes.site.files.arriving_sizes()

    def comes() -> bool:
        nonlocal before
        now = eyes.site.files.arriving_sizes()
        grew = any(size > before.get(name, size) for name, size in now.items())
        before = now
        return grew

    return comes


def _rises(eyes: Eyes, query: str) -> Callable[[], bool]:
    before = eyes.number(query)
    return lambda: eyes.number(query) > before


def _recorded_not_answered(eyes: Eyes) -> Callable[[], bool]:
    return _rises(eyes, "SELECT sum(durable_offset) FROM intake_upload")


def _whole_not_delivered(eyes: Eyes) -> Callable[[], bool]:
    query = "SELECT 1 FROM intake_upload WHERE durable_offset = size AND delivery_id IS NULL"
    return lambda: bool(eyes.rows(query))


def _while_judging(eyes: Eyes) -> Callable[[], bool]:
    query = (
        "SELECT 1 FROM procrastinate_jobs WHERE status = 'doing'"
        " AND task_name LIKE '%.judge_delivery'"
    )
    return lambda: bool(eyes.rows(query))


def _running(pattern: str) -> Callable[[Eyes], Callable[[], bool]]:
    query = (
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database()"
        " AND pid <> pg_backend_pid() AND state <> 'idle' AND query ~* %s"
    )
    return lambda eyes: lambda: bool(eyes.rows(query, pattern))


def _at_once(eyes: Eyes) -> Callable[[], bool]:
    return lambda: True


POINTS: tuple[Point, ...] = (
    Point("in mid-chunk", "web", _in_mid_chunk),
    Point("after write, before record", "web", _written_not_recorded),
    Point("after record, before answer", "web", _recorded_not_answered),
    Point("whole, not yet a delivery", "web", _whole_not_delivered),
    Point("in a form write", "web", _running("dossiers_(dossier|step)")),
    Point("while judging", "worker", _while_judging),
    Point("while copying members", "worker", _running("^copy members")),
    Point("at commit", "database", _running("^commit")),
    Point("while copying members", "database", _running("^copy members")),
    Point("at random", "web", _at_once),
    Point("at random", "worker", _at_once),
    Point("at random", "database", _at_once),
)


class Nemesis:
    """Strikes one point after the other, each waited for and recovered from before the next."""

    def __init__(self, site: Site, line: Line, *, seed: int) -> None:
        self.kills: list[Kill] = []
        self._eyes = Eyes(site, line)
        self._site = site
        self._chance = Random(f"{seed}:nemesis")
        self._began = time.monotonic()
        self._hands = {
            "web": lambda: site.kill_web(whole=self._chance.random() < 0.5),
            "worker": site.kill_worker,
            "database": site.kill_database,
        }

    def points(self, targets: Sequence[str] = ("web", "worker", "database")) -> list[Point]:
        """All points of these targets once, in an order by the seed."""
        wanted = [point for point in POINTS if point.target in targets]
        self._chance.shuffle(wanted)
        return wanted

    def strike(self, point: Point, *, rest: tuple[float, float] = (0.2, 2.0)) -> Kill:
        """Waits a random while, then for the point, kills, and waits for the recovery."""
        time.sleep(self._chance.uniform(*rest))
        hit = self._awaited(point.comes(self._eyes))
        workers = self._newest_worker()
        at = time.monotonic()
        self._hands[point.target]()
        recovered = self._recovered(point.target, workers, at)
        kill = Kill(
            number=len(self.kills) + 1,
            target=point.target,
            point=point.name,
            hit=hit,
            at=round(at - self._began, 3),
            recovery_s=recovered,
        )
        self.kills.append(kill)
        return kill

    def close(self) -> None:
        self._eyes.close()

    def _awaited(self, comes: Callable[[], bool]) -> bool:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            if comes():
                return True
            time.sleep(0.0005)
        return False

    def _newest_worker(self) -> int:
        return self._eyes.number("SELECT max(id) FROM procrastinate_workers")

    def _recovered(self, target: str, worker: int, since: float) -> float | None:
        """Seconds until the web is ready, and after the worker's death until there is a new one."""
        while time.monotonic() - since < RECOVERY_PATIENCE_SECONDS:
            done = self._newest_worker() > worker if target == "worker" else self._site.ready()
            if done:
                return round(time.monotonic() - since, 3)
            time.sleep(0.02)
        return None
