"""Lines that break, senders that come back, servers that die: no acknowledged byte is lost."""

from __future__ import annotations

import hashlib
import os
import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID

import pytest

from sipol.infra.storage.vault import FileVault
from sipol.kernel import clock
from tests.web.uploads.conftest import Country, Serve, ServeApart
from tests.web.uploads.sending import Sender
from tests.web.uploads.test_tus import sha256_header

MEBIBYTE = 1024 * 1024
CONTENT = random.Random(1).randbytes(3 * MEBIBYTE)
DIGEST = hashlib.sha256(CONTENT).hexdigest()


def stored(vault: FileVault) -> bytes:
    return b"".join(vault.read(DIGEST))


def upload_id(path: str) -> UUID:
    return UUID(path.rpartition("/")[2])


def eventually(figure: Callable[[], int], wanted: Callable[[int], bool]) -> int:
    for _ in range(200):
        if wanted(value := figure()):
            return value
        time.sleep(0.05)
    raise AssertionError(f"still {value}")


def recorded(path: str) -> int:
    """How far the upload's record is, without disturbing whoever is sending."""
    from sipol.flow.intake.models import Upload

    return Upload.objects.get(pk=upload_id(path)).durable_offset


def test_a_cut_line_costs_nothing_that_arrived(sender: Sender, vault: FileVault) -> None:
    path = sender.create(len(CONTENT)).headers["location"]
    with sender.trickle(path, 0, len(CONTENT)) as line:
        line.send(CONTENT[:700_000])
        time.sleep(0.3)
    offset = eventually(lambda: sender.head(path).offset, lambda offset: offset > 0)
    assert offset == 700_000
    assert sender.patch(path, offset, CONTENT[offset:]).offset == len(CONTENT)
    assert stored(vault) == CONTENT


def test_long_bodies_are_recorded_on_the_way(sender: Sender) -> None:
    path = sender.create(len(CONTENT)).headers["location"]
    with sender.trickle(path, 0, len(CONTENT)) as line:
        line.send(CONTENT[: 2 * MEBIBYTE + 5])
        eventually(lambda: recorded(path), lambda offset: offset >= 2 * MEBIBYTE)
        eventually(lambda: recorded(path), lambda offset: offset == 2 * MEBIBYTE + 5)


def test_a_newcomer_takes_over_within_two_seconds(sender: Sender, vault: FileVault) -> None:
    path = sender.create(len(CONTENT)).headers["location"]
    with sender.trickle(path, 0, len(CONTENT)) as ghost:
        ghost.send(CONTENT[:300_000])
        time.sleep(0.3)
        began = time.monotonic()
        looked = sender.head(path)
        assert time.monotonic() - began < 2
        assert (looked.status, looked.offset) == (200, 300_000)
        assert ghost.reply() == (409, True)
        assert sender.patch(path, 300_000, CONTENT[300_000:]).status == 204
    assert stored(vault) == CONTENT


def test_a_newcomer_may_go_on_where_the_ghost_stands(sender: Sender, vault: FileVault) -> None:
    path = sender.create(len(CONTENT)).headers["location"]
    with sender.trickle(path, 0, len(CONTENT)) as ghost:
        ghost.send(CONTENT[:300_000])
        time.sleep(0.3)
        assert sender.patch(path, 300_000, CONTENT[300_000:]).status == 204
    assert stored(vault) == CONTENT


def test_giving_up_stops_whoever_sends(sender: Sender, files: Path) -> None:
    path = sender.create(len(CONTENT)).headers["location"]
    with sender.trickle(path, 0, len(CONTENT)) as line:
        line.send(CONTENT[:300_000])
        time.sleep(0.3)
        assert sender.ask("DELETE", path).status == 204
        assert line.reply()[0] == 409
    assert list((files / "parts").iterdir()) == []


def test_a_ghost_in_another_process_writes_no_more(
    serve: Serve, country: Country, vault: FileVault
) -> None:
    one, other = (Sender(serve(), country.centre.token) for _ in range(2))
    path = one.create(len(CONTENT)).headers["location"]
    with one.trickle(path, 0, len(CONTENT)) as ghost:
        ghost.send(CONTENT[:MEBIBYTE])
        eventually(lambda: recorded(path), lambda offset: offset == MEBIBYTE)
        assert other.head(path).offset == MEBIBYTE
        assert other.patch(path, MEBIBYTE, CONTENT[MEBIBYTE : 2 * MEBIBYTE]).status == 204
        ghost.send(b"\xff" * MEBIBYTE)
        assert ghost.reply() == (409, True)
        assert other.head(path).offset == 2 * MEBIBYTE
        assert other.patch(path, 2 * MEBIBYTE, CONTENT[2 * MEBIBYTE :]).status == 204
    assert stored(vault) == CONTENT


def test_a_silent_sender_is_let_go_and_its_bytes_kept(serve: Serve, country: Country) -> None:
    sender = Sender(serve(read_timeout=0.3), country.centre.token)
    path = sender.create(len(CONTENT)).headers["location"]
    with sender.trickle(path, 0, len(CONTENT)) as line:
        line.send(CONTENT[:5000])
        assert line.reply() == (408, True)
    assert sender.head(path).offset == 5000


def test_half_a_checked_body_does_not_count(sender: Sender) -> None:
    path = sender.create(len(CONTENT)).headers["location"]
    whole = {"Upload_Checksum": sha256_header(CONTENT)}
    with sender.trickle(path, 0, len(CONTENT), **whole) as line:
        line.send(CONTENT[: 2 * MEBIBYTE])
        time.sleep(0.3)
    assert sender.head(path).offset == 0
    assert sender.patch(path, 0, CONTENT, **whole).offset == len(CONTENT)


