"""Whatever the API refuses, it says with a code for the program and a sentence for its people."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from sipol.kernel import clock
from sipol.kernel.actors import Actor
from sipol.records.accounts.actions import issue_api_token
from sipol.records.accounts.models import User
from sipol.records.timetable.queries import CycleFacts
from tests import builders

pytestmark = pytest.mark.django_db

NEW = json.dumps({"name": "a.csv", "size": 3, "client_id": "a"})


@pytest.fixture
def cycle() -> CycleFacts:
    return builders.running_cycle()


@pytest.fixture
def sender(cycle: CycleFacts) -> Actor:
    return builders.person_of(builders.party_in(cycle))


def _ask(client: Client, method: str, **headers: str) -> Any:
    if method == "GET":
        return client.get("/api/v1/deliveries", headers=headers)
    return client.post("/api/v1/uploads", NEW, "application/json", headers=headers)


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    ("authorization", "code"),
    [(None, "token_missing"), ("Bearer sipol_x", "token_unknown"), ("Basic YTpi", "token_unknown")],
)
def test_who_is_not_known_is_asked_for_a_token(
    cycle: CycleFacts, method: str, authorization: str | None, code: str
) -> None:
    headers = {"authorization": authorization} if authorization else {}
    answer = _ask(Client(enforce_csrf_checks=True), method, **headers)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.headers["Content-Type"].startswith("application/json")
    assert answer.json()["code"] == code
    assert "token" in answer.json()["sentence"].lower()


def test_a_page_without_its_proof_is_told_so(sender: Actor) -> None:
    page = Client(enforce_csrf_checks=True)
    page.force_login(User.objects.get(pk=sender.user_id))
    assert _ask(page, "GET").status_code == 200
    answer = _ask(page, "POST")
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf_stale")
    assert answer.json()["sentence"]


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("deliveries/01a20a50-f76b-73ef-af90-4e830ff8bdb7", 404, "not_found"),
        ("deliveries?party_id=x", 422, "request_malformed"),
        ("tidak-ada", 404, "not_found"),
    ],
)
def test_what_is_wrong_with_a_request_has_code_and_sentence(
    sender: Actor, path: str, status: int, code: str
) -> None:
    token = issue_api_token(user_id=sender.user_id, label="uji", issued_by="uji", now=clock.now())
    answer = Client().get(f"/api/v1/{path}", headers={"authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["sentence"]


def test_a_fault_of_ours_has_a_number_to_quote(
    sender: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fall() -> None:
        raise RuntimeError("terjatuh")

    monkeypatch.setattr("sipol.web.api.operations.running_cycle", fall)
    token = issue_api_token(user_id=sender.user_id, label="uji", issued_by="uji", now=clock.now())
    client = Client(raise_request_exception=False)
    answer = _ask(client, "POST", authorization=f"Bearer {token}")
    assert (answer.status_code, answer.json()["code"]) == (500, "unexpected")
    assert "G-" in answer.json()["sentence"]
    assert "terjatuh" not in answer.content.decode()
