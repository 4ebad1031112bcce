"""`sipol bench faults`: kill -9 again and again while parties work, and nothing told is taken back.

An installation of its own with its own PostgreSQL. What clients were told is compared with
database and files afterwards by a checker that shares no code with the product (`tests.chaos`).
"""

from __future__ import annotations

import logging
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from itertools import cycle
from pathlib import Path
from random import SystemRandom
from typing import Any

from benchmarks.measure import machine, tell
from tests.chaos.checker import Checker, Verdict
from tests.chaos.crowd import Crowd, Plan
from tests.chaos.history import History
from tests.chaos.line import Line
from tests.chaos.nemesis import Kill, Nemesis
from tests.chaos.processes import kill
from tests.chaos.site import Site, own_site
from tests.chaos.weather import Weather

HISTORY = Path(__file__).resolve().parent.parent / "var" / "bench" / "faults-history.jsonl"
GOAL_SECONDS = 5.0
DRAIN_SECONDS = 240.0
BARE_STARTS = 7
PLAN = Plan(
    senders=("pusat.lentera",) * 4 + ("pusat.fajar",) * 4, rows=(200, 12_000), share_left=0.1
)
# All senders together: so slow that a request is under way at most moments, and so fast that the
# worker has some lists to judge at most moments, but no more than it can.
RATE_UP = 400_000

_BARE = """
import sys, django, uvicorn
async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), lifespan="off", log_level="critical")
"""


def run(minutes: float = 5.0, seed: int | None = None) -> dict[str, Any]:
    """Kill for so many minutes, let everybody finish, and compare."""
    logging.getLogger("httpx").setLevel(logging.WARNING)
    seed = SystemRandom().randrange(1_000_000) if seed is None else seed
    tell(f"seed {seed}; building an installation of its own")
    conditions = machine()
    limit = _bare_server()
    with tempfile.TemporaryDirectory(prefix="sipol-bench-") as folder:
        home = Path(folder)
        home.chmod(0o755)  # the database's own user has to reach its folder
        with own_site(home) as site:
            history = History()  # begins with everything that the demonstration did already done
            kills = _strike(site, history, minutes, seed)
            tell("comparing what clients were told with database and files")
            with site.connect() as books:
                verdict = Checker(history, books, site.files, site.verify).judge()
            conditions["started_again"] = dict(site.started_again)
    HISTORY.parent.mkdir(parents=True, exist_ok=True)
    history.save(HISTORY)
    return _result(kills, verdict, history, limit, conditions | _conditions(minutes, seed))


def _strike(site: Site, history: History, minutes: float, seed: int) -> list[Kill]:
    with (
        Line(site.installation.port, Weather(rate_up=RATE_UP), seed=seed) as line,
        Crowd(site, line.url, history, PLAN, seed=seed, drain_seconds=DRAIN_SECONDS),
    ):
        nemesis = Nemesis(site, line, seed=seed)
        until = time.monotonic() + 60 * minutes
        for point in cycle(nemesis.points()):
            if time.monotonic() > until:
                break
            made = nemesis.strike(point)
            tell(f"{made.number}: {made.target} {made.point}, back after {made.recovery_s} s")
        nemesis.close()
        tell("no more kills; everybody finishes")
    return nemesis.kills


def _bare_server() -> dict[str, Any]:
    """Seconds from kill -9 to the first answer of a server that does nothing, started at once."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    times = []
    process = _started(port)
    _answered(port)
    for _ in range(BARE_STARTS):
        began = time.monotonic()
        kill(process.pid)
        process.wait()
        process = _started(port)
        _answered(port)
        times.append(time.monotonic() - began)
    process.kill()
    process.wait()
    return {
        "what": "kill -9 of a bare uvicorn application that has imported Django, started again at"
        " once, until its first answer; median",
        "figure": round(statistics.median(times), 3),
    }


def _started(port: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", _BARE, str(port)])


def _answered(port: int) -> None:
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as link:
                link.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                if link.recv(12):
                    return
        except OSError:
            time.sleep(0.01)


def _result(
    kills: list[Kill],
    verdict: Verdict,
    history: History,
    limit: dict[str, Any],
    conditions: dict[str, Any],
) -> dict[str, Any]:
    web = [kill.recovery_s for kill in kills if kill.target != "worker"]
    figure = _p95([seconds for seconds in web if seconds is not None])
    return {
        "name": "faults",
        "figure": figure,
        "unit": "s until the web answers again after a kill of web or database, p95",
        "limit": limit,
        "ratio_to_limit": round(limit["figure"] / figure, 3) if figure else None,
        "peers": [],
        "goal_s": GOAL_SECONDS,
        "kills": len(kills),
        "lost_bytes": verdict.lost_bytes,
        "lost_rows": verdict.lost_rows,
        "lost_writes": verdict.lost_writes,
        "duplicates": verdict.duplicates,
        "undecided": verdict.undecided,
        "broken_proofs": verdict.broken_proofs,
        "complaints": verdict.complaints[:20],
        "recovery_p95_s": figure,
        "never_recovered": sum(kill.recovery_s is None for kill in kills),
        "seed": conditions["seed"],
        "targets": {target: _of_target(kills, target) for target in ("web", "worker", "database")},
        "points": _points(kills),
        "checked": {
            "acknowledged_bytes": verdict.acknowledged_bytes,
            "files": verdict.files,
            "rows": verdict.rows,
            "writes": verdict.writes,
            "receipts": verdict.receipts,
            "requests": dict(Counter(event.kind for event in history.events)),
        },
        "conditions": conditions,
    }


def _of_target(kills: list[Kill], target: str) -> dict[str, Any]:
    times = [k.recovery_s for k in kills if k.target == target and k.recovery_s is not None]
    return {
        "kills": sum(kill.target == target for kill in kills),
        "recovery_median_s": round(statistics.median(times), 3) if times else None,
        "recovery_p95_s": _p95(times),
        "recovery_highest_s": max(times, default=None),
    }


def _points(kills: list[Kill]) -> list[dict[str, Any]]:
    """How often each point was struck, and how often what it waits for was seen in time."""
    tried = Counter((kill.target, kill.point) for kill in kills)
    hits = Counter((kill.target, kill.point) for kill in kills if kill.hit)
    return [
        {"target": target, "point": point, "kills": count, "hit": hits[target, point]}
        for (target, point), count in sorted(tried.items())
    ]


def _p95(times: list[float]) -> float | None:
    """The smallest time that at least 95 of 100 do not exceed."""
    ordered = sorted(times)
    return ordered[max(0, -(-95 * len(ordered) // 100) - 1)] if ordered else None


def _conditions(minutes: float, seed: int) -> dict[str, Any]:
    return {
        "minutes": minutes,
        "seed": seed,
        "load_after": round(os.getloadavg()[0], 2),
        "senders": len(PLAN.senders),
        "rows_per_file": list(PLAN.rows),
        "bytes_per_second_up": RATE_UP,
        "chunk_bytes": PLAN.chunk,
        "measured": "kill -9 of the process that serves (by turns of all that hold its socket), of"
        " the worker, of the main process of PostgreSQL; web and worker are started again at once"
        " by a keeper when they have ended, the database by the product alone; recovery is the"
        " time to the first 200 of /readyz, for the worker to its registration; whoever had not"
        f" finished {DRAIN_SECONDS:.0f} s after the last kill would count as undecided",
    }
