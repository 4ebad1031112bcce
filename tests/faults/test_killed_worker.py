"""kill -9 at the worst moment: every list is judged once, whole, and answered once."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.senders import Books, Program, answered, delivery_of
from tests.installation import Installation, children_of
from tests.samples.member_lists import invent_members, write_csv
from tests.seeding import run_python

AMBON = [("81.71", "81.71.01"), ("81.71", "81.71.02")]
ROWS = 60_000
# A dead worker's job has to be under way again by then.
WITHIN_SECONDS = 20
CHAIN_HOLDS = """
from sipol.config import installation
installation.set_django_up()
from sipol.infra.ledger.queries import verify_chain, witnessed_by_receipts
assert verify_chain(witnessed_by_receipts()) is None
"""


@pytest.fixture(scope="module")
def long_list(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("lists") / "panjang.csv"
    people = [dict(person) for person in invent_members(ROWS, localities=AMBON, seed=7)]
    for person in people[::100]:
        person["sex"] = "?"
    write_csv(path, people)
    return path.read_bytes()


def short_list(folder: Path, seed: int) -> bytes:
    write_csv(folder / "pendek.csv", invent_members(20, localities=AMBON, seed=seed))
    return (folder / "pendek.csv").read_bytes()


@pytest.fixture
def books(installation: Installation) -> Iterator[Books]:
    with Books(installation) as made:
        yield made


@pytest.fixture
def program(installation: Installation) -> Program:
    installation.start_web()
    return Program(installation)


def kill_in_the_middle(installation: Installation, books: Books, delivery: str) -> None:
    """The worker alone, not the reading process: that has to see for itself that nobody listens."""
    books.run("UPDATE intake_delivery SET rows_looked_at = 0 WHERE id = %s", delivery)
    books.wait(delivery, lambda figures: figures["looked_at"] > 0, WITHIN_SECONDS)
    worker = installation.processes.pop("worker")
    readers = children_of(worker.pid)
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    assert not answered(books.figures(delivery))
    for pid in readers:
        wait_for_end(pid)


def wait_for_end(pid: int) -> None:
    for _ in range(100):
        status = Path(f"/proc/{pid}/stat")
        if not status.exists() or status.read_text().rpartition(")")[2].split()[0] == "Z":
            return
        time.sleep(0.05)
    raise AssertionError(f"the reading process {pid} outlived its worker")


def assert_judged_once(books: Books, installation: Installation, delivery: str) -> None:
    figures = books.figures(delivery)
    rejected = len(range(0, ROWS, 100))
    assert figures["state"] == "judged"
    assert (figures["sent"], figures["rejected"]) == (ROWS, rejected)
    assert books.count("members_member", delivery_id=delivery) == ROWS - rejected
    assert books.count("intake_rejectedrow", delivery_id=delivery) == rejected
    subject = f"delivery:{delivery}"
    assert books.count("ledger_receipt", subject=subject) == 1
    assert books.count("ledger_entry", subject=subject, kind="delivery.judged") == 1
    run_python(CHAIN_HOLDS, installation.database)


def test_a_worker_killed_twice_while_judging(
    installation: Installation, program: Program, books: Books, long_list: bytes, tmp_path: Path
) -> None:
    installation.start_worker()
    delivery = program.send(long_list, "panjang.csv")
    kill_in_the_middle(installation, books, delivery)
    behind = program.send(short_list(tmp_path, 8), "pendek.csv")
    installation.start_worker()
    kill_in_the_middle(installation, books, delivery)
    assert books.count("members_member", delivery_id=delivery) == 0
    assert books.figures(behind)["state"] == "received"
    installation.start_worker()
    books.wait(delivery, lambda figures: figures["sent"] > 0, WITHIN_SECONDS)
    books.wait(behind, answered)
    assert_judged_once(books, installation, delivery)


def test_a_reading_process_killed_is_no_fault_of_the_file(
    installation: Installation, program: Program, books: Books, long_list: bytes
) -> None:
    installation.start_worker()
    delivery = program.send(long_list, "panjang.csv")
    deadline = time.monotonic() + WITHIN_SECONDS
    while "failed at try 1" not in installation.log("worker"):
        assert time.monotonic() < deadline
        for reader in children_of(installation.processes["worker"].pid):
            os.kill(reader, signal.SIGKILL)
        time.sleep(0.02)
    books.wait(delivery, answered)
    assert_judged_once(books, installation, delivery)


def test_a_worker_whose_connections_were_cut_goes_on(
    installation: Installation, program: Program, books: Books, long_list: bytes, tmp_path: Path
) -> None:
    """As when the database is restarted: the job comes back, the worker or its keeper too."""
    installation.start_worker()
    delivery = program.send(long_list, "panjang.csv")
    books.wait(delivery, lambda figures: figures["looked_at"] > 0)
    books.run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    wait_with_keeper(installation, books, delivery)
    later = program.send(short_list(tmp_path, 9), "pendek.csv")
    wait_with_keeper(installation, books, later)
    assert_judged_once(books, installation, delivery)


def wait_with_keeper(installation: Installation, books: Books, delivery: str) -> None:
    """Wait for the answer, and start the worker again if it ends, as its keeper does."""
    deadline = time.monotonic() + 2 * WITHIN_SECONDS
    while not answered(books.figures(delivery)):
        assert time.monotonic() < deadline, installation.log("worker")[-3000:]
        worker = installation.processes["worker"]
        if worker.poll() is not None:
            assert worker.returncode == 1
            installation.start_worker()
        time.sleep(0.05)


def test_a_job_that_cannot_come_back_holds_nobody_up(
    installation: Installation, program: Program, books: Books, tmp_path: Path
) -> None:
    """A dead worker left a job under way whose successor waits already."""
    for status in ("doing", "todo"):
        books.run(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, queueing_lock, status, args)"
            " VALUES ('upkeep', 'sipol.flow.intake.jobs.sweep_uploads', 'sweep', %s,"
            " '{\"timestamp\": 0}')",
            status,
        )
    installation.start_worker()
    delivery = program.send(short_list(tmp_path, 10), "pendek.csv")
    assert books.wait(delivery, answered, 15)["state"] == "judged"
    assert installation.processes["worker"].poll() is None
    assert books.count("procrastinate_jobs", queueing_lock="sweep") == 0


def test_a_web_process_killed_in_mid_upload(
    installation: Installation, program: Program, books: Books, long_list: bytes
) -> None:
    installation.start_worker()
    upload = program.begin(len(long_list), "panjang.csv")
    half = len(long_list) // 2
    assert program.append(upload, 0, long_list[:half]).status_code == 204
    installation.kill_web_process()
    installation.wait_ready()
    acknowledged = program.offset(upload)
    assert acknowledged == half
    answer = program.append(upload, acknowledged, long_list[acknowledged:])
    delivery = delivery_of(answer)
    books.wait(delivery, answered)
    assert_judged_once(books, installation, delivery)
