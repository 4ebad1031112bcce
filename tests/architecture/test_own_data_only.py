"""Nobody reaches another's data by knowing its address, and nobody writes by another's browser."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID, uuid4

import pytest

from sipol.web.shared import access
from tests.architecture.doors import all_doors
from tests.architecture.world import AMBON, BANDUNG, World

HIDDEN = {403, 404}

OF_A_DELIVERY = [
    "/partai/pengiriman/{}/",
    "/partai/pengiriman/{}/kemajuan/",
    "/partai/pengiriman/{}/perbaikan.xlsx",
    "/partai/pengiriman/{}/temuan.csv",
    "/api/v1/deliveries/{}",
    "/api/v1/deliveries/{}/findings",
    "/api/v1/deliveries/{}/receipt",
]


@pytest.mark.parametrize("path", OF_A_DELIVERY)
def test_a_partys_delivery_is_its_own(world: World, path: str):
    ours, theirs = world.deliveries["ambon"], world.deliveries["lawan"]
    assert world.client("lawan").get(path.format(ours)).status_code in HIDDEN
    assert world.client("pusat").get(path.format(theirs)).status_code in HIDDEN
    assert world.client("pusat").get(path.format(uuid4())).status_code == 404
    assert_shown(world.client("pusat").get(path.format(ours)))


@pytest.mark.parametrize("path", OF_A_DELIVERY)
def test_an_operator_sees_the_own_region_only(world: World, path: str):
    """Ambon's operator sees what the centre sent for Ambon, and nothing of Bandung."""
    operator = world.client("ambon")
    assert_shown(operator.get(path.format(world.deliveries["ambon"])))
    assert operator.get(path.format(world.deliveries["bandung"])).status_code in HIDDEN
    assert world.client("bandung").get(path.format(world.deliveries["ambon"])).status_code in HIDDEN


@pytest.mark.parametrize("path", [path for path in OF_A_DELIVERY if path.startswith("/api/")])
def test_a_program_sees_what_its_person_sees(world: World, path: str):
    ours = path.format(world.deliveries["ambon"])
    statuses = {
        login: world.client().get(ours, **world.bearer(login)).status_code for login in world.people
    }
    assert {login for login, status in statuses.items() if status == 200} == {
        "pusat",
        "ambon",
        "kpu",
        "verifikator",
        "bawaslu",
    }
    assert world.client().get(ours, HTTP_AUTHORIZATION="Bearer sipol_x").status_code == 401


def test_lists_hold_the_own_only(world: World):
    shown = world.client("lawan").get("/partai/pengiriman/").content.decode()
    assert str(world.deliveries["lawan"]) in shown
    assert str(world.deliveries["ambon"]) not in shown
    shown = world.client("ambon").get("/partai/pengiriman/").content.decode()
    assert str(world.deliveries["ambon"]) in shown
    assert str(world.deliveries["bandung"]) not in shown
    listed = api(world, "ambon", "deliveries")
    assert [row["regency"] for row in listed.json()] == [AMBON]


def test_asking_for_another_party_by_number_gives_nothing(world: World):
    for login in ("pusat", "ambon"):
        assert api(world, login, "deliveries", party_id=world.theirs).json() == []
        assert api(world, login, "coverage", party_id=world.theirs).status_code == 403
    page = world.client("pusat").get("/partai/cakupan/", {"party_id": world.theirs})
    assert page.context["coverage"].accepted == api(world, "pusat", "coverage").json()["accepted"]


def test_a_party_sees_its_own_dossier_and_receipts(world: World):
    (own,) = api(world, "lawan", "dossiers").json()
    assert own["party_id"] == world.theirs
    receipts = world.client("lawan").get("/partai/tanda-terima/").content.decode()
    assert world.receipts[world.theirs] in receipts
    assert world.receipts[world.ours] not in receipts


def test_a_receipt_is_public_but_leads_only_its_party_to_the_delivery(world: World):
    page, link = f"/tanda-terima/{world.receipt}", str(world.deliveries["ambon"])
    shows = {}
    for login in ("", *world.people):
        shows[login] = link in world.client(login).get(page).content.decode()
    assert shows.pop("pusat")
    shows.pop("ambon"), shows.pop("bandung")
    assert not any(shows.values())


def test_dossiers_are_not_the_parties_to_open(world: World):
    for door in ("/kpu/berkas/{}/", "/bawaslu/berkas/{}/", "/kpu/berkas/{}/cakupan.csv"):
        for login in ("pusat", "lawan", "ambon"):
            path = door.format(world.dossiers[world.ours])
            assert world.client(login).get(path).status_code == 403


def test_only_the_commission_itself_decides(world: World):
    path = f"/kpu/berkas/{world.dossiers[world.ours]}/keputusan/"
    # Far from complete, so that receiving it needs words.
    form = {"move": "accept", "reason": "Diterima", "request_id": str(uuid4())}
    for login in ("verifikator", "bawaslu", "pusat", "lawan"):
        assert world.client(login).post(path, form).status_code == 403
    assert state(world, world.ours) == "submitted"
    assert world.client("kpu").post(path, form).status_code == 302
    assert state(world, world.ours) == "complete"


def test_only_the_partys_leader_hands_in(world: World):
    for login in ("ambon", "bandung", "kpu", "bawaslu"):
        assert world.client(login).post("/partai/kirim/", {"confirm": "SATU"}).status_code == 403


