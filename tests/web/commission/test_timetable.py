"""The calendar's pages: two people open a window, the party and the supervisor see it."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from uuid import uuid4

import pytest
from django.test import Client

from sipol.infra.ledger.models import Entry
from sipol.kernel import clock
from sipol.kernel.actors import Role
from sipol.records.accounts.models import User
from sipol.records.dossiers.queries import dossier_of_party
from sipol.records.parties.queries import PartyFacts
from sipol.records.timetable import queries as timetable
from sipol.records.timetable.queries import CycleFacts
from tests import builders
from tests.builders import AMBON

pytestmark = pytest.mark.django_db
_numbers = count(1)


@pytest.fixture
def cycle() -> CycleFacts:
    return builders.running_cycle()


@pytest.fixture
def party(cycle: CycleFacts) -> PartyFacts:
    return builders.party_in(cycle)


def browser_of(role: Role, name: str) -> Client:
    from sipol.records.accounts.actions import grant_account

    actor = grant_account(
        email=f"meja{next(_numbers)}@contoh.test",
        name=name,
        password="tidak dipakai di uji ini",
        role=role,
        party_id=None,
        region_code="",
        granted_by="uji",
        now=clock.now(),
    )
    return browser(actor.user_id)


def browser(user_id: int) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=user_id))
    return client


def order_for(party: PartyFacts, **other: object) -> dict[str, object]:
    start = clock.now().astimezone(clock.WIB)
    end = start + timedelta(days=10)
    return {
        "request_id": str(uuid4()),
        "window": "",
        "party": str(party.id),
        "purpose": "reopening",
        "name": "Pembukaan kembali atas putusan",
        "kinds": ["members", "boards"],
        "provinces": ["53", "81"],
        "regencies": "",
        "zone": "WIB",
        "start_date": f"{start:%d-%m-%Y}",
        "start_time": "00.00",
        "end_date": f"{end:%d-%m-%Y}",
        "end_time": "18.30",
        "closing_hours": "24",
        "legal_basis": "Putusan 006/PS.REG/BAWASLU",
        "reference": "006/2027",
        "reason": "Perintah putusan",
    } | other


def test_one_person_proposes_another_confirms_and_the_party_sees_it(
    cycle: CycleFacts, party: PartyFacts
) -> None:
    dewi, budi = browser_of(Role.COMMISSION, "Dewi"), browser_of(Role.COMMISSION, "Budi")
    assert dewi.get("/kpu/jadwal/buka/").status_code == 200
    sent = dewi.post("/kpu/jadwal/usulan/", order_for(party))
    assert sent.status_code == 302, sent.content.decode()
    (proposal,) = timetable.proposals(cycle.id)
    page = f"/kpu/jadwal/usulan/{proposal.id}/"
    own = dewi.post(f"{page}putusan/", {"request_id": str(uuid4()), "move": "confirm"})
    assert own.status_code == 422 and "petugas KPU lain" in own.content.decode()
    answer = budi.post(f"{page}putusan/", {"request_id": str(uuid4()), "move": "confirm"})
    assert answer.status_code == 302
    window = next(w for w in timetable.windows(cycle.id) if w.party_id == party.id)
    assert window.ends_at.astimezone(clock.WIB).strftime("%H.%M.%S") == "18.30.59"
    assert window.closing_until == window.ends_at + timedelta(hours=24)
    person = builders.person_of(party, AMBON)
    home = browser(person.user_id).get("/partai/").content.decode()
    assert "Dibuka untuk partai Anda" in home and "006/2027" in home
    assert Entry.objects.filter(kind="window.shown").count() == 1
    supervisor = browser_of(Role.SUPERVISOR, "Rahmat").get("/bawaslu/jadwal/").content.decode()
    assert f"({person.name})" in supervisor
    rival = builders.person_of(builders.party_in(cycle, "MAWAR"))
    assert "Dibuka untuk partai Anda" not in browser(rival.user_id).get("/partai/").content.decode()


@pytest.mark.parametrize(
    "other",
    [{"end_time": "25.00"}, {"end_date": "31-02-2027"}, {"reason": ""}, {"regencies": "99.99"}],
)
def test_what_was_typed_wrongly_comes_back_with_what_was_typed(
    cycle: CycleFacts, party: PartyFacts, other: dict[str, object]
) -> None:
    answer = browser_of(Role.COMMISSION, "Dewi").post(
        "/kpu/jadwal/usulan/", order_for(party, **other)
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Pembukaan kembali atas putusan" in page and 'value="53" checked' in page
    assert timetable.proposals(cycle.id) == []


def test_every_page_says_the_deadline_in_three_zones_by_the_clock_of_the_server(
    cycle: CycleFacts, party: PartyFacts
) -> None:
    person = browser(builders.person_of(party).user_id)
    ends = cycle.closes_at
    headers = {"Date": "Thu, 01 Jan 1998 00:00:00 GMT"}
    for path in ("/partai/", "/partai/pengiriman/", "/partai/jadwal/"):
        page = person.get(path, headers=headers).content.decode()
        for name, zone in (("WIB", clock.WIB), ("WITA", clock.WITA), ("WIT", clock.WIT)):
            at = ends.astimezone(zone)
            assert f"{at:%H.%M.%S} {name}" in page, (path, name)


def test_a_filing_on_paper_is_taken_at_the_desk_and_seen_by_all(
    cycle: CycleFacts, party: PartyFacts
) -> None:
    person = builders.person_of(party)
    dossier = dossier_of_party(person, cycle.id)
    desk = browser_of(Role.COMMISSION, "Dewi")
    came: datetime = clock.now().astimezone(clock.WIT) - timedelta(minutes=5)
    form = {
        "request_id": str(uuid4()),
        "items": ["statement", "members"],
        "note-members": "3 dus",
        "by": "Ratna, sekretaris",
        "date": f"{came:%d-%m-%Y}",
        "time": f"{came:%H.%M}",
        "zone": "WIT",
        "reference": "Rak 3",
    }
    page = f"/kpu/berkas/{dossier.id}/kertas/"
    assert desk.get(page).status_code == 200
    wrong = desk.post(f"{page}terima/", form | {"request_id": str(uuid4()), "time": "99"})
    assert wrong.status_code == 422 and "3 dus" in wrong.content.decode()
    taken = desk.post(f"{page}terima/", form)
    assert taken.status_code == 302
    receipt = Client().get(taken.headers["Location"]).content.decode()
    assert "Surat pernyataan partai" in receipt and "Ratna" not in receipt
    supervisor = browser_of(Role.SUPERVISOR, "Rahmat")
    for client, path in (
        (desk, f"/kpu/berkas/{dossier.id}/"),
        (supervisor, f"/bawaslu/berkas/{dossier.id}/"),
        (browser(person.user_id), "/partai/periksa/"),
    ):
        assert "3 dus" in client.get(path).content.decode(), path
