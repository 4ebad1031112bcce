"""A worker process for one measurement of `ingest`: prepared as a worker is, one list, one answer.

`python -m benchmarks.ingest_worker ours|limit|peer|peer-bulk LIST [ROWS_TO_COPY]` prints one JSON
object.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

CHUNK = 1 << 20


def main() -> None:
    """Measure what the command line asks for."""
    from sipol.config import installation

    installation.set_django_up()
    what, file, *more = sys.argv[1:]
    if what == "ours":
        answer = ours(Path(file))
    elif what == "limit":
        answer = limit(Path(file), Path(more[0]))
    else:
        answer = peer(Path(file), bulk=what == "peer-bulk")
    print(json.dumps(answer))


def ours(file: Path) -> dict[str, Any]:
    """Seconds from the stored delivery to its receipt, with what the database then shows."""
    from sipol.flow.intake.actions.judging import judge_delivery
    from sipol.infra.storage.installed import installed_vault
    from sipol.kernel import clock

    delivery_id = _received(file)
    _as_a_worker_starts()
    began = time.perf_counter()
    judge_delivery(delivery_id=delivery_id, vault=installed_vault(), clock=clock.now)
    seconds = time.perf_counter() - began
    return {"seconds": seconds, **_memory(), **_seen_by_others(delivery_id)}


def limit(file: Path, rows_to_copy: Path) -> dict[str, Any]:
    """Seconds of only reading the file as texts, and only copying ready rows into the table."""
    import fastexcel
    import polars as pl
    from django.db import connection, transaction

    from sipol.records.members.actions.admitting import COLUMNS

    content = rows_to_copy.read_bytes()
    connection.ensure_connection()
    began = time.perf_counter()
    if file.suffix == ".xlsx":
        sheet = fastexcel.read_excel(file).load_sheet(0, dtypes="string").to_polars()
    else:
        sheet = pl.read_csv(file, separator=";", infer_schema=False)
    read = time.perf_counter()
    statement = f"COPY members_member ({', '.join(COLUMNS)}) FROM STDIN (FORMAT csv)"
    with transaction.atomic(), connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(content)
    ended = time.perf_counter()
    return {
        "seconds": ended - began,
        "seconds_reading": read - began,
        "seconds_copying": ended - read,
        "rows": sheet.height,
    }


def peer(file: Path, *, bulk: bool) -> dict[str, Any]:
    """Seconds that the peer takes for the same work."""
    from benchmarks.ingest_peer import measure

    cycle_id = _cycle_id()
    return measure(file, bulk=bulk, party_id=_new_party(cycle_id), cycle_id=cycle_id)


def _received(file: Path) -> UUID:
    """The list as a delivery of a party that has sent nothing before."""
    from sipol.flow.intake.actions.direct import take_in_whole_file
    from sipol.infra.storage.installed import installed_vault
    from sipol.kernel import clock
    from sipol.kernel.actors import Role
    from sipol.records.accounts.actions import grant_account

    cycle_id, now = _cycle_id(), clock.now()
    party_id = _new_party(cycle_id)
    actor = grant_account(
        email=f"{uuid4().hex[:12]}@contoh.sipol.test",
        name="Pengukur",
        password=uuid4().hex,
        role=Role.PARTY_ADMIN,
        party_id=party_id,
        region_code="",
        granted_by="bench",
        now=now,
    )
    return take_in_whole_file(
        actor=actor,
        cycle_id=cycle_id,
        file_name=file.name,
        size=file.stat().st_size,
        chunks=_chunks(file),
        regency_code="",
        vault=installed_vault(),
        now=now,
    )


def _new_party(cycle_id: int) -> int:
    from sipol.kernel import clock
    from sipol.records.parties.actions import admit_party

    name = uuid4().hex[:12]
    return admit_party(
        name=f"Partai {name}",
        short_name=name,
        cycle_id=cycle_id,
        group="parliamentary",
        actor_name="bench",
        now=clock.now(),
    ).id


def _cycle_id() -> int:
    from sipol.kernel import clock
    from sipol.records.timetable.actions.cycles import open_cycle
    from sipol.records.timetable.queries import current_cycle

    cycle, now = current_cycle(), clock.now()
    if cycle is None:
        cycle = open_cycle(
            slug="ukur",
            name="Siklus pengukuran",
            opens_at=now - timedelta(days=1),
            closes_at=datetime(now.year + 1, 1, 1, tzinfo=UTC),
            age_reference_date=date(2022, 8, 14),
            legal_basis="-",
            actor_name="bench",
            now=now,
        )
    return cycle.id


def _chunks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as source:
        while chunk := source.read(CHUNK):
            yield chunk


def _as_a_worker_starts() -> None:
    """What a worker has done before its first job comes, and some idle time after it."""
    from sipol.flow.intake.actions.readiness import make_ready

    make_ready()
    time.sleep(1.0)


def _memory() -> dict[str, float]:
    """Peaks in MiB. That of the reader includes this process's own when it started the reader,
    as the system counts it so: an upper bound."""
    peaks = {"worker_mb": _own_peak(), "reader_mb": _kib(resource.RUSAGE_CHILDREN)}
    return {name: round(kib / 1024, 1) for name, kib in peaks.items()}


def _own_peak() -> int:
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0])


def _kib(who: int) -> int:
    return resource.getrusage(who).ru_maxrss


def _seen_by_others(delivery_id: UUID) -> dict[str, int]:
    """What another session finds committed; AssertionError unless all rows are accounted for."""
    from django.db import connections

    other = connections.create_connection("default")
    with other.cursor() as cursor:
        cursor.execute(
            "SELECT state, rows_sent, rows_accepted, rows_rejected,"
            " (SELECT count(*) FROM members_member WHERE delivery_id = d.id),"
            " (SELECT count(*) FROM intake_rejectedrow WHERE delivery_id = d.id),"
            " (SELECT count(*) FROM intake_rowfinding WHERE delivery_id = d.id),"
            " (SELECT count(*) FROM ledger_receipt WHERE subject = 'delivery:' || d.id)"
            " FROM intake_delivery d WHERE id = %s",
            [delivery_id],
        )
        state, sent, accepted, rejected, members, kept, findings, receipts = cursor.fetchone()
    other.close()
    balanced = (sent, accepted, rejected) == (members + kept, members, kept)
    if state != "judged" or not balanced or receipts != 1:
        raise AssertionError(f"delivery {delivery_id} is {state} and its balance does not close")
    return {"rows": sent, "accepted": accepted, "rejected": rejected, "findings": findings}


if __name__ == "__main__":
    main()