def test_bytes_safe_but_not_finished_are_finished_by_a_look(
    sender: Sender, vault: FileVault
) -> None:
    from sipol.flow.intake.actions.upload_leases import record_offset, take_over

    path = sender.create(len(CONTENT)).headers["location"]
    lease = take_over(upload_id=upload_id(path), now=clock.now())
    with vault.open_part(lease.upload_id, lease.salt, 0) as part:
        part.write_at(0, CONTENT)
        part.sync()
    record_offset(
        upload_id=lease.upload_id, fence=lease.fence, offset=len(CONTENT), now=clock.now()
    )
    vault.claim(lease.upload_id, vault.digest_part(lease.upload_id, len(CONTENT)))

    looked = sender.head(path)
    assert looked.headers["sipol-delivery"]
    assert sender.head(path).headers["sipol-delivery"] == looked.headers["sipol-delivery"]
    assert stored(vault) == CONTENT


def test_a_lost_file_is_said_to_be_gone_and_begun_anew(sender: Sender, files: Path) -> None:
    path = sender.create(len(CONTENT), key="satu").headers["location"]
    sender.patch(path, 0, CONTENT[:1000])
    (files / "parts" / str(upload_id(path))).unlink()
    lost = sender.patch(path, 1000, CONTENT[1000:])
    assert (lost.status, lost.json["code"]) == (410, "upload_lost")
    again = sender.create(len(CONTENT), key="satu").headers["location"]
    assert sender.patch(again, 0, CONTENT).status == 204


def test_many_beginnings_under_one_key_are_one_upload(sender: Sender) -> None:
    with ThreadPoolExecutor(6) as crowd:
        replies = list(crowd.map(lambda _: sender.create(10, key="satu"), range(12)))
    assert {reply.status for reply in replies} == {201}
    assert len({reply.headers["location"] for reply in replies}) == 1


def test_a_crowd_sending_one_upload_makes_one_delivery(
    serve: Serve, country: Country, vault: FileVault
) -> None:
    from sipol.flow.intake.models import Delivery

    ports = [serve(), serve()]
    path = Sender(ports[0], country.centre.token).create(len(CONTENT)).headers["location"]

    def insist(number: int) -> int:
        sender = Sender(ports[number % 2], country.centre.token)
        chance = random.Random(number)
        for _ in range(60):
            time.sleep(chance.random() * 0.2)
            looked = sender.head(path)
            if "sipol-delivery" in looked.headers:
                return looked.status
            if looked.status == 200:
                start = looked.offset
                sender.patch(path, start, CONTENT[start : start + 400_000])
        return looked.status

    with ThreadPoolExecutor(4) as crowd:
        assert set(crowd.map(insist, range(4))) == {200}
    assert stored(vault) == CONTENT
    assert Delivery.objects.count() == 1


@pytest.mark.parametrize("seed", range(3))
def test_a_killed_server_loses_no_acknowledged_byte(
    serve_apart: ServeApart, country: Country, vault: FileVault, seed: int
) -> None:
    chance = random.Random(seed)
    port, process = serve_apart()
    sender = Sender(port, country.centre.token)
    path = sender.create(len(CONTENT)).headers["location"]
    acknowledged = sender.patch(path, 0, CONTENT[:200_000]).offset
    with sender.trickle(path, acknowledged, len(CONTENT) - acknowledged) as line:
        line.send(CONTENT[acknowledged : acknowledged + chance.randrange(1, 2_500_000)])
        time.sleep(chance.random() * 0.2)
        process.kill()
        process.wait()

    port, _ = serve_apart()
    sender = Sender(port, country.centre.token)
    looked = sender.head(path)
    assert looked.status == 200
    assert looked.offset >= acknowledged
    done = sender.patch(path, looked.offset, CONTENT[looked.offset :])
    assert done.offset == len(CONTENT)
    assert done.headers["sipol-delivery"]
    assert stored(vault) == CONTENT


def test_a_full_disk_is_said_and_costs_nothing_acknowledged(
    serve_apart: ServeApart, serve: Serve, country: Country, vault: FileVault
) -> None:
    port, _ = serve_apart(largest_file=2 * MEBIBYTE)
    sender = Sender(port, country.centre.token)
    path = sender.create(len(CONTENT)).headers["location"]
    assert sender.patch(path, 0, CONTENT[:MEBIBYTE]).status == 204
    full = sender.patch(path, MEBIBYTE, CONTENT[MEBIBYTE:])
    assert full.status == 507
    assert int(full.headers["retry-after"]) > 0
    assert full.json["sentence"]
    roomy = Sender(serve(), country.centre.token)
    offset = roomy.head(path).offset
    assert offset >= MEBIBYTE
    assert roomy.patch(path, offset, CONTENT[offset:]).status == 204
    assert stored(vault) == CONTENT


def test_a_database_that_is_away_is_an_honest_503(
    serve_apart: ServeApart, country: Country, tmp_path: Path
) -> None:
    port, _ = serve_apart(database=f"postgresql:///none?host={tmp_path}&user={os.getpid()}")
    sender = Sender(port, country.centre.token)
    for reply in (sender.create(10), sender.patch(f"/uploads/{UUID(int=7)}", 0, b"x")):
        assert reply.status == 503
        assert reply.headers["retry-after"] == "5"
        assert reply.json["code"] == "busy"
    assert sender.ask("OPTIONS", "/uploads/").status == 204
