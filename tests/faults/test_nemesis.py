"""Web, worker and database connections are killed while parties work: nothing told is taken back.

The long form, on a PostgreSQL of its own whose main process is killed as well, is
`sipol bench faults`.
"""

from __future__ import annotations

import time

from tests.chaos.checker import Checker
from tests.chaos.crowd import Crowd, Plan
from tests.chaos.history import History
from tests.chaos.line import Line
from tests.chaos.nemesis import POINTS, Nemesis
from tests.chaos.site import Site
from tests.chaos.weather import Weather
from tests.installation import Installation

PLAN = Plan(
    senders=("pusat.lentera", "pusat.lentera", "pusat.fajar"), rows=(2_000, 3_500), share_left=0.3
)
# The worker first: its job comes back only after ten seconds, while the others are struck.
STRIKES = (
    ("worker", "while judging"),
    ("web", "in mid-chunk"),
    ("database", "at commit"),
    ("web", "after write, before record"),
    ("database", "at random"),
    ("web", "in a form write"),
)


def test_six_kills_lose_nothing_and_do_nothing_twice(installation: Installation) -> None:
    seed = time.time_ns() % 100_000
    print(f"seed {seed}")  # shown when it fails
    history, site = History(), Site(installation)
    points = {(point.target, point.name): point for point in POINTS}
    site.open()
    try:
        with (
            Line(installation.port, Weather(rate_up=250_000), seed=seed) as line,
            Crowd(site, line.url, history, PLAN, seed=seed, drain_seconds=60),
        ):
            nemesis = Nemesis(site, line, seed=seed)
            for target, name in STRIKES:
                nemesis.strike(points[target, name], rest=(0.1, 0.5))
            nemesis.close()
        with site.connect() as books:
            verdict = Checker(history, books, site.files, site.verify).judge()
    finally:
        site.close()
    print(nemesis.kills, verdict)
    assert verdict.complaints == []
    assert None not in {kill.recovery_s for kill in nemesis.kills}
    assert verdict.acknowledged_bytes > 0
    assert verdict.receipts > 0
    assert verdict.writes > 0
