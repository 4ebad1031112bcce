"""One effect per key: a repeat gets the first answer, other content a no, a fault keeps nothing."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any
from uuid import uuid4

import httpx
import pytest
from django.contrib import messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import Client

from sipol.infra.answers.models import Answer
from sipol.infra.ledger.models import Entry, Receipt
from sipol.kernel import clock
from sipol.web.shared import access
from tests.architecture.doors import all_doors
from tests.architecture.world import AMBON, World, member_list
from tests.installation import Installation

KEY_FIELD = re.compile(r'name="idempotency_key" value="([^"]+)"')
FORM = re.compile(r"<form\b[^>]*\bmethod=\"post\".*?</form>", re.DOTALL)
ACTION = re.compile(r'action="([^"]+)"')


def figures(client: Client) -> dict[str, str]:
    page = client.get("/partai/periksa/").content.decode()
    found = re.search(r'name="figures" value="([^"]+)"', page)
    assert found is not None
    return {"figures": found[1], "idempotency_key": KEY_FIELD.findall(page)[-1]}


def hand_in(world: World) -> tuple[Client, str, dict[str, str]]:
    client = world.client("lawan")
    return client, "/partai/kirim/", {"confirm": "DUA", **figures(client)}


def decide(world: World) -> tuple[Client, str, dict[str, str]]:
    client = world.client("kpu")
    form = {"move": "find_incomplete", "reason": "Kurang", "idempotency_key": str(uuid4())}
    return client, f"/kpu/berkas/{world.dossiers[world.ours]}/keputusan/", form


def counts() -> tuple[int, int]:
    return Entry.objects.count(), Receipt.objects.count()


@pytest.mark.parametrize(("request_of", "receipts"), [(hand_in, 1), (decide, 0)])
def test_a_repeat_gets_the_first_answer_and_does_nothing(
    world: World, request_of: Callable[[World], Any], receipts: int
):
    client, path, form = request_of(world)
    entries, issued = counts()
    answers = [client.post(path, form) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [302] * 3
    assert len({(answer["Location"], answer.content) for answer in answers}) == 1
    replayed = [answer.get("Idempotency-Replayed") for answer in answers]
    assert replayed == [None, "true", "true"]
    assert counts() == (entries + 1, issued + receipts)


def test_everything_three_times_in_any_order_is_everything_once(world: World):
    entries, issued = counts()
    wishes = [request_of(world) for request_of in (hand_in, decide)] * 3
    random.Random(20261123).shuffle(wishes)
    seen = {(path, client.post(path, form)["Location"]) for client, path, form in wishes}
    assert len(seen) == 2
    assert counts() == (entries + 2, issued + 1)


def test_other_content_under_a_used_key_is_refused_in_words(world: World):
    client, path, form = decide(world)
    assert client.post(path, form).status_code == 302
    before = counts()
    page = client.post(path, {**form, "reason": "Lain"})
    assert page.status_code == 409
    assert "sudah dikirim dengan isi lain" in page.content.decode()
    told = client.post(path, {**form, "reason": "Lain"}, headers={"accept": "application/json"})
    assert (told.status_code, told.json()["code"]) == (409, "idempotency_key_reused")
    elsewhere = path.replace(str(world.dossiers[world.ours]), str(world.dossiers[world.theirs]))
    assert client.post(elsewhere, form).status_code == 409
    assert counts() == before


def test_a_key_is_ones_own(world: World):
    """The party's key says nothing about the commission's request of the same key."""
    client, path, form = hand_in(world)
    client.post(path, form)
    officer, decision, wish = decide(world)
    same = {**wish, "idempotency_key": form["idempotency_key"]}
    assert "Idempotency-Replayed" not in officer.post(decision, same)


def test_a_refusal_is_judged_anew_and_leaves_its_key_free(world: World):
    client, path, form = hand_in(world)
    for _ in range(2):
        answer = client.post(path, {**form, "confirm": "dua"})
        assert answer.status_code == 422
        assert "Idempotency-Replayed" not in answer
    assert client.post(path, form).status_code == 302


def test_a_fault_undoes_the_effect_and_keeps_no_answer(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    client, path, form = decide(world)
    before = counts()
    with monkeypatch.context() as patch:
        patch.setattr("sipol.web.commission.views.redirect", _fall)
        assert client.post(path, form).status_code == 500
        patch.setattr("sipol.web.commission.views.redirect", _bad_gateway)
        assert client.post(path, form).status_code == 502
    assert counts() == before
    assert not Answer.objects.exists()
    again = client.post(path, form)
    assert (again.status_code, "Idempotency-Replayed" in again) == (302, False)


def test_an_answer_that_cannot_be_kept_leaves_no_effect(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    client, path, form = decide(world)
    before = counts()
    with monkeypatch.context() as patch:
        patch.setattr("sipol.web.shared.once.keep_answer", _fall)
        assert client.post(path, form).status_code == 500
    assert counts() == before


def test_a_notice_comes_with_every_repeat(world: World, monkeypatch: pytest.MonkeyPatch):
    """The first answer may have been lost on the way, and its notice with it."""
    client, path, form = decide(world)

    def noticing(*args: Any, **options: Any) -> HttpResponse:
        messages.success(noticing.request, "Keputusan tercatat.")  # type: ignore[attr-defined]
        return HttpResponse(status=204)

    def remember(request: HttpRequest) -> str:
        noticing.request = request  # type: ignore[attr-defined]
        return request.POST.get("reason", "")

    monkeypatch.setattr("sipol.web.commission.views.redirect", noticing)
    monkeypatch.setattr(
        "sipol.web.commission.views.request_id", lambda request: remember(request) and uuid4()
    )
    for _ in range(2):
        assert client.post(path, form).status_code == 204
        assert client.get("/kpu/").content.decode().count("Keputusan tercatat.") == 1


def test_a_form_of_an_earlier_release_has_its_key_too(world: World):
    client, path, form = decide(world)
    form["request_id"] = form.pop("idempotency_key")
    assert client.post(path, form).status_code == 302
    assert client.post(path, form)["Idempotency-Replayed"] == "true"


def test_a_form_without_a_key_has_its_effect(world: World):
    client, path, form = decide(world)
    del form["idempotency_key"]
    assert client.post(path, form).status_code == 302


@pytest.mark.parametrize("key", ["k" * 201, "garis\tdepan", "é"])
def test_a_key_that_cannot_be_one_is_refused(world: World, key: str):
    client, path, form = decide(world)
    assert client.post(path, {**form, "idempotency_key": key}).status_code == 400


def test_the_same_file_form_three_times_is_one_delivery(world: World):
    client, key, before = world.client("lawan"), str(uuid4()), counts()

    def send(content: bytes) -> Any:
        file = SimpleUploadedFile("anggota.xlsx", content)
        form = {"regency": "53.71", "file": file, "idempotency_key": key}
        return client.post("/partai/anggota/kirim/berkas/", form)

    content = member_list("53.71", seed=77)
    answers = [send(content) for _ in range(3)]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {
        (302, answers[0]["Location"])
    }
    assert counts() == (before[0] + 1, before[1])
    assert send(content[:-1] + b"x").status_code == 409
    Answer.objects.all().delete()  # killed between the delivery and the kept answer
    assert send(content)["Location"] == answers[0]["Location"]
    assert counts() == (before[0] + 1, before[1])


class TestPrograms:
    """No operation of today needs a header (an upload has its `client_id`); the rule is there."""

    @pytest.fixture(autouse=True)
    def without_a_name_of_its_own(self, monkeypatch: pytest.MonkeyPatch) -> None:
        once = access.ONCE_PER_KEY | access.NAMED_BY_SENDER
        monkeypatch.setattr(access, "ONCE_PER_KEY", once)

    def ask(self, world: World, new: dict[str, Any], key: str | None) -> Any:
        headers = {"idempotency-key": key} if key is not None else {}
        return world.client(csrf=True).post(
            "/api/v1/uploads",
            json.dumps(new),
            "application/json",
            headers=headers,
            **world.bearer("pusat"),
        )

    def test_a_program_must_bring_a_key(self, world: World):
        answer = self.ask(world, {"name": "a", "size": 1, "client_id": "p"}, None)
        assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_missing")

    def test_a_program_gets_its_answer_again(self, world: World):
        new = {"name": "a.xlsx", "size": 1, "client_id": "p", "regency": AMBON}
        first, second = (self.ask(world, new, "kunci-1") for _ in range(2))
        assert first.content == second.content
        assert second["Idempotency-Replayed"] == "true"
        assert second["Content-Type"] == first["Content-Type"]
        other = self.ask(world, {**new, "size": 2}, "kunci-1")
        assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")

    def test_nobody_gets_no_answer(self, world: World):
        new = {"name": "a.xlsx", "size": 1, "client_id": "p", "regency": AMBON}
        self.ask(world, new, "kunci-1")
        stranger = world.client().post(
            "/api/v1/uploads",
            json.dumps(new),
            "application/json",
            headers={"idempotency-key": "kunci-1", "authorization": "Bearer sipol_x"},
        )
        assert stranger.status_code == 401


def test_what_is_kept_shows_no_names_and_no_identity_numbers(world: World):
    client, path, form = decide(world)
    number = "9988771301880001"
    client.post(path, {**form, "idempotency_key": number, "reason": f"Tanpa {number}"})
    kept = Answer.objects.get()
    told = f"{kept.who} {kept.key_digest} {kept.fingerprint} {bytes(kept.sealed)!r}"
    assert number not in told
    assert "keputusan" not in told
    assert "/kpu/" not in told


def test_answers_outlast_the_registration_and_are_then_forgotten(world: World):
    from datetime import timedelta

    from sipol.infra.answers.actions import forget_answers

    client, path, form = decide(world)
    client.post(path, form)
    closes = clock.now() + timedelta(days=30)
    assert forget_answers(now=closes + timedelta(days=700)) == 0
    assert forget_answers(now=closes + timedelta(days=731)) == 1


def test_every_form_that_posts_carries_a_key_of_its_own(world: World):
    """Walks every page as those who write; sign-in, sign-out and the like repeat without harm."""
    free = {"/masuk/", "/keluar/", "/sesi/"}
    seen: set[str] = set()
    for login in ("", "lawan", "pusat", "kpu"):
        client = world.client(login)
        for door in all_doors():
            answer = client.get(door.path(world))
            if answer.streaming or not answer["Content-Type"].startswith("text/html"):
                continue
            keys = []
            for form in FORM.findall(answer.content.decode()):
                action = ACTION.search(form)
                assert action is not None, f"{door.name}: a form that does not say where it goes"
                if action[1] in free or action[1].startswith(("/undangan/", "/akun/")):
                    continue
                keys.append(KEY_FIELD.search(form))
                assert keys[-1], f"{door.name}: the form to {action[1]} has no key"
                seen.add(action[1].rpartition("/berkas/")[2] or action[1])
            assert len({key[1] for key in keys if key}) == len(keys), door.name
    assert any("keputusan" in action for action in seen)
    assert "/partai/kirim/" in seen


@pytest.mark.timeout(170)
def test_two_at_once_have_one_effect(installation: Installation):
    """A real server: nine at once with one key, then others, all answered the same."""
    installation.start_web()
    with closing(_browser(installation, "kpu")) as browser:
        desk = browser.get("/kpu/").text
        for number, path in enumerate(sorted(set(re.findall(r"/kpu/berkas/[0-9a-f-]{36}/", desk)))):
            page = browser.get(path).text
            if not (key := KEY_FIELD.search(page)):
                continue
            form = {"move": "return", "reason": f"Alasan {number}", "idempotency_key": key[1]}
            form["csrfmiddlewaretoken"] = browser.cookies["csrftoken"]
            with ThreadPoolExecutor(9) as crowd:
                answers = list(
                    crowd.map(
                        lambda _, path=path, form=form: httpx.post(
                            f"{installation.url}{path}keputusan/",
                            data=form,
                            cookies=dict(browser.cookies),
                            timeout=30,
                        ),
                        range(9),
                    )
                )
            assert {answer.status_code for answer in answers} == {302}
            replays = [answer.headers.get("idempotency-replayed") for answer in answers]
            assert sorted(replays, key=str) == [None, *["true"] * 8]
            assert browser.get(path).text.count(f"Alasan {number}") == 1
            return
    raise AssertionError("no dossier to decide on")


def _browser(installation: Installation, login: str) -> httpx.Client:
    person = installation.people[login]
    browser = httpx.Client(base_url=installation.url, timeout=30)
    browser.get("/masuk/")
    form = {
        "login": person["email"],
        "password": person["password"],
        "csrfmiddlewaretoken": browser.cookies["csrftoken"],
    }
    assert browser.post("/masuk/", data=form).status_code == 302
    return browser


def _fall(*args: object, **options: object) -> HttpResponse:
    raise RuntimeError("terjatuh")


def _bad_gateway(*args: object, **options: object) -> HttpResponse:
    return HttpResponse(status=502)
