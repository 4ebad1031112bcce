"""The checker finds what is taken away, changed or doubled behind everybody's back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random
from typing import Any

import psycopg
import pytest

from tests.chaos.checker import Checker, Verdict
from tests.chaos.history import History
from tests.chaos.member_files import new_file
from tests.chaos.senders import Sender
from tests.chaos.site import Site
from tests.chaos.writers import FilingWriters
from tests.installation import Installation

Judge = Callable[[History], Verdict]


@pytest.fixture
def site(installation: Installation) -> Iterator[Site]:
    made = Site(installation)
    made.open()
    yield made
    made.close()


async def _work(site: Site, history: History) -> None:
    """Two lists with receipts, one left halfway, and two moves of a filing."""
    people, url = site.installation.people, site.installation.url
    sender = Sender("pusat.fajar", url, people["pusat.fajar"]["api_token"], history, chunk=16_384)
    chance = Random(3)
    left = new_file(903, 300, chance)
    moves = iter((False, False, True))
    writers = FilingWriters(url, people["pusat.bahari"], people["kpu"], history, seed=3)
    await asyncio.gather(
        sender.deliver(new_file(901, 200, chance)),
        sender.deliver(new_file(902, 150, chance)),
        sender.deliver(left, leave_at=len(left.content) // 2),
        writers.write(lambda: next(moves)),
    )


def test_a_sound_history_and_every_planted_loss(site: Site) -> None:
    history = History()
    asyncio.run(_work(site, history))
    with site.connect(user="postgres") as books:
        sound = Checker(history, books, site.files, site.verify).judge()
        assert sound.complaints == []
        assert (sound.files, sound.rows, sound.receipts, sound.writes) == (2, 350, 2, 5)

        # Receipts were verified once; the plants below are judged without starting the command.
        def judged(told: History = history) -> Verdict:
            return Checker(told, books, site.files, lambda receipt: True).judge()

        for words, (about, statements) in PLANTS.items():
            with books.transaction(force_rollback=True):
                books.execute("SET LOCAL session_replication_role = replica")
                for table in GUARDED:
                    books.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
                for statement in (ONE_FILE, *statements):
                    books.execute(statement)
                verdict = judged()
            assert getattr(verdict, about) > 0, f"{words} was not found out: {verdict}"
        _files_are_read(site, judged)
        _forged_words(history, books, site)
        assert judged().complaints == []


GUARDED = ("ledger_entry", "ledger_receipt", "dossiers_step")
ONE_FILE = "CREATE TEMP VIEW one AS SELECT id FROM intake_delivery WHERE file_name LIKE '%0901.csv'"
PLANTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "a member removed": (
        "lost_rows",
        ("DELETE FROM members_member WHERE delivery_id = (SELECT id FROM one) AND row = 17",),
    ),
    "a rejected row removed": (
        "lost_rows",
        ("DELETE FROM intake_rejectedrow WHERE delivery_id = (SELECT id FROM one)",),
    ),
    "a member with another's card": (
        "lost_rows",
        (
            "UPDATE members_member SET card_number = 'x' WHERE row = 9"
            " AND delivery_id = (SELECT id FROM one)",
        ),
    ),
    "a delivery removed": (
        "lost_rows",
        ("DELETE FROM intake_delivery WHERE file_name = 'anggota-0902.csv'",),
    ),
    "a delivery doubled": (
        "duplicates",
        (
            "CREATE TEMP TABLE twin ON COMMIT DROP AS"
            " SELECT * FROM intake_delivery WHERE file_name = 'anggota-0901.csv'",
            "UPDATE twin SET id = gen_random_uuid(), regency_code = '81.71'",
            "INSERT INTO intake_delivery SELECT * FROM twin",
        ),
    ),
    "an acknowledged offset taken back": (
        "lost_bytes",
        ("UPDATE intake_upload SET durable_offset = 5 WHERE delivery_id IS NULL",),
    ),
    "an upload removed": ("lost_writes", ("DELETE FROM intake_upload",)),
    "a step removed": ("lost_writes", ("DELETE FROM dossiers_step WHERE reason LIKE 'Alasan%'",)),
    "a handing-in removed": (
        "lost_writes",
        ("DELETE FROM dossiers_step WHERE id = (SELECT max(id) FROM dossiers_step)",),
    ),
    "a handing-in done again": (
        "duplicates",
        (
            "CREATE TEMP TABLE twin ON COMMIT DROP AS SELECT * FROM dossiers_step"
            " WHERE id = (SELECT max(id) FROM dossiers_step)",
            "UPDATE twin SET id = id + 100000, entry_id = 1, request_id = gen_random_uuid()",
            "INSERT INTO dossiers_step SELECT * FROM twin",
        ),
    ),
    "a step done again": (
        "duplicates",
        (
            "ALTER TABLE dossiers_step DROP CONSTRAINT step_one_effect_per_request",
            "CREATE TEMP TABLE twin ON COMMIT DROP AS"
            " SELECT * FROM dossiers_step WHERE reason LIKE 'Alasan%'",
            "UPDATE twin SET id = id + 100000",
            "INSERT INTO dossiers_step SELECT * FROM twin",
        ),
    ),
    "a receipt removed": (
        "broken_proofs",
        ("DELETE FROM ledger_receipt WHERE subject = 'delivery:' || (SELECT id FROM one)",),
    ),
    "an entry of the ledger changed": (
        "broken_proofs",
        ("UPDATE ledger_entry SET actor = 'orang lain' WHERE id = 3",),
    ),
    "the ledger's end cut off": (
        "broken_proofs",
        ("DELETE FROM ledger_entry WHERE id > (SELECT max(id) - 1 FROM ledger_entry)",) * 6,
    ),
    "a balance that does not close": (
        "broken_proofs",
        (
            "ALTER TABLE intake_delivery DROP CONSTRAINT delivery_judged_has_no_pending",
            "UPDATE intake_delivery SET rows_sent = rows_sent + 1 WHERE id = (SELECT id FROM one)",
        ),
    ),
}


def _files_are_read(site: Site, judged: Callable[[], Verdict]) -> None:
    """One bit turned in a whole file, then in one that is arriving; then a whole file gone."""
    folder = site.installation.home / "files"
    arriving = next((folder / "parts").iterdir())
    newest = sorted((folder / "blobs").rglob("*"), key=lambda path: path.stat().st_mtime)
    whole = [path for path in newest if path.is_file()][-1]
    for path in (arriving, whole):
        content = path.read_bytes()
        path.write_bytes(content[:500] + bytes([content[500] ^ 1]) + content[501:])
        assert judged().lost_bytes == 1
        path.write_bytes(content)
    whole.rename(whole.with_suffix(".away"))
    assert judged().lost_bytes > 1000
    whole.with_suffix(".away").rename(whole)


def _forged_words(history: History, books: psycopg.Connection[Any], site: Site) -> None:
    """Answers that were never given: the checker believes clients, and so misses what they miss."""

    def verdict_with(operation: str, kind: Any, key: str, **facts: Any) -> Verdict:
        told = replace(history, events=list(history.events))
        told.note("x", operation, kind, key, **facts)
        return Checker(told, books, site.files, lambda receipt: True).judge()

    key = next(iter(history.files))
    assert verdict_with("decide", "ok", "no-such-key", move="accept").lost_writes > 0
    assert verdict_with("decide", "unknown", "no-such-key").undecided == 1
    assert verdict_with("hand_in", "invoke", "no-such-key").undecided == 1
    assert verdict_with("hand_in", "ok", "no-such-key", receipt="X").lost_writes == 1
    assert verdict_with("finish", "ok", key, offset=1, delivery="another").duplicates == 1
