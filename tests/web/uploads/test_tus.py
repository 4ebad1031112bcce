"""The tus dialect as a client sees it, over real connections."""

from __future__ import annotations

import base64
import hashlib
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from sipol.infra.storage.vault import FileVault
from sipol.kernel import clock
from tests.web.uploads.conftest import Country, Serve
from tests.web.uploads.sending import Sender

CONTENT = b"nik;nama\n9901014505900001;Sari Rekaan\n" * 20_000
DIGEST = hashlib.sha256(CONTENT).hexdigest()


def sha256_header(data: bytes) -> str:
    return "sha256 " + base64.b64encode(hashlib.sha256(data).digest()).decode()


def stored(vault: FileVault, sha256: str = DIGEST) -> bytes:
    return b"".join(vault.read(sha256))


def test_what_the_server_can(sender: Sender) -> None:
    reply = sender.ask("OPTIONS", "/uploads/", Authorization="", Tus_Resumable="")
    assert reply.status == 204
    assert reply.headers["tus-version"] == "1.0.0"
    assert set(reply.headers["tus-extension"].split(",")) >= {
        "creation",
        "checksum",
        "expiration",
        "termination",
    }
    assert "sha256" in reply.headers["tus-checksum-algorithm"]
    assert int(reply.headers["tus-max-size"]) == 200 * 1024 * 1024


def test_a_file_in_two_pieces_becomes_a_delivery(sender: Sender, vault: FileVault) -> None:
    created = sender.create(len(CONTENT), key="satu")
    path = created.headers["location"]
    assert created.status == 201
    assert "upload-expires" in created.headers

    first = sender.patch(path, 0, CONTENT[:300_001])
    assert (first.status, first.offset) == (204, 300_001)
    looked = sender.head(path)
    assert (looked.status, looked.offset) == (200, 300_001)
    assert looked.headers["upload-length"] == str(len(CONTENT))
    assert looked.headers["cache-control"] == "no-store"

    last = sender.patch(path, 300_001, CONTENT[300_001:])
    assert (last.status, last.offset) == (204, len(CONTENT))
    assert last.headers["sipol-delivery"].startswith("/partai/pengiriman/")
    assert stored(vault) == CONTENT

    for again in (sender.head(path), sender.patch(path, len(CONTENT), b"")):
        assert again.offset == len(CONTENT)
        assert again.headers["sipol-delivery"] == last.headers["sipol-delivery"]


def test_creation_repeated_is_the_same_upload(sender: Sender) -> None:
    first = sender.create(len(CONTENT), key="satu")
    sender.patch(first.headers["location"], 0, CONTENT[:1000])
    again = sender.create(len(CONTENT), key="satu")
    assert again.status == 201
    assert again.headers["location"] == first.headers["location"]
    assert again.json["token"] == first.json["token"]
    assert again.offset == 1000

    other = sender.create(len(CONTENT) + 1, key="satu")
    assert other.status == 409
    assert other.json["code"] == "client_key_reused"
    assert sender.head(first.headers["location"]).offset == 1000


def test_creation_with_the_content_at_once(sender: Sender, vault: FileVault) -> None:
    created = sender.create(len(CONTENT), body=CONTENT)
    assert (created.status, created.offset) == (201, len(CONTENT))
    assert created.json["delivery"] in created.headers["sipol-delivery"]
    assert stored(vault) == CONTENT


def test_an_empty_file_is_received_at_once(sender: Sender) -> None:
    created = sender.create(0, key="kosong")
    assert created.status == 201
    assert sender.head(created.headers["location"]).headers["sipol-delivery"]
    assert sender.create(0, key="kosong").json["delivery"] == created.json["delivery"]


def test_the_same_content_twice_is_one_delivery(sender: Sender) -> None:
    first, second = (sender.create(len(CONTENT), key=key, body=CONTENT) for key in "ab")
    assert first.headers["location"] != second.headers["location"]
    assert first.json["delivery"] == second.json["delivery"]


def test_its_own_token_opens_an_upload_and_no_other(sender: Sender) -> None:
    mine, other = (sender.create(10, key=key).json for key in "ab")
    guest = Sender(sender.port, mine["token"])
    assert guest.patch(mine["url"], 0, b"01234").offset == 5
    assert guest.head(other["url"]).status == 403
    assert guest.create(10).status == 401