def test_the_desk_makes_no_moves_of_the_party(world: World):
    path = f"/kpu/berkas/{world.dossiers[world.theirs]}/keputusan/"
    form = {"move": "submit", "request_id": str(uuid4())}
    assert world.client("kpu").post(path, form).status_code == 422
    assert state(world, world.theirs) == "draft"


def test_an_operator_sends_for_the_own_region_only(world: World):
    new = {"name": "a.xlsx", "size": 3, "client_id": "x", "regency": BANDUNG}
    for regency in (BANDUNG, ""):
        asked = api_post(world, "ambon", {**new, "regency": regency})
        assert (asked.status_code, asked.json()["code"]) == (403, "region_outside_scope")
    assert api_post(world, "ambon", {**new, "regency": AMBON}).status_code == 200


def test_nobody_mends_anothers_delivery(world: World):
    new = {"name": "a.xlsx", "size": 3, "client_id": "y", "regency": AMBON}
    theirs = {**new, "mends": str(world.deliveries["lawan"])}
    assert api_post(world, "pusat", theirs).status_code == 404
    outside = {**new, "mends": str(world.deliveries["bandung"])}
    assert api_post(world, "ambon", outside).status_code == 403


def test_the_same_key_of_another_party_is_another_upload(world: World):
    new = {"name": "a.xlsx", "size": 3, "client_id": "same"}
    first, second = (api_post(world, login, new).json() for login in ("pusat", "lawan"))
    assert first["id"] != second["id"]
    assert first["token"] != second["token"]


def test_an_uploads_token_opens_that_upload_only(world: World):
    from sipol.flow.intake.actions.uploads import authorise
    from sipol.kernel import clock
    from sipol.kernel.refusals import Refused

    new = {"name": "a.xlsx", "size": 3, "regency": AMBON}
    one, two = (api_post(world, "pusat", {**new, "client_id": key}).json() for key in "ab")

    def may(upload: dict[str, Any], bearer: str) -> bool:
        try:
            authorise(upload_id=UUID(upload["id"]), bearer=bearer, now=clock.now())
        except Refused:
            return False
        return True

    assert may(one, one["token"])
    assert not may(one, two["token"])
    assert may(one, world.tokens["ambon"])
    assert not may(one, world.tokens["bandung"])
    assert not may(one, world.tokens["lawan"])
    assert not may(one, world.tokens["kpu"])
    assert not may(one, "")


def test_an_uploads_token_is_no_key_to_the_api(world: World):
    new = {"name": "a.xlsx", "size": 3, "client_id": "z"}
    token = api_post(world, "pusat", new).json()["token"]
    answer = world.client().get("/api/v1/deliveries", HTTP_AUTHORIZATION=f"Bearer {token}")
    assert answer.status_code == 401


def test_a_closed_persons_token_is_worth_nothing(world: World):
    from sipol.records.accounts.models import ApiToken, User

    User.objects.filter(pk=world.people["ambon"].user_id).update(is_active=False)
    assert api(world, "ambon", "deliveries").status_code == 401
    from sipol.kernel import clock

    ApiToken.objects.filter(user_id=world.people["pusat"].user_id).update(revoked_at=clock.now())
    assert api(world, "pusat", "deliveries").status_code == 401


def test_every_form_needs_its_own_proof(world: World):
    """Another site can make a browser send a form, but cannot know what the form must carry."""
    for door in all_doors():
        if door.name not in access.WRITES:
            continue
        client = world.client("kpu" if door.name.startswith("commission:") else "pusat", csrf=True)
        form = {"move": "accept", "confirm": "SATU", "name": "a", "size": 1, "client_id": "q"}
        ask = client.patch if door.name == "api-1:draft" else client.post
        answer = ask(door.path(world), json.dumps(form), "application/json")
        assert answer.status_code == 403, door.name
    assert state(world, world.ours) == "submitted"


def test_a_page_with_proof_and_a_program_with_token_get_in(world: World):
    new = json.dumps({"name": "a.xlsx", "size": 3, "client_id": "w"})
    page = world.client("pusat", csrf=True)
    page.get("/partai/anggota/kirim/")
    proof = page.cookies["csrftoken"].value
    sent = page.post("/api/v1/uploads", new, "application/json", headers={"x-csrftoken": proof})
    assert sent.status_code == 200
    program = world.client(csrf=True)
    sent = program.post("/api/v1/uploads", new, "application/json", **world.bearer("pusat"))
    assert sent.status_code == 200


def test_another_site_does_not_get_in_with_a_stolen_form(world: World):
    page = world.client("pusat", csrf=True)
    page.get("/partai/anggota/kirim/")
    proof = {"x-csrftoken": page.cookies["csrftoken"].value, "origin": "https://evil.example"}
    answer = page.post("/partai/kirim/", {"confirm": "SATU"}, headers=proof)
    assert answer.status_code == 403


def api(world: World, login: str, path: str, **query: Any) -> Any:
    return world.client().get(f"/api/v1/{path}", query, **world.bearer(login))


def api_post(world: World, login: str, new: dict[str, Any]) -> Any:
    body = json.dumps(new)
    return world.client().post("/api/v1/uploads", body, "application/json", **world.bearer(login))


def state(world: World, party_id: int) -> str:
    from sipol.records.dossiers.queries import dossier

    return dossier(world.people["kpu"], world.dossiers[party_id]).state


def assert_shown(answer: Any) -> None:
    assert answer.status_code == 200
    if answer.streaming:
        assert b"".join(answer.streaming_content)
