"""What ends a permission to send and what does not: signing out never, revoking at once."""

from __future__ import annotations

import hashlib
import random
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from sipol.infra.storage.vault import FileVault
from sipol.kernel import clock
from tests.web.uploads.conftest import Country
from tests.web.uploads.sending import Sender
from tests.web.uploads.test_interruptions import eventually, recorded
from tests.web.uploads.test_tus import sha256_header

CONTENT = random.Random(5).randbytes(600_000)
DIGEST = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def browser(country: Country) -> Client:
    return signed_in(country, "centre")


def signed_in(country: Country, who: str) -> Client:
    from sipol.records.accounts.models import User

    client = Client()
    client.force_login(User.objects.get(pk=getattr(country, who).actor.user_id))
    return client


def begin(browser: Client, name: str = "satu", regency: str = "") -> dict[str, Any]:
    wish = {"name": "a.csv", "size": len(CONTENT), "client_id": name, "regency": regency}
    answer = browser.post("/api/v1/uploads", wish, "application/json")
    assert answer.status_code == 200
    return answer.json()


def revoke(browser: Client, upload: dict[str, Any]) -> int:
    return browser.post(f"/partai/akun/izin/{upload['id']}/cabut/").status_code


def change_password(browser: Client, old: str, new: str) -> Any:
    form = {"oldpassword": old, "password1": new, "password2": new}
    return browser.post("/akun/sandi/", form)


def kinds() -> Iterator[tuple[str, str]]:
    from sipol.infra.ledger.models import Entry

    yield from Entry.objects.order_by("-id").values_list("kind", "actor")


NEW_PASSWORD = "angsa-biru-di-bawah-jembatan"


@pytest.mark.parametrize("ending", ["signed out", "expired", "new password"])
def test_the_end_of_a_session_stops_nothing_under_way(
    sender: Sender, browser: Client, vault: FileVault, ending: str
) -> None:
    upload = begin(browser)
    guest = Sender(sender.port, upload["token"])
    with guest.trickle(upload["upload_url"], 0, len(CONTENT)) as line:
        line.send(CONTENT[:300_000])
        if ending == "signed out":
            assert browser.post("/keluar/").status_code == 302
        elif ending == "expired":
            browser.session.flush()
        else:
            assert change_password(browser, "not used here", NEW_PASSWORD).status_code == 302
        if ending != "new password":
            assert browser.get("/partai/akun/").status_code == 302
        line.send(CONTENT[300_000:500_000])
        eventually(lambda: recorded(upload["upload_url"]), lambda offset: offset == 500_000)
    offset = guest.head(upload["upload_url"]).offset
    done = guest.patch(upload["upload_url"], offset, CONTENT[offset:])
    assert done.headers["sipol-delivery"]
    assert b"".join(vault.read(DIGEST)) == CONTENT


@pytest.mark.parametrize("checked", [False, True])
def test_revoking_stops_who_is_sending(
    sender: Sender, browser: Client, files: Path, checked: bool
) -> None:
    from sipol.flow.intake.models import Upload

    upload = begin(browser)
    guest = Sender(sender.port, upload["token"])
    header = {"Upload_Checksum": sha256_header(CONTENT)} if checked else {}
    with guest.trickle(upload["upload_url"], 0, len(CONTENT), **header) as line:
        line.send(CONTENT[:300_000])
        time.sleep(0.3)
        assert revoke(browser, upload) == 302
        assert line.reply() == (410, True)
    assert Upload.objects.get(pk=upload["id"]).durable_offset in {0, 300_000}
    for bearer in (upload["token"], sender.token):
        asked = Sender(sender.port, bearer)
        assert asked.head(upload["upload_url"]).status == 410
        refused = asked.patch(upload["upload_url"], 300_000, CONTENT[300_000:])
        assert (refused.status, refused.json["code"]) == (410, "upload_revoked")
        assert "dicabut" in refused.json["sentence"]
    again = sender.create(len(CONTENT), key="satu", filename="a.csv")
    assert (again.status, again.json["code"]) == (410, "upload_revoked")
    assert next(kinds()) == ("upload.revoked", "pusat")
    assert revoke(browser, upload) == 302
    assert [kind for kind, _ in kinds()].count("upload.revoked") == 1


def test_what_arrived_of_a_revoked_upload_is_swept_and_its_end_stays_known(
    sender: Sender, browser: Client, vault: FileVault, files: Path
) -> None:
    from sipol.flow.intake.actions.upkeep import sweep_uploads

    upload = begin(browser)
    guest = Sender(sender.port, upload["token"])
    guest.patch(upload["upload_url"], 0, CONTENT[:1000])
    revoke(browser, upload)
    assert sweep_uploads(vault=vault, now=clock.now()) == 1
    assert list((files / "parts").iterdir()) == []
    assert guest.patch(upload["upload_url"], 1000, b"").json["code"] == "upload_revoked"


def test_a_received_file_cannot_be_revoked(sender: Sender, browser: Client) -> None:
    created = sender.create(len(CONTENT), body=CONTENT).json
    answer = browser.post(f"/partai/akun/izin/{created['id']}/cabut/")
    assert answer.status_code == 403
    assert "sudah diterima seluruhnya" in answer.content.decode()
    assert sender.head(created["url"]).headers["sipol-delivery"]


