"""After the session's end: a script is told, a form waits, a foreign site gets nothing kept."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from sipol.infra.parked import actions as parking
from sipol.infra.parked.models import ParkedForm
from sipol.kernel import clock
from sipol.web.shared import access
from sipol.web.shared.parking import COOKIE
from sipol.web.shared.resuming import FORM_TITLES
from tests.architecture.doors import Door, all_doors
from tests.architecture.world import PASSWORD, World, quick_passwords

OURS = {"sec-fetch-site": "same-origin", "sec-fetch-dest": "document"}
FOREIGN = {"sec-fetch-site": "cross-site", "sec-fetch-dest": "document"}
SCRIPT = {"sec-fetch-site": "same-origin", "sec-fetch-dest": "empty"}
NIK = "9988771301880001"


def writing_doors() -> list[Door]:
    return [door for door in all_doors() if door.name in access.WRITES]


def page_forms() -> set[str]:
    return {
        name
        for name in access.ONCE_PER_KEY - access.IN_STEPS
        if access.AUDIENCE_OF[name] != access.PROGRAMS
    }


def decision(world: World) -> tuple[str, dict[str, str]]:
    path = f"/kpu/berkas/{world.dossiers[world.ours]}/keputusan/"
    form = {"move": "find_incomplete", "reason": f"Tanpa {NIK}", "idempotency_key": str(uuid4())}
    return path, form


def sign_in(client: Client, login: str = "kpu") -> None:
    with quick_passwords():
        form = {"login": f"{login}@example.org", "password": PASSWORD}
        assert client.post("/masuk/", form).status_code == 302


def parked_at(client: Client, world: World, **form: str) -> str:
    """The address of a decision that came in while nobody was signed in."""
    path, wish = decision(world)
    answer = client.post(path, {**wish, **form}, headers=OURS)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/masuk/?next=/lanjutkan/")
    return answer["Location"].partition("next=")[2]


@pytest.mark.parametrize("signed", [True, False])
def test_no_writing_address_ever_answers_with_a_bare_no(world: World, signed: bool):
    """Old proof, own page: every form goes on somewhere, every script is told what to do."""
    for door in writing_doors():
        login = "kpu" if door.name.startswith("commission:") else "pusat"
        client = world.client(login if signed else "", csrf=True)
        program = access.AUDIENCE_OF[door.name] == access.PROGRAMS
        path = door.path(world)
        page = client.post(path, {"move": "accept"}, headers=OURS)
        if not program:
            kept = page.status_code == 302 and not page["Location"].startswith("http")
            told = "Yang dapat Anda lakukan" in page.content.decode()
            assert kept or told, (door.name, page.status_code)
        ask = client.patch if door.name == "api-1:draft" else client.post
        told_script = ask(path, "{}", "application/json", headers=SCRIPT)
        assert told_script.status_code in {401, 403}, door.name
        body = told_script.json()
        if client.cookies:
            assert body["code"] in {"signed_out", "csrf_stale"}, door.name
            assert (body["sentence"] and body.get("sign_in")) or body.get("session"), door.name
    assert state(world) == "submitted"


def test_a_foreign_site_cannot_plant_a_form(world: World):
    for headers in (
        FOREIGN,
        {"origin": "https://evil.example"},
        {"referer": "https://evil.example"},
    ):
        for login in ("", "kpu"):
            for door in writing_doors():
                client = world.client(login, csrf=True)
                ask = client.patch if door.name == "api-1:draft" else client.post
                answer = ask(door.path(world), {"move": "accept"}, headers=headers)
                assert answer.status_code in {401, 403}, door.name
                assert COOKIE not in answer.cookies, door.name
    assert not ParkedForm.objects.exists()


def test_a_form_waits_behind_the_sign_in_and_is_sent_by_a_click(world: World):
    client = world.client(csrf=True)
    waiting = parked_at(client, world)
    assert client.cookies[COOKIE]["httponly"]
    with quick_passwords():
        client.get("/masuk/")
        proof = {"csrfmiddlewaretoken": client.cookies["csrftoken"].value, "next": waiting}
        form = {"login": "kpu@example.org", "password": PASSWORD, **proof}
        assert client.post("/masuk/", form)["Location"] == waiting
    page = client.get(waiting)
    text = page.content.decode()
    assert "Keputusan atas berkas pendaftaran" in text
    assert "Dinyatakan belum lengkap" in text
    assert "9988••••••••••01" in text
    assert state(world) == "submitted", "nothing is sent without a click"
    form = dict(page.context["form"].fields)
    form["parked_form"] = page.context["form"].id
    form["csrfmiddlewaretoken"] = page.context["csrf_token"]
    path = page.context["form"].path
    first = client.post(path, form)
    assert (first.status_code, state(world)) == (302, "incomplete")
    assert client.post(path, form)["Idempotency-Replayed"] == "true"
    assert client.get(waiting).status_code == 410


def test_a_waiting_form_is_shown_to_its_browser_only(world: World):
    own, other = Client(), Client()
    waiting = parked_at(own, world)
    sign_in(other)
    assert other.get(waiting).status_code == 410
    other.cookies[COOKIE] = "ditebak"
    assert other.get(waiting).status_code == 410
    other.post(waiting)
    sign_in(own, "pusat")
    assert own.get(waiting).status_code == 200


def test_who_was_signed_in_is_the_only_one_to_see_it(world: World):
    """An old proof of origin, but a session: then it is known whose form it is."""
    client = world.client("kpu", csrf=True)
    path, form = decision(world)
    waiting = client.post(path, form, headers=OURS)["Location"]
    assert waiting.startswith("/lanjutkan/")
    assert client.get(waiting).status_code == 200
    next_one = world.client("pusat")
    next_one.cookies[COOKIE] = client.cookies[COOKIE].value
    assert next_one.get(waiting).status_code == 410


def test_a_waiting_form_can_be_thrown_away(world: World):
    client = Client()
    waiting = parked_at(client, world)
    sign_in(client)
    assert client.post(waiting).status_code == 302
    assert client.get(waiting).status_code == 410
    assert not ParkedForm.objects.exists()


def test_what_waits_is_sealed_bounded_and_swept(world: World):
    client = Client()
    parked_at(client, world)
    kept = ParkedForm.objects.get()
    assert NIK.encode() not in bytes(kept.sealed)
    assert b"find_incomplete" not in bytes(kept.sealed)
    path, form = decision(world)
    large = client.post(path, {**form, "reason": "x" * parking.LARGEST_BYTES}, headers=OURS)
    assert (large.status_code, large["Location"].partition("?")[0]) == (302, "/masuk/")
    assert ParkedForm.objects.count() == 1
    now = clock.now()
    assert parking.sweep_parked_forms(now=now + timedelta(days=6)) == 0
    assert parking.sweep_parked_forms(now=now + timedelta(days=8)) == 1


def test_one_network_cannot_fill_the_disk(world: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(parking, "MOST_PER_NETWORK", 2)
    path, form = decision(world)

    def come(network: str) -> str:
        answer = Client().post(path, form, headers=OURS, REMOTE_ADDR=network)
        return answer["Location"].partition("=")[2]

    assert [bool(come("10.1.1.1")) for _ in range(3)] == [True, True, False]
    assert come("10.2.2.2")


def test_a_form_goes_where_it_was_going_and_nowhere_else(world: World):
    """What is kept is the path of one of our writing addresses, never an address from a field."""
    client = Client()
    waiting = parked_at(client, world, next="https://evil.example/", action="https://evil.example/")
    sign_in(client)
    text = client.get(waiting).content.decode()
    assert 'action="https://evil' not in text
    assert f'action="{decision(world)[0]}"' in text


def test_a_file_is_asked_for_again_and_not_kept(world: World):
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("a.csv", b"a;b")
    headers = {**OURS, "referer": "http://testserver/partai/anggota/kirim/"}
    answer = Client().post("/partai/anggota/kirim/berkas/", {"file": file}, headers=headers)
    assert answer["Location"] == "/masuk/?next=/partai/anggota/kirim/"
    assert not ParkedForm.objects.exists()


def test_each_form_has_a_title_for_the_page_on_which_it_waits():
    assert set(FORM_TITLES) == page_forms()


def test_an_identity_number_goes_into_no_address_and_no_log(
    world: World, caplog: pytest.LogCaptureFixture
):
    with caplog.at_level(logging.DEBUG):
        waiting = parked_at(Client(), world)
    assert NIK not in waiting
    assert NIK not in caplog.text


def test_a_look_by_script_is_told_and_a_look_by_people_is_led(world: World):
    assert Client().get("/kpu/", headers=SCRIPT).json()["sign_in"] == "/masuk/"
    assert Client().get("/kpu/", headers={"hx-request": "true"}).status_code == 401
    assert Client().get("/kpu/").status_code == 302


def test_a_program_hears_what_is_wrong_with_its_token(world: World):
    told = Client().get("/api/v1/deliveries", headers={"authorization": "Bearer x"})
    assert (told.status_code, told.json()["code"]) == (401, "token_unknown")
    told = Client().get("/api/v1/deliveries")
    assert (told.status_code, told.json()["code"]) == (401, "token_missing")
    page = Client()
    page.get("/masuk/")
    told = page.get("/api/v1/deliveries")
    assert (told.status_code, told.json()["code"]) == (401, "signed_out")


def test_the_session_tells_its_end_and_lasts_longer_on_request(world: World):
    client = world.client("kpu")
    before = client.get("/sesi/").json()
    assert before["signed_in"] is True
    assert before["account"] == "kpu@example.org"
    assert 43_100 < before["ends_in"] <= 43_200
    session = client.session
    session["ends_at"] = clock.now().timestamp() + 90
    session.save()
    assert client.get("/sesi/").json()["ends_in"] <= 90
    assert client.post("/sesi/").json()["ends_in"] > 43_100
    assert client.get("/sesi/").json()["ends_in"] > 43_100


def test_nobody_has_no_session_to_tell_of(db: None):
    told = Client().get("/sesi/").json()
    assert (told["signed_in"], told["account"], told["ends_in"]) == (False, "", None)
    assert Client().post("/sesi/", headers=SCRIPT).status_code == 401


def test_a_fresh_proof_from_the_session_lets_the_form_through(world: World):
    client = world.client("kpu", csrf=True)
    path, form = decision(world)
    stale = client.post(path, form, headers=SCRIPT)
    assert (stale.status_code, stale.json()["code"]) == (403, "csrf_stale")
    proof = client.get(stale.json()["session"]).json()["csrf_token"]
    sent = client.post(path, {**form, "csrfmiddlewaretoken": proof}, headers=SCRIPT)
    assert sent.status_code == 302


def test_a_kept_form_is_told_where_to_go_on(world: World):
    client = world.client("kpu")
    path, form = decision(world)
    for _ in range(2):
        answer = client.post(path, form, headers={**SCRIPT, "sipol-form": "kept"})
        assert answer.status_code == 200
        assert "Location" not in answer
        assert answer["Sipol-Location"] == f"/kpu/berkas/{world.dossiers[world.ours]}/"
        assert answer["Sipol-Answer"] == "1"


def test_sign_in_with_an_old_proof_starts_over_and_signs_nobody_in(world: World):
    client = world.client(csrf=True)
    form = {"login": "kpu@example.org", "password": PASSWORD, "next": "/kpu/"}
    answer = client.post("/masuk/", form, headers=OURS)
    assert answer["Location"] == "/masuk/?next=%2Fkpu%2F"
    assert "sessionid" not in answer.cookies


def state(world: World) -> str:
    from sipol.records.dossiers.queries import dossier

    found: Any = dossier(world.people["kpu"], UUID(str(world.dossiers[world.ours])))
    return str(found.state)
