"""A lease that is kept between pieces, and commits shared by many: the promises are the same."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection, transaction

from sipol.infra.storage.parts import HEADER_LENGTH
from sipol.infra.storage.vault import FileVault
from sipol.kernel import clock
from sipol.web.uploads.rounds import Rounds
from sipol.web.uploads.workers import Workers
from tests.web.uploads.conftest import Country, Serve, ServeApart
from tests.web.uploads.sending import Sender
from tests.web.uploads.test_interruptions import CONTENT, eventually, recorded, stored, upload_id
from tests.web.uploads.test_tus import sha256_header

PIECE = 256 * 1024


def piece(number: int) -> bytes:
    return CONTENT[number * PIECE : (number + 1) * PIECE]


def fence_of(path: str) -> int:
    from sipol.flow.intake.models import Upload

    return Upload.objects.get(pk=upload_id(path)).fence


@contextmanager
def row_locked(path: str) -> Iterator[None]:
    """Meanwhile somebody else has the upload's row, so that nothing can be recorded of it."""
    locked, over = threading.Event(), threading.Event()

    def hold() -> None:
        from sipol.flow.intake.models import Upload

        with transaction.atomic():
            Upload.objects.select_for_update().get(pk=upload_id(path))
            locked.set()
            over.wait(20)
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    assert locked.wait(10)
    try:
        yield
    finally:
        over.set()
        holder.join()


def test_pieces_that_follow_each_other_need_one_take_over(sender: Sender) -> None:
    path = sender.create(len(CONTENT)).headers["location"]
    for number in range(4):
        assert sender.patch(path, number * PIECE, piece(number)).offset == (number + 1) * PIECE
    assert fence_of(path) == 1


