"""Papers under kill -9 and under many hands: each file once, each version once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from tests.faults.senders import Books
from tests.installation import Installation, children_of

FILES = 60
BEGIN = """
from sipol.config import installation
installation.set_django_up()
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4
from sipol.infra.storage.installed import installed_vault
from sipol.kernel import clock
from sipol.kernel.sortable_ids import sortable_id
from sipol.records.accounts.queries import actor_by_email
from sipol.records.papers.actions import filing, sendings, storing
from sipol.records.regions import queries as regions
from sipol.records.timetable.queries import current_cycle
from tests.records.papers.files import pdf
cycle, vault = current_cycle().id, installed_vault()
def person(login):
    return actor_by_email(f"{login}@contoh.sipol.test")
"""
SEND = """
sending = sendings.begin_sending(actor=person("pusat.fajar"), cycle_id=cycle, kind="board_decree",
                                 level="", sending_id=uuid4(), now=clock.now())
codes = [code for code, _ in regions.upper_regions() if code.startswith("32.") and code[5:]]
for code in codes[:FILES]:
    file = storing.store([pdf(text=code)], file_name=f"SK {code}.pdf", vault=vault, now=clock.now())
    sendings.receive_item(sending_id=sending, item_id=sortable_id(clock.now()), file=file,
                          now=clock.now())
print(sending)
"""
CROWD = """
def send(number):
    content = pdf(text=f"operator {number}")
    return filing.file_paper(actor=person("pusat.fajar"), cycle_id=cycle, kind="office_proof",
        region_code="53.71", file_name="bukti.pdf", size=len(content), chunks=[content],
        vault=vault, now=clock.now()).version
with ThreadPoolExecutor(10) as crowd:
    print(sorted(crowd.map(send, range(10))))
"""


@pytest.fixture
def books(installation: Installation) -> Iterator[Books]:
    with Books(installation) as made:
        yield made


def run(installation: Installation, code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", BEGIN + code.replace("FILES", str(FILES))],
        env=installation.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout.strip()


def wait_for(books: Books, sending: str, state: str, number: int, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while books.count("papers_item", sending_id=sending, state=state) < number:
        assert time.monotonic() < deadline, f"not {number} {state} within {seconds} s"
        time.sleep(0.02)


def test_a_worker_killed_among_papers_files_each_of_them_once(
    installation: Installation, books: Books
) -> None:
    sending = run(installation, SEND)
    installation.start_worker()
    wait_for(books, sending, "filed", 8)
    worker = installation.processes.pop("worker")
    children = children_of(worker.pid)
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    left = books.count("papers_item", sending_id=sending, state="received")
    assert 0 < left < FILES
    installation.start_worker()
    wait_for(books, sending, "filed", FILES)
    assert books.count("papers_item", sending_id=sending) == FILES
    assert books.count("papers_paper", sending_id=sending) == FILES
    assert books.count("papers_paper", sending_id=sending, version=1) == FILES
    filed = books.count("ledger_entry", kind="paper.filed")
    assert filed == books.count("papers_paper", withdrawn=False)
    assert not [pid for pid in children if alive(pid)]


def test_ten_at_once_make_ten_versions(installation: Installation, books: Books) -> None:
    assert run(installation, CROWD) == str(list(range(1, 11)))
    assert books.count("papers_paper", kind="office_proof", region_code="53.71") == 10


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
