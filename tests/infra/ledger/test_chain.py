"""The chain grows without gaps, from many hands at once, and every later change shows."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.transaction import TransactionManagementError

from sipol.infra import keys
from sipol.infra.ledger.actions import append_entry, issue_receipt
from sipol.infra.ledger.chain import ORIGIN, Link, hash_of
from sipol.infra.ledger.models import Entry, Receipt
from sipol.infra.ledger.queries import (
    entries,
    head,
    receipt_by_number,
    receipt_of,
    receipts_of_party,
    verify_chain,
    witnessed_by_receipts,
)
from sipol.infra.ledger.receipts import verify_document

NOW = datetime(2026, 8, 1, 10, 0, 9, 123456, tzinfo=UTC)
SUBJECT = "0191f0c2-0000-7000-8000-000000000001"


def add(note: str = "x", **changes: Any) -> Entry:
    fields: dict[str, Any] = {
        "kind": "delivery.completed",
        "actor": "operator 7",
        "subject": SUBJECT,
        "payload": {"note": note, "rows": {"sent": 10, "list": [1, None, True, "é"]}},
        "party_id": 1,
        "now": NOW,
    }
    with transaction.atomic():
        return append_entry(**fields | changes)


def sequences() -> list[int]:
    return list(Entry.objects.order_by("id").values_list("id", flat=True))


@pytest.fixture
def ring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("SIPOL_HOME", str(tmp_path))
    keys.current.cache_clear()
    yield keys.current()
    keys.current.cache_clear()


def at_once(act: Callable[[int], Any]) -> list[Any]:
    """What four threads got, each with its own connection, let go at the same moment."""
    start = Barrier(4)

    def run(number: int) -> Any:
        start.wait()
        try:
            return act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        return list(threads.map(run, range(4)))


def test_the_hash_covers_every_field() -> None:
    link = Link(2, NOW, "kind", "actor", 1, "subject", {"a": 1}, ORIGIN[1])
    others = [
        Link(3, NOW, "kind", "actor", 1, "subject", {"a": 1}, ORIGIN[1]),
        Link(
            2, NOW + timedelta(microseconds=1), "kind", "actor", 1, "subject", {"a": 1}, bytes(32)
        ),
        Link(2, NOW, "kind2", "actor", 1, "subject", {"a": 1}, ORIGIN[1]),
        Link(2, NOW, "kind", "actor2", 1, "subject", {"a": 1}, ORIGIN[1]),
        Link(2, NOW, "kind", "actor", None, "subject", {"a": 1}, ORIGIN[1]),
        Link(2, NOW, "kind", "actor", 1, "subject2", {"a": 1}, ORIGIN[1]),
        Link(2, NOW, "kind", "actor", 1, "subject", {"a": 2}, ORIGIN[1]),
        Link(2, NOW, "kind", "actor", 1, "subject", {"a": 1}, b"\1" * 32),
    ]
    assert len({hash_of(link), *map(hash_of, others)}) == 1 + len(others)


def test_the_hash_does_not_depend_on_the_zone_in_which_the_instant_is_written() -> None:
    there = NOW.astimezone(timezone(timedelta(hours=9)))
    first, second = (Link(1, at, "k", "a", 1, "s", {}, ORIGIN[1]) for at in (NOW, there))
    assert hash_of(first) == hash_of(second)
    with pytest.raises(ValueError, match="zone"):
        hash_of(Link(1, NOW.replace(tzinfo=None), "k", "a", 1, "s", {}, ORIGIN[1]))


@pytest.mark.django_db
def test_an_entry_follows_the_one_before() -> None:
    first, second = add("first"), add("second", party_id=None)
    assert second.id == first.id + 1
    stored = Entry.objects.get(id=second.id)
    assert bytes(stored.previous_hash) == first.entry_hash
    assert stored.hash_now() == second.entry_hash
    assert head() == second
    assert verify_chain() is None


@pytest.mark.django_db
def test_entries_are_read_in_pages_and_by_party() -> None:
    start = (head() or Entry(id=0)).id
    for party in (1, 2, 1):
        add(party_id=party)
    assert [entry.id for entry in entries(after=start, limit=2)] == [start + 1, start + 2]
    assert [entry.id for entry in entries(after=start, party_id=1)] == [start + 1, start + 3]


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_refused() -> None:
    before = sequences()
    with pytest.raises(TransactionManagementError):
        append_entry(kind="k", actor="a", subject="s", payload={}, now=NOW)
    assert sequences() == before


@pytest.mark.django_db
def test_an_entry_whose_effect_fails_leaves_no_gap() -> None:
    first = add()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        add("lost")
        raise ZeroDivisionError
    assert add().id == first.id + 1


@pytest.mark.django_db
def test_a_nik_never_enters_the_ledger() -> None:
    nik = "9901012001900001"
    entry = add(nik, actor=f"orang {nik}", subject=nik, payload={"names": [f"KTP {nik}.pdf"]})
    row = str(Entry.objects.filter(id=entry.id).values().get())
    assert nik not in row
    assert "9901••••••••••01" in row


@pytest.mark.django_db
def test_a_float_is_refused() -> None:
    with pytest.raises(TypeError):
        add(payload={"share": 0.5})


@pytest.mark.django_db(transaction=True)
def test_four_hands_at_once_leave_no_gap_and_no_fork() -> None:
    start = (head() or Entry(id=0)).id
    at_once(lambda hand: [add(f"{hand}.{turn}") for turn in range(8)])
    assert sequences()[-32:] == list(range(start + 1, start + 33))
    assert verify_chain() is None


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["ledger_entry", "ledger_receipt"])
@pytest.mark.parametrize(
    "command", ["UPDATE {} SET kind = 'other'", "DELETE FROM {}", "TRUNCATE {}"]
)
def test_the_database_refuses_to_change_the_past(table: str, command: str) -> None:
    add()
    with connection.cursor() as cursor:
        # Emptying tables between tests needs this one guard off; here it is on again.
        cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_no_truncate")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute(command.format(table))


def unguarded(command: str, entry: Entry) -> None:
    """What only the owner of the database can do: remove the guard, then rewrite an entry."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_entry DISABLE TRIGGER ledger_entry_append_only")
        cursor.execute(f"{command} WHERE id = %s", [entry.id])


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        "at = at + interval '1 microsecond'",
        "kind = 'other'",
        "actor = 'other'",
        "party_id = NULL",
        "party_id = 2",
        "subject = 'other'",
        "payload = jsonb_set(payload, '{rows,sent}', '11')",
        "previous_hash = decode(repeat('07', 32), 'hex')",
        "entry_hash = decode(repeat('07', 32), 'hex')",
        "id = id + 100",
    ],
)
def test_a_changed_entry_is_found(change: str) -> None:
    _, changed, _ = add(), add(), add()
    unguarded(" ".join(("UPDATE ledger_entry SET", change)), changed)
    assert verify_chain() == changed.id


