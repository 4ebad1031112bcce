"""Drafts over the API: patches that come twice, conflicts that lose nothing, rights."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from sipol.kernel import clock
from sipol.kernel.actors import Actor
from sipol.records.accounts.actions import issue_api_token
from sipol.records.timetable.queries import CycleFacts
from tests.builders import party_in, person_of, running_cycle

PATH = "/api/v1/drafts/profil-partai"


@pytest.fixture
def cycle(db: None) -> CycleFacts:
    from sipol.records.timetable.models import Cycle

    made = running_cycle()
    Cycle.objects.update(current=False)
    Cycle.objects.filter(pk=made.id).update(current=True)
    return made


@pytest.fixture
def people(cycle: CycleFacts) -> tuple[Actor, Actor]:
    party = party_in(cycle)
    return person_of(party), person_of(party)


def bearer(actor: Actor) -> dict[str, str]:
    token = issue_api_token(user_id=actor.user_id, label="uji", issued_by="uji", now=clock.now())
    return {"authorization": f"Bearer {token}"}


def patch(actor: Actor, base: int, key: str, path: str = PATH, **fields: str) -> Any:
    headers = bearer(actor) | ({"idempotency-key": key} if key else {})
    body = json.dumps({"base": base, "fields": fields})
    return Client().patch(path, body, "application/json", headers=headers)


def test_a_patch_and_its_repeat_get_the_same_answer(people: tuple[Actor, Actor]):
    first = patch(people[0], 0, "k", chair="Ratna")
    assert first.status_code == 200
    assert first.json()["version"] == 1
    assert patch(people[0], 0, "k", chair="Ratna").content == first.content
    other = patch(people[0], 0, "k", chair="Rina")
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")
    draft = Client().get(PATH, headers=bearer(people[1])).json()
    assert draft["fields"]["chair"]["value"] == "Ratna"
    assert draft["fields"]["chair"]["by"] == people[0].name


def test_a_conflict_tells_both_texts_and_saves_the_rest(people: tuple[Actor, Actor]):
    ani, budi = people
    patch(ani, 0, "1", chair="Ratna", email="a@b.id")
    answer = patch(budi, 0, "2", chair="Rahmat", phone="021")
    told = answer.json()
    assert (answer.status_code, told["code"]) == (409, "draft_conflict")
    (conflict,) = told["conflicts"]
    assert (conflict["field"], conflict["mine"], conflict["theirs"], conflict["by"]) == (
        "chair",
        "Rahmat",
        "Ratna",
        ani.name,
    )
    assert told["fields"]["email"]["value"] == "a@b.id"
    assert patch(budi, 0, "2", chair="Rahmat", phone="021").content == answer.content
    draft = Client().get(PATH, headers=bearer(ani)).json()
    assert draft["fields"]["phone"]["value"] == "021"
    assert [side["value"] for side in draft["conflicts"]["chair"]] == ["Ratna", "Rahmat"]
    body = {"base": told["version"], "fields": {"chair": "Rahmat"}, "resolved": ["chair"]}
    headers = bearer(budi) | {"idempotency-key": "3"}
    chosen = Client().patch(PATH, json.dumps(body), "application/json", headers=headers)
    assert chosen.status_code == 200
    assert Client().get(PATH, headers=bearer(ani)).json()["conflicts"] == {}


@pytest.mark.parametrize(
    ("base", "key", "path", "fields", "status"),
    [
        (0, "", PATH, {"chair": "x"}, 422),
        (0, "k", PATH, {}, 422),
        (7, "k", PATH, {"chair": "x"}, 422),
        (0, "k", PATH, {"chair": "x" * 20_001}, 413),
        (0, "k", "/api/v1/drafts/lain", {"chair": "x"}, 404),
        (0, "k", "/api/v1/drafts/keputusan", {"reason": "x"}, 404),
    ],
)
def test_refusals_say_why(
    people: tuple[Actor, Actor], base: int, key: str, path: str, fields: dict[str, str], status: int
):
    answer = patch(people[0], base, key, path, **fields)
    assert answer.status_code == status
    assert answer.json()["sentence"].endswith((".", "!"))


def test_a_page_needs_its_proof_and_nobody_else_gets_in(people: tuple[Actor, Actor]):
    from sipol.records.accounts.models import User

    assert Client().patch(PATH, "{}", "application/json").status_code == 401
    page = Client(enforce_csrf_checks=True)
    page.force_login(User.objects.get(pk=people[0].user_id))
    body = json.dumps({"base": 0, "fields": {"chair": "Ratna"}})
    headers = {"idempotency-key": "k"}
    assert page.patch(PATH, body, "application/json", headers=headers).status_code == 403
    page.get("/partai/profil/")
    headers["x-csrftoken"] = page.cookies["csrftoken"].value
    assert page.patch(PATH, body, "application/json", headers=headers).status_code == 200


def test_a_rival_reads_an_empty_draft(cycle: CycleFacts, people: tuple[Actor, Actor]):
    patch(people[0], 0, "1", chair="Ratna")
    rival = person_of(party_in(cycle, "MAWAR"))
    assert Client().get(PATH, headers=bearer(rival)).json()["fields"] == {}