def test_an_upload_may_change_between_processes_with_every_piece(
    serve: Serve, country: Country, vault: FileVault
) -> None:
    senders = [Sender(serve(), country.centre.token) for _ in range(2)]
    path = senders[0].create(len(CONTENT)).headers["location"]
    for number in range(len(CONTENT) // PIECE):
        sender = senders[number % 2]
        assert sender.patch(path, number * PIECE, piece(number)).status == 204
    assert stored(vault) == CONTENT


def test_a_look_at_another_process_makes_no_kept_lease_a_ghost(
    serve: Serve, country: Country
) -> None:
    one, other = (Sender(serve(), country.centre.token) for _ in range(2))
    path = one.create(len(CONTENT)).headers["location"]
    assert one.patch(path, 0, piece(0)).status == 204
    assert other.head(path).offset == PIECE
    assert one.patch(path, PIECE, piece(1)).offset == 2 * PIECE


@pytest.mark.parametrize("checked", [False, True])
def test_a_ghost_with_a_kept_lease_changes_no_byte(
    serve: Serve, country: Country, vault: FileVault, checked: bool
) -> None:
    one, other = (Sender(serve(), country.centre.token) for _ in range(2))
    path = one.create(len(CONTENT)).headers["location"]
    assert one.patch(path, 0, piece(0)).status == 204
    damaged = b"\xff" * PIECE
    header = {"Upload_Checksum": sha256_header(damaged)} if checked else {}
    with one.trickle(path, PIECE, PIECE, **header) as ghost:
        ghost.send(damaged[: PIECE // 2])
        time.sleep(0.2)
        assert other.patch(path, PIECE, piece(1)).status == 204
        ghost.send(damaged[PIECE // 2 :])
        assert ghost.reply()[0] == 409
    assert other.head(path).offset == 2 * PIECE
    assert one.patch(path, 2 * PIECE, CONTENT[2 * PIECE :]).status == 204
    assert stored(vault) == CONTENT


@pytest.mark.parametrize("checked", [False, True])
def test_a_repeated_piece_hears_where_to_go_on(
    sender: Sender, vault: FileVault, checked: bool
) -> None:
    path = sender.create(len(CONTENT)).headers["location"]
    header = {"Upload_Checksum": sha256_header(piece(0))} if checked else {}
    assert sender.patch(path, 0, piece(0), **header).status == 204
    for _ in range(2):
        again = sender.patch(path, 0, piece(0), **header)
        assert (again.status, again.offset) == (409, PIECE)
    assert sender.patch(path, PIECE, CONTENT[PIECE:]).status == 204
    assert stored(vault) == CONTENT


def test_a_permission_taken_back_between_two_pieces_is_heard_at_once(
    sender: Sender, country: Country
) -> None:
    from sipol.flow.intake.actions.permits import revoke_upload

    path = sender.create(len(CONTENT)).headers["location"]
    assert sender.patch(path, 0, piece(0)).status == 204
    revoke_upload(actor=country.centre.actor, upload_id=upload_id(path), now=clock.now())
    refused = sender.patch(path, PIECE, piece(1))
    assert (refused.status, refused.json["code"]) == (410, "upload_revoked")
    assert recorded(path) == PIECE


def test_a_piece_with_a_wrong_checksum_leaves_the_next_one_where_it_was(
    sender: Sender, vault: FileVault
) -> None:
    path = sender.create(len(CONTENT)).headers["location"]
    assert sender.patch(path, 0, piece(0)).status == 204
    wrong = sender.patch(path, PIECE, piece(2), Upload_Checksum=sha256_header(piece(1)))
    assert wrong.status == 460
    assert sender.patch(path, PIECE, CONTENT[PIECE:]).status == 204
    assert stored(vault) == CONTENT


def test_killed_after_the_disk_has_it_and_before_the_record(
    serve_apart: ServeApart, country: Country, vault: FileVault, files: Path
) -> None:
    port, process = serve_apart()
    sender = Sender(port, country.centre.token)
    path = sender.create(len(CONTENT)).headers["location"]
    assert sender.patch(path, 0, piece(0)).status == 204
    part = files / "parts" / str(upload_id(path))
    with row_locked(path), sender.trickle(path, PIECE, PIECE) as line:
        line.send(piece(1))
        eventually(lambda: part.stat().st_size, lambda size: size == HEADER_LENGTH + 2 * PIECE)
        process.kill()
        process.wait()

    port, _ = serve_apart()
    sender = Sender(port, country.centre.token)
    assert sender.head(path).offset == PIECE
    assert sender.patch(path, PIECE, CONTENT[PIECE:]).status == 204
    assert stored(vault) == CONTENT


def test_one_locked_row_holds_up_nobody_else(sender: Sender) -> None:
    stuck, free = (sender.create(len(CONTENT)).headers["location"] for _ in range(2))
    for path in (stuck, free):
        assert sender.patch(path, 0, piece(0)).status == 204
    with row_locked(stuck), ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(sender.patch, stuck, PIECE, piece(1))
        time.sleep(0.2)
        began = time.monotonic()
        assert sender.patch(free, PIECE, piece(1)).status == 204
        assert time.monotonic() - began < 1.5
        assert waiting.result().status == 503
    offset = sender.head(stuck).offset
    assert sender.patch(stuck, offset, piece(1)).status == 204


def test_records_of_many_are_one_commit_and_each_stands_for_itself(sender: Sender) -> None:
    from sipol.flow.intake.actions.upload_leases import Reached, record_together, take_over
    from sipol.flow.intake.actions.uploads import terminate_upload

    paths = [sender.create(1000).headers["location"] for _ in range(4)]
    leases = [take_over(upload_id=upload_id(path), now=clock.now()) for path in paths]
    take_over(upload_id=leases[1].upload_id, now=clock.now())
    terminate_upload(upload_id=leases[2].upload_id, now=clock.now())
    asked = [Reached(lease.upload_id, lease.fence, 600) for lease in leases]
    asked.append(Reached(leases[1].upload_id, leases[1].fence + 1, 700))
    before = _transaction()
    told = record_together([*asked, Reached(UUID(int=5), 1, 10)], now=clock.now())
    assert _transaction() - before == 2
    assert told == [True, False, False, True, True, False]
    assert [recorded(path) for path in paths] == [600, 700, 0, 600]


def _transaction() -> int:
    """The number of a new transaction: they are given out one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        return int(cursor.fetchone()[0])


def test_who_asks_during_a_round_is_served_by_the_next_all_together() -> None:
    rounds: list[list[int]] = []

    def double(asked: Sequence[int]) -> list[int | Exception]:
        rounds.append(list(asked))
        time.sleep(0.05)
        return [LookupError(str(each)) if each == 3 else 2 * each for each in asked]

    async def crowd() -> list[int | BaseException]:
        workers = Workers(1)
        doubling = Rounds(double, workers)
        first = asyncio.create_task(doubling.ask(1))
        await asyncio.sleep(0.01)
        given_up = asyncio.create_task(doubling.ask(7))
        others = [asyncio.create_task(doubling.ask(number)) for number in range(2, 6)]
        await asyncio.sleep(0.01)
        given_up.cancel()
        told = await asyncio.gather(first, *others, given_up, return_exceptions=True)
        workers.close()
        return told

    told = asyncio.run(crowd())
    assert rounds == [[1], [7, 2, 3, 4, 5]]
    assert told[:2] + told[3:5] == [2, 4, 8, 10]
    assert isinstance(told[2], LookupError)
    assert isinstance(told[5], asyncio.CancelledError)


def test_a_fault_of_the_whole_round_meets_all_and_the_next_one_works() -> None:
    faults = [OSError("away")]

    def work(asked: Sequence[int]) -> Sequence[int]:
        if faults:
            raise faults.pop()
        return asked

    async def crowd() -> list[int | BaseException]:
        workers = Workers(1)
        working = Rounds(work, workers)
        told = [await asyncio.gather(working.ask(each), return_exceptions=True) for each in (1, 2)]
        workers.close()
        return [each for (each,) in told]

    told = asyncio.run(crowd())
    assert isinstance(told[0], OSError)
    assert told[1] == 2