def test_who_may_send(sender: Sender, country: Country) -> None:
    path = sender.create(10).headers["location"]
    local = sender.create(10, regency="81.71").headers["location"]
    rival = Sender(sender.port, country.rival.token)
    regional = Sender(sender.port, country.regional.token)
    refused = rival.patch(path, 0, b"01234")
    assert refused.status == 403
    assert refused.json["sentence"].startswith("Anda tidak berwenang")
    assert regional.head(path).status == 403
    assert regional.head(local).status == 200
    assert regional.create(10, regency="81.71").status == 201
    assert regional.create(10, regency="81.72").json["code"] == "region_outside_scope"
    assert regional.create(10).json["code"] == "region_outside_scope"
    commission = Sender(sender.port, country.commission.token)
    assert commission.create(10).json["code"] == "only_parties_send"
    assert sender.ask("HEAD", path, Authorization="").status == 401
    assert Sender(sender.port, "sipol_invented").create(10).status == 401


@pytest.mark.parametrize(
    ("method", "headers", "status"),
    [
        ("PATCH", {"Tus_Resumable": ""}, 412),
        ("PATCH", {"Tus_Resumable": "0.2.2"}, 412),
        ("PATCH", {"Content_Type": "text/csv"}, 415),
        ("PATCH", {"Upload_Offset": "3"}, 409),
        ("PATCH", {"Upload_Offset": "-1"}, 400),
        ("PATCH", {"Upload_Offset": ""}, 400),
        ("PATCH", {"Upload_Checksum": "md4 AAAA"}, 400),
        ("PATCH", {"Upload_Checksum": "sha256 ???"}, 400),
        ("PUT", {}, 405),
        ("GET", {}, 405),
    ],
)
def test_requests_that_change_nothing(
    sender: Sender, method: str, headers: dict[str, str], status: int
) -> None:
    path = sender.create(10).headers["location"]
    usual = {"Upload_Offset": "0", "Content_Type": "application/offset+octet-stream"}
    reply = sender.ask(method, path, b"01234", **{**usual, **headers})
    assert reply.status == status
    assert reply.json["sentence"]
    assert reply.headers["tus-resumable"] == "1.0.0"
    assert sender.head(path).offset == 0


def test_creation_that_cannot_be(sender: Sender) -> None:
    assert sender.create(200 * 1024 * 1024 + 1).json["code"] == "file_too_large"
    assert sender.create(200 * 1024 * 1024 + 1).status == 413
    assert sender.create(1, regency="81").json["code"] == "regency_unknown"
    assert sender.create(1, mends=str(uuid4())).json["code"] == "delivery_unknown"
    assert sender.create(1, mends="nothing").status == 400
    assert sender.create(1, key="x" * 101).json["code"] == "client_key_invalid"
    assert sender.ask("POST", "/uploads/").status == 400
    assert sender.ask("HEAD", f"/uploads/{uuid4()}").status == 404
    assert sender.ask("HEAD", "/uploads/nothing").status == 404


def test_more_than_announced_is_refused(sender: Sender) -> None:
    path = sender.create(10).headers["location"]
    assert sender.patch(path, 0, b"0123456789A").status == 413
    assert sender.head(path).offset == 0


def test_a_method_override_is_obeyed(sender: Sender) -> None:
    path = sender.create(10).headers["location"]
    reply = sender.ask(
        "POST",
        path,
        b"01234",
        X_HTTP_Method_Override="PATCH",
        Upload_Offset="0",
        Content_Type="application/offset+octet-stream",
    )
    assert (reply.status, reply.offset) == (204, 5)


@pytest.mark.parametrize("length", [1000, len(CONTENT)])
def test_a_wrong_checksum_acknowledges_nothing(sender: Sender, length: int) -> None:
    path = sender.create(len(CONTENT) * 3).headers["location"]
    sender.patch(path, 0, CONTENT[:10])
    bad = sender.patch(path, 10, CONTENT[:length], Upload_Checksum=sha256_header(b"other"))
    assert bad.status == 460
    assert bad.json["code"] == "checksum_mismatch"
    assert sender.head(path).offset == 10


def test_right_checksums_in_small_and_large_pieces(sender: Sender, vault: FileVault) -> None:
    content = CONTENT * 4
    path = sender.create(len(content)).headers["location"]
    small, large = content[:999], content[999:]
    assert len(large) > 2 * 1024 * 1024
    sender.patch(path, 0, small, Upload_Checksum=sha256_header(small))
    last = sender.patch(path, 999, large, Upload_Checksum=sha256_header(large))
    assert last.offset == len(content)
    assert stored(vault, hashlib.sha256(content).hexdigest()) == content