def test_whose_permissions_somebody_sees_and_revokes(country: Country, sender: Sender) -> None:
    centre, regional, rival = (signed_in(country, who) for who in ("centre", "regional", "rival"))
    everywhere = begin(centre, "pusat")
    ours = begin(centre, "ambon", "81.71")
    own = begin(regional, "sendiri", "81.71")
    theirs = begin(rival, "lain")

    def shown(browser: Client) -> set[str]:
        page = browser.get("/partai/akun/").content.decode()
        every = (everywhere, ours, own, theirs)
        return {upload["id"] for upload in every if upload["id"] in page}

    assert shown(centre) == {everywhere["id"], ours["id"], own["id"]}
    assert shown(regional) == {ours["id"], own["id"]}
    assert shown(rival) == {theirs["id"]}
    assert revoke(regional, everywhere) == 403
    assert revoke(rival, own) == 403
    assert revoke(centre, theirs) == 403
    assert regional.get(f"/partai/akun/izin/{everywhere['id']}/").status_code == 403
    assert revoke(regional, ours) == 302
    assert revoke(centre, own) == 302
    assert shown(centre) == {everywhere["id"]}
    assert sender.head(everywhere["upload_url"]).status == 200


def test_a_token_is_made_shown_once_used_and_revoked(sender: Sender, browser: Client) -> None:
    form = {"label": "Laptop kantor", "days": "7", "idempotency_key": str(uuid4())}
    made = browser.post("/partai/akun/token/", form)
    token = made.context["new_token"]
    assert token in made.content.decode()
    assert next(kinds()) == ("api_token.issued", "pusat")
    again = browser.post("/partai/akun/token/", form)
    assert (again.status_code, again.content) == (made.status_code, made.content)
    shown = browser.get("/partai/akun/")
    assert token not in shown.content.decode()
    (facts,) = [row for row in shown.context["tokens"] if row.label == "Laptop kantor"]
    assert facts.last_used_at is None
    assert (facts.expires_at - facts.created_at).days in {6, 7}

    program = Sender(sender.port, token)
    path = program.create(10).headers["location"]
    (facts,) = [t for t in browser.get("/partai/akun/").context["tokens"] if t.id == facts.id]
    assert facts.last_used_at is not None
    assert browser.post(f"/partai/akun/token/{facts.id}/cabut/").status_code == 302
    assert next(kinds()) == ("api_token.revoked", "pusat")
    assert program.create(10).status == 401
    assert program.patch(path, 0, b"01234").status == 403


@pytest.mark.parametrize(
    ("label", "days", "words"),
    [("", "7", "nama program"), ("a", "0", "1 sampai 365"), ("a", "366", "365"), ("a", "x", "365")],
)
def test_a_token_needs_a_name_and_an_end(
    browser: Client, label: str, days: str, words: str
) -> None:
    form = {"label": label, "days": days, "idempotency_key": str(uuid4())}
    answer = browser.post("/partai/akun/token/", form)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert f'value="{label}"' in answer.content.decode()


def test_a_token_past_its_time_opens_nothing(sender: Sender, country: Country) -> None:
    from sipol.records.accounts.actions import issue_api_token

    long_ago = clock.now() - timedelta(days=8)
    old, good = (
        issue_api_token(
            user_id=country.centre.actor.user_id,
            label="lama",
            issued_by="uji",
            now=long_ago,
            valid_days=days,
        )
        for days in (7, 9)
    )
    assert Sender(sender.port, old).create(10).status == 401
    assert Sender(sender.port, good).create(10).status == 201


def test_whose_tokens_somebody_sees_and_revokes(country: Country, sender: Sender) -> None:
    centre, regional = (signed_in(country, who) for who in ("centre", "regional"))
    owners = {t.owner: t.id for t in centre.get("/partai/akun/").context["tokens"]}
    assert set(owners) == {"pusat", "ambon"}
    assert {t.owner for t in regional.get("/partai/akun/").context["tokens"]} == {"ambon"}
    assert regional.post(f"/partai/akun/token/{owners['pusat']}/cabut/").status_code == 403
    assert regional.get(f"/partai/akun/token/{owners['pusat']}/").status_code == 403
    assert sender.create(10).status == 201
    assert centre.post(f"/partai/akun/token/{owners['ambon']}/cabut/").status_code == 302
    assert Sender(sender.port, country.regional.token).create(1, regency="81.71").status == 401


def test_a_new_password_ends_other_sessions_and_keeps_tokens(
    sender: Sender, country: Country, browser: Client
) -> None:
    other = signed_in(country, "centre")
    for old, new in (("wrong", NEW_PASSWORD), ("not used here", "pendek")):
        assert change_password(browser, old, new).status_code == 422
    assert other.get("/partai/akun/").status_code == 200
    changed = change_password(browser, "not used here", NEW_PASSWORD)
    assert (changed.status_code, changed["Location"]) == (302, "/partai/")
    assert next(kinds()) == ("account.password_changed", "pusat")
    assert "sudah diganti" in browser.get("/partai/akun/").content.decode()
    assert other.get("/partai/akun/").status_code == 302
    assert sender.create(10).status == 201