@pytest.mark.django_db
def test_a_removed_entry_is_found() -> None:
    _, removed, _ = add(), add(), add()
    unguarded("DELETE FROM ledger_entry", removed)
    assert verify_chain() == removed.id


@pytest.mark.django_db
def test_an_end_cut_off_is_found_by_whoever_saw_it() -> None:
    add()
    last = add()
    seen = {last.id: last.entry_hash}
    assert verify_chain(seen) is None
    unguarded("DELETE FROM ledger_entry", last)
    assert verify_chain() is None
    assert verify_chain(seen) == last.id


@pytest.mark.django_db
def test_a_chain_rewritten_soundly_is_found_by_whoever_saw_it() -> None:
    add()
    last = add("true")
    unguarded("DELETE FROM ledger_entry", last)
    assert add("false").id == last.id
    assert verify_chain() is None
    assert verify_chain({last.id: last.entry_hash}) == last.id


@pytest.mark.django_db
def test_a_receipt_is_issued_once_and_stays_the_same(ring: Any, delivery: Any) -> None:
    body = delivery()
    first = issue_receipt(kind="delivery", subject=SUBJECT, party_id=1, body=body, now=NOW)
    again = issue_receipt(kind="delivery", subject=SUBJECT, party_id=1, body=delivery(), now=NOW)
    stored = Receipt.objects.get(number=first.number)
    assert first.signed.document() == again.signed.document() == stored.signed.document()
    assert verify_document(stored.signed.document(), ring.public) == body
    assert receipt_by_number(first.number) == receipt_of("delivery", SUBJECT) == stored
    assert receipts_of_party(1) == [stored]
    assert receipts_of_party(2) == []


@pytest.mark.django_db
def test_a_receipt_of_another_kind_than_its_body_is_refused(ring: Any, delivery: Any) -> None:
    with pytest.raises(ValueError, match="kind"):
        issue_receipt(kind="hand_in", subject=SUBJECT, party_id=1, body=delivery(), now=NOW)


@pytest.mark.django_db(transaction=True)
def test_four_requests_at_once_get_one_receipt(ring: Any, delivery: Any) -> None:
    def issue(_: int) -> bytes:
        with transaction.atomic():
            receipt = issue_receipt(
                kind="delivery", subject=SUBJECT, party_id=1, body=delivery(), now=NOW
            )
            return receipt.signed.document()

    assert len(set(at_once(issue))) == 1
    assert Receipt.objects.filter(subject=SUBJECT).count() == 1


@pytest.mark.django_db
def test_receipts_witness_the_ledger(ring: Any, delivery: Any) -> None:
    entry = add()
    reference = {"sequence": entry.id, "entry_hash": entry.entry_hash.hex()}
    body = delivery() | {"ledger": reference}
    issue_receipt(kind="delivery", subject=SUBJECT, party_id=1, body=body, now=NOW)
    assert verify_chain(witnessed_by_receipts()) is None
    unguarded("DELETE FROM ledger_entry", entry)
    assert verify_chain(witnessed_by_receipts()) == entry.id
