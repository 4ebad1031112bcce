"""`sipol bench ingest`: member lists from the last byte received to every row in its place.

Ours is measured in a fresh worker process that is prepared as a worker is at its start. The limit
is the least that any program of this kind would have to do on this machine: read the file as
texts with the fastest reader there is, then COPY the finished rows into the same table.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.installation import fresh_installation
from benchmarks.measure import interleaved, machine, summary, tell
from benchmarks.member_files import COLUMNS, REGENCIES, SHARE_SPOILT, member_files

# Disk and neighbours move a single run by a fifth; the peers' distance needs no such precision.
REPETITIONS, PEER_REPETITIONS = 7, 3
PEER_ROWS = 5_000
_CHECKOUT = Path(__file__).resolve().parent.parent
_EMPTIED = (
    "TRUNCATE members_member, members_memberversion, members_countchange, intake_rowfinding,"
    " intake_rejectedrow"
)
_READERS = {"xlsx": "fastexcel, all cells as texts", "csv": "polars.read_csv, all cells as texts"}

Measured = dict[str, Any]


def run(rows: int = 100_000) -> dict[str, Any]:
    """Measure both formats; the figure on top is the worse of the two."""
    conditions = machine()
    tell(f"lists of {rows} rows")
    files, peer_files = member_files(rows), member_files(min(rows, PEER_ROWS))
    with fresh_installation() as home:
        conditions["postgresql"] = _prepare()
        formats = {
            kind: _format(file, peer_files[kind], home / f"{kind}.rows")
            for kind, file in files.items()
        }
    worse = min(formats.values(), key=lambda one: one["ratio_to_limit"])
    return {
        "name": "ingest",
        "figure": min(one["figure"] for one in formats.values()),
        "unit": "rows/s",
        "limit": worse["limit"],
        "ratio_to_limit": worse["ratio_to_limit"],
        "peers": [
            min((one["peers"][place] for one in formats.values()), key=lambda peer: peer["ratio"])
            for place in range(len(worse["peers"]))
        ],
        "peak_memory_mb": max(one["peak_memory_mb"]["worker"] for one in formats.values()),
        "peak_memory_reader_mb": max(one["peak_memory_mb"]["reader"] for one in formats.values()),
        "formats": formats,
        "conditions": conditions | _conditions(rows, peer_files),
    }


def _conditions(rows: int, peer_files: dict[str, Path]) -> dict[str, Any]:
    return {
        "rows": rows,
        "columns": len(COLUMNS),
        "regencies": REGENCIES,
        "share_of_rows_with_a_mistake": SHARE_SPOILT,
        "rows_for_peers": _rows_of(peer_files["csv"]),
        "load_after": round(os.getloadavg()[0], 2),
        "measured": "the party's roll and the tables of members, findings and rejected rows empty"
        " before each run; a fresh worker process each time, its imports, region table and reading"
        " process made ready before; ours and the limit in turn, then the peers in turn; medians;"
        " fsync on",
    }


def _prepare() -> str:
    """The regions and the version of the database."""
    from django.db import connection

    from sipol.config.commands.regions import load_shipped

    load_shipped()
    connection.ensure_connection()
    version: int = connection.pg_version
    return f"{version // 10_000}.{version % 10_000}"


def _format(file: Path, peer_file: Path, ready_rows: Path) -> dict[str, Any]:
    tell(f"{file.suffix[1:]}: a first run, whose rows the limit will copy")
    _measured("ours", file)
    _keep_rows(ready_rows)
    ours, limit = interleaved(
        {
            f"ours {file.suffix}": lambda: _measured("ours", file),
            f"limit {file.suffix}": lambda: _measured("limit", file, ready_rows),
        },
        REPETITIONS,
    ).values()
    peers = interleaved(
        {
            f"peer {file.suffix}": lambda: _measured("peer", peer_file),
            f"peer in bulk {file.suffix}": lambda: _measured("peer-bulk", peer_file),
        },
        PEER_REPETITIONS,
    ).values()
    figure, limit_figure = _rate(ours), _rate(limit)
    return {
        "figure": figure,
        "seconds": summary([one["seconds"] for one in ours]),
        "limit": {
            "what": f"{_READERS[file.suffix[1:]]}, then COPY of the finished rows into the same"
            " table with the same indexes",
            "figure": limit_figure,
            "seconds": summary([one["seconds"] for one in limit]),
            "seconds_reading": summary([one["seconds_reading"] for one in limit]),
            "seconds_copying": summary([one["seconds_copying"] for one in limit]),
        },
        "ratio_to_limit": round(figure / limit_figure, 3),
        "peers": [
            {
                "what": runs[0]["what"],
                "figure": _rate(runs),
                "ratio": round(figure / _rate(runs), 1),
                "seconds": summary([one["seconds"] for one in runs]),
            }
            for runs in peers
        ],
        "peak_memory_mb": {
            "worker": max(one["worker_mb"] for one in ours),
            "reader": max(one["reader_mb"] for one in ours),
        },
        "outcome": {name: ours[0][name] for name in ("rows", "accepted", "rejected", "findings")},
        "file_mb": round(file.stat().st_size / 1e6, 1),
    }


def _rate(runs: list[Measured]) -> float:
    return round(runs[0]["rows"] / statistics.median(one["seconds"] for one in runs), 1)


def _rows_of(file: Path) -> int:
    with file.open("rb") as lines:
        return sum(1 for _ in lines) - 1


def _measured(what: str, *files: Path) -> Measured:
    """One measurement in a process of its own, onto empty tables."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(_EMPTIED)
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.ingest_worker", what, *map(str, files)],
        cwd=_CHECKOUT,
        stdout=subprocess.PIPE,
        check=True,
    )
    answer: Measured = json.loads(done.stdout)
    return answer


def _keep_rows(file: Path) -> None:
    """The rows that ours has just made, as they go into the table."""
    from django.db import connection

    from sipol.records.members.actions.admitting import COLUMNS as TABLE_COLUMNS

    query = f"SELECT {', '.join(TABLE_COLUMNS)} FROM members_member ORDER BY row"
    with (
        file.open("wb") as rows,
        connection.cursor() as cursor,
        cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT csv)") as copy,
    ):
        for piece in copy:
            rows.write(piece)