def test_an_upload_given_up_is_gone_and_its_key_free(sender: Sender) -> None:
    created = sender.create(10, key="satu")
    path = created.headers["location"]
    sender.patch(path, 0, b"01234")
    assert sender.ask("DELETE", path).status == 204
    gone = sender.head(path)
    assert (gone.status, gone.headers["sipol-code"]) == (410, "upload_expired")
    assert sender.patch(path, 5, b"56789").status == 410
    again = sender.create(10, key="satu")
    assert again.headers["location"] != path
    assert sender.patch(again.headers["location"], 0, b"0123456789").status == 204


def test_a_received_file_cannot_be_taken_back(sender: Sender) -> None:
    path = sender.create(5, body=b"01234").headers["location"]
    assert sender.ask("DELETE", path).json["code"] == "upload_finished"
    assert sender.head(path).offset == 5


def test_an_upload_expires_after_two_weeks(serve: Serve, country: Country) -> None:
    today = Sender(serve(), country.centre.token)
    later = Sender(
        serve(now=lambda: clock.now() + timedelta(days=14, seconds=5)), country.centre.token
    )
    path = today.create(10).headers["location"]
    assert today.head(path).status == 200
    assert later.head(path).status == 410


def test_sentences_in_english_too(sender: Sender) -> None:
    path = sender.create(10).headers["location"]
    reply = sender.patch(path, 3, b"345", Accept_Language="en-GB,en;q=0.9")
    assert reply.json["sentence"] == "0 bytes are safe so far. Go on from there."
    assert reply.offset == 0


def test_content_that_was_delivered_before_needs_no_byte(sender: Sender, country: Country) -> None:
    first = sender.create(len(CONTENT), regency="81.71", body=CONTENT)
    again = sender.create(len(CONTENT), key="lain", regency="81.71", sha256=DIGEST)
    assert (again.status, again.offset) == (201, len(CONTENT))
    assert again.json["delivery"] == first.json["delivery"]
    looked = sender.head(again.headers["location"])
    assert looked.headers["sipol-delivery"] == first.headers["sipol-delivery"]
    regional = Sender(sender.port, country.regional.token)
    assert regional.create(len(CONTENT), regency="81.71", sha256=DIGEST).json["delivery"]

    elsewhere = sender.create(len(CONTENT), regency="81.72", sha256=DIGEST)
    assert (elsewhere.offset, elsewhere.json["delivery"]) == (0, None)
    rival = Sender(sender.port, country.rival.token)
    assert rival.create(len(CONTENT), regency="81.71", sha256=DIGEST).json["delivery"] is None


def test_an_upload_under_way_is_spared_the_rest_when_its_content_came_by_another_way(
    sender: Sender,
) -> None:
    begun = sender.create(len(CONTENT), key="satu", sha256=DIGEST)
    sender.patch(begun.headers["location"], 0, CONTENT[:1000])
    other = sender.create(len(CONTENT), key="dua", body=CONTENT)
    again = sender.create(len(CONTENT), key="satu", sha256=DIGEST)
    assert again.headers["location"] == begun.headers["location"]
    assert again.json["delivery"] == other.json["delivery"]
    stale = sender.patch(begun.headers["location"], 1000, CONTENT[1000:])
    assert (stale.status, stale.offset) == (409, len(CONTENT))


def test_a_file_that_is_not_the_one_that_was_named_is_not_received(
    sender: Sender, files: Path
) -> None:
    from sipol.flow.intake.models import Delivery

    created = sender.create(len(CONTENT), key="satu", sha256="0" * 64)
    path = created.headers["location"]
    sender.patch(path, 0, CONTENT[:1000])
    whole = sender.patch(path, 1000, CONTENT[1000:])
    assert (whole.status, whole.json["code"]) == (422, "content_differs")
    assert sender.head(path).status == 410
    assert not Delivery.objects.exists()
    assert list((files / "parts").iterdir()) == []
    assert not [file for file in (files / "blobs").rglob("*") if file.is_file()]

    again = sender.create(len(CONTENT), key="satu", sha256=DIGEST)
    assert again.headers["location"] != path
    assert sender.patch(again.headers["location"], 0, CONTENT).headers["sipol-delivery"]


@pytest.mark.parametrize("named", ["abc", DIGEST.upper(), "g" * 64])
def test_a_hash_that_is_none_is_refused(sender: Sender, named: str) -> None:
    refused = sender.create(len(CONTENT), sha256=named)
    assert (refused.status, refused.json["code"]) == (400, "sha256_invalid")


def test_the_same_key_with_another_hash_is_another_file(sender: Sender) -> None:
    sender.create(len(CONTENT), key="satu", sha256=DIGEST)
    other = sender.create(len(CONTENT), key="satu", sha256="0" * 64)
    assert (other.status, other.json["code"]) == (409, "client_key_reused")
