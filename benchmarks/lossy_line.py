"""`sipol bench lossy-line`: 20 MB at 128 kbit/s over a line that is cut again and again.

The world is hurried: the line is so many times faster, and all that clients do by the clock is as
many times quicker, so that pieces, cuts and waits stand in the same proportions as in the field.
"""

from __future__ import annotations

import csv
import logging
import os
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random, SystemRandom
from typing import Any

from benchmarks import lossy_clients
from benchmarks.lossy_weather import Cutter, Pieces, slow_line
from benchmarks.measure import machine, tell
from tests.chaos.line import Line
from tests.chaos.site import Site, own_site
from tests.samples.member_lists import TITLES, invent_members

FILE_BYTES = 20_000_000
SCALE = 20.0
AWAY_SECONDS = 10.0
# In the field's time; the bytes alone take 21 minutes.
PATIENCE_SECONDS = 80 * 60
ALLOWED_SHARE = 0.05
_ROWS = 1000
_PLACES = [("81.71", "81.71.01"), ("81.71", "81.71.02")]

Client = Callable[..., bool]
Measured = dict[str, Any]


def run(cuts: int = 30, seed: int | None = None) -> dict[str, Any]:
    """Send one file per client over lines with the same cuts; ours is the page, or the command."""
    logging.getLogger("httpx").setLevel(logging.WARNING)
    seed = SystemRandom().randrange(1_000_000) if seed is None else seed
    conditions = machine()
    tell(f"seed {seed}; building an installation of its own")
    with tempfile.TemporaryDirectory(prefix="sipol-bench-") as folder:
        home = Path(folder)
        home.chmod(0o755)  # the database's own user has to reach its folder
        with own_site(home) as site:
            ours = {
                what: _measured(site, client, number, cuts, seed)
                for number, (what, client) in enumerate(_ours(site).items())
            }
            peers = {
                what: _measured(site, client, 10 + number, cuts, seed)
                for number, (what, client) in enumerate(_PEERS.items())
            }
    return _result(ours, peers, conditions | _conditions(cuts, seed))


def _ours(site: Site) -> dict[str, Client]:
    found: dict[str, Client] = {}
    if lossy_clients.CHROMIUM:
        found["the party's page in Chromium"] = lossy_clients.browser
    if lossy_clients.command_is_there(site):
        found["sipol send"] = lossy_clients.command
    if not found:
        raise SystemExit("sipol bench: lossy-line needs Debian's chromium")
    return found


_PEERS: dict[str, Client] = {
    "tus-js-client as it comes, in Node": lossy_clients.tus_js,
    "one POST of the whole form, again from the start": lossy_clients.plain_form,
}


def _measured(site: Site, client: Client, number: int, cuts: int, seed: int) -> Measured:
    tell(client.__name__)
    file = _file(site.installation.home / f"daftar-{number}.csv", seed * 100 + number)
    size = file.stat().st_size
    pieces = Pieces()
    with Line(site.installation.port, seed=seed) as line:
        cutter = Cutter(
            line,
            cuts=cuts,
            every_bytes=size / (cuts + 1),
            away_seconds=AWAY_SECONDS / SCALE,
            seed=seed,
        )
        began = time.monotonic()

        def begin() -> None:
            nonlocal began
            line.tap, line.weather = pieces, slow_line(SCALE)
            line.count.clear()
            began = time.monotonic()
            cutter.__enter__()

        def patient() -> bool:
            return time.monotonic() - began < PATIENCE_SECONDS / SCALE

        try:
            arrived = client(site, line, file, SCALE, begin, patient)
        finally:
            cutter.__exit__()
        seconds = time.monotonic() - began
        sent = line.count["bytes_up"]
        connections = line.count["connections"]
    measured = {
        "completed": arrived,
        "seconds": round(seconds * SCALE),
        "connections": connections,
        "bytes_sent": sent,
        **(_again(size, sent) if arrived else {}),
        **_pieces(size, pieces.lengths, Counter(cutter.made)),
    }
    tell(str(measured))
    return measured


def _again(size: int, sent: int) -> Measured:
    return {"bytes_resent": sent - size, "share_resent": round((sent - size) / size, 4)}


def _pieces(size: int, pieces: list[int], made: Counter[str]) -> Measured:
    """`allowed` is what may be sent again: a share of the file, and one piece for each cut."""
    cuts = sum(made.values())
    typical = statistics.median(pieces) if pieces else 0
    return {
        "cuts": cuts,
        "kinds": dict(made),
        "chunks": len(pieces),
        "chunk_median": typical,
        "chunk_largest": max(pieces, default=0),
        "allowed": round(ALLOWED_SHARE * size + cuts * typical),
    }


def _file(path: Path, seed: int) -> Path:
    """A member list of exactly so many bytes, most of them in a column that nobody asked for."""
    chance = Random(seed)
    people = invent_members(_ROWS, localities=_PLACES, seed=seed % 9000 + 1)
    filler = FILE_BYTES // _ROWS - 400
    with path.open("w", encoding="utf-8", newline="") as text:
        sheet = csv.writer(text, delimiter=";")
        sheet.writerow([*TITLES.values(), "Catatan partai"])
        for person in people:
            note = chance.randbytes(filler // 2).hex()
            sheet.writerow([*(person.get(name) for name in TITLES), note])
        text.flush()
        text.write(" " * (FILE_BYTES - path.stat().st_size))
    return path


def _result(
    ours: dict[str, Measured], peers: dict[str, Measured], conditions: Measured
) -> dict[str, Any]:
    # Who did not arrive is worse than who sent much.
    worst = max(ours.values(), key=lambda one: (not one["completed"], one["bytes_sent"]))
    goal_met = all(
        one["completed"] and one["bytes_resent"] <= one["allowed"] for one in ours.values()
    )
    return {
        "name": "lossy-line",
        "figure": _percent(worst),
        "unit": "% of the file that was sent beyond its own bytes",
        "limit": {"what": "every byte once and no headers", "figure": 0.0},
        "ratio_to_limit": round(FILE_BYTES / worst["bytes_sent"], 3) if worst["completed"] else 0.0,
        "peers": [
            {
                "what": what,
                "figure": _percent(one),
                "ratio": round(one["bytes_sent"] / worst["bytes_sent"], 2)
                if one["completed"]
                else None,
                **one,
            }
            for what, one in peers.items()
        ],
        "goal": "completes, and bytes sent again at most 5 % of the file plus one chunk per cut",
        "goal_met": goal_met,
        **worst,
        "ours": ours,
        "conditions": conditions,
    }


def _percent(measured: Measured) -> float | None:
    return round(100 * measured["share_resent"], 2) if measured["completed"] else None


def _conditions(cuts: int, seed: int) -> Measured:
    return {
        "seed": seed,
        "file_bytes": FILE_BYTES,
        "scale": SCALE,
        "line": "128 kbit/s both ways, 600 to 800 ms there and back, all connections together;"
        f" {cuts} cuts by turns: reset, stall of 20 s, half-open; away for {AWAY_SECONDS:.0f} s"
        " after each, in which whoever connects is reset",
        "scaled": "line, cuts and the clients' own clocks and time-outs by the same factor, so that"
        " pieces and cuts stand in the proportions of the real line; the server's clock is not"
        " hurried; seconds are those of the real line",
        "bytes": "counted where the line is narrow, headers and all",
        "load_after": round(os.getloadavg()[0], 2),
    }
