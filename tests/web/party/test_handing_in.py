"""Handing in by two people, and the desk over what they froze: through the doors of all sides."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from sipol.infra.ledger.models import Entry
from sipol.infra.storage.installed import installed_vault
from sipol.kernel import clock
from sipol.kernel.actors import Actor, Role
from sipol.kernel.digests import canonical_json, sha256_hex
from sipol.records.accounts.actions import grant_account
from sipol.records.accounts.models import User
from sipol.records.parties.queries import PartyFacts
from sipol.records.timetable.queries import CycleFacts
from tests import builders
from tests.builders import AMBON
from tests.samples.member_lists import write_csv

pytestmark = pytest.mark.django_db
CHECK, SEND, CONFIRM = "/partai/periksa/", "/partai/kirim/", "/partai/kirim/pastikan/"
FIGURES = re.compile(r'name="figures" value="([0-9a-f]{64})"')


def browser(actor: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


def looking(role: Role) -> Client:
    person = grant_account(
        email=f"{role.value}-{uuid4().hex[:6]}@contoh.test",
        name=f"Petugas {role.value}",
        password="tidak dipakai di uji ini",
        role=role,
        party_id=None,
        region_code="",
        granted_by="uji",
        now=clock.now(),
    )
    return browser(person)


def shown(client: Client) -> str:
    """The hash of the figures on the page of the last look."""
    found = FIGURES.search(client.get(CHECK).content.decode())
    assert found is not None
    return found[1]


def send(client: Client, path: str = SEND, **form: str) -> Any:
    return client.post(path, {"idempotency_key": str(uuid4()), "confirm": "MELATI", **form})


@pytest.fixture
def cycle() -> CycleFacts:
    from sipol.config.commands.thresholds import load_demo

    made = builders.running_cycle()
    load_demo(made.id)
    return made


@pytest.fixture
def party(cycle: CycleFacts) -> PartyFacts:
    return builders.party_in(cycle)


@pytest.fixture
def deliver(cycle: CycleFacts, party: PartyFacts, tmp_path: Path) -> Any:
    sender = builders.person_of(party)

    def once(seed: int) -> None:
        file = tmp_path / f"{seed}.csv"
        write_csv(file, builders.people_of(AMBON, 4, seed=seed))
        builders.deliver(sender, cycle, file, installed_vault())

    once(1)
    return once


@pytest.fixture
def two(party: PartyFacts, deliver: Any) -> tuple[Client, Client]:
    """Two admins of the party, in a cycle that asks for two."""
    return browser(builders.person_of(party)), browser(builders.person_of(party))


def handed_in(two: tuple[Client, Client]) -> str:
    """One prepares, the other confirms; returns the receipt's number."""
    ani, budi = two
    assert send(ani, figures=shown(ani)).status_code == 302
    answer = send(budi, CONFIRM, figures=shown(budi))
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"]).rstrip("/").rpartition("/")[2]


def test_one_prepares_and_another_confirms(two: tuple[Client, Client], cycle: CycleFacts) -> None:
    ani, budi = two
    prepared = send(ani, figures=shown(ani))
    assert prepared["Location"] == CHECK
    page = ani.get(CHECK).content.decode()
    assert "Anda sudah menyiapkan pendaftaran ini" in page
    assert "Pastikan dan kirim" not in page
    assert (
        "sudah menyiapkan pendaftaran ini dengan angka di atas" in budi.get(CHECK).content.decode()
    )
    receipt = send(budi, CONFIRM, figures=shown(budi))
    assert "/tanda-terima/TT-" in receipt["Location"]
    assert Entry.objects.filter(kind="dossier.prepared").count() == 1
    assert Entry.objects.filter(kind="dossier.submitted").count() == 1


def test_who_prepared_cannot_confirm(two: tuple[Client, Client]) -> None:
    ani, _ = two
    send(ani, figures=shown(ani))
    answer = send(ani, CONFIRM, figures=shown_now(ani))
    assert answer.status_code == 422
    assert "Anda yang menyiapkan pendaftaran ini" in answer.content.decode()
    assert not Entry.objects.filter(kind="dossier.submitted").exists()


def shown_now(client: Client) -> str:
    from sipol.records.hand_ins.models import Preparation

    client.get(CHECK)
    return Preparation.objects.latest("at").snapshot_sha256


def test_nobody_confirms_what_nobody_prepared(two: tuple[Client, Client]) -> None:
    answer = send(two[1], CONFIRM, figures=shown(two[1]))
    assert answer.status_code == 422
    assert "belum disiapkan" in answer.content.decode()


def test_changed_figures_are_prepared_again(two: tuple[Client, Client], deliver: Any) -> None:
    ani, budi = two
    send(ani, figures=shown(ani))
    seen = FIGURES.search(budi.get(CHECK).content.decode())
    deliver(2)
    assert seen is not None
    answer = send(budi, CONFIRM, figures=seen[1])
    assert answer.status_code == 422
    assert "Data berubah sejak pendaftaran disiapkan" in answer.content.decode()
    send(budi, figures=shown(budi))
    assert send(ani, CONFIRM, figures=shown(ani)).status_code == 302


def test_an_incomplete_filing_is_handed_in_again(two: tuple[Client, Client], deliver: Any) -> None:
    handed_in(two)
    officer = looking(Role.COMMISSION)
    dossier = decide(officer, "find_incomplete", reason="Kurang")
    deliver(3)
    again = handed_in(two)
    listed = Client().get("/penyerahan.json").json()["hand_ins"]
    assert [(row["party_short"], row["number"]) for row in listed] == [("MELATI", 1), ("MELATI", 2)]
    assert listed[1]["receipt"] == again
    assert "penyerahan ke-2" in officer.get(dossier).content.decode()


def test_the_public_list_names_the_entry_and_the_hash_and_nobody(
    two: tuple[Client, Client],
) -> None:
    number = handed_in(two)
    answer = Client().get("/penyerahan.json")
    row = answer.json()["hand_ins"][0]
    entry = Entry.objects.get(kind="dossier.submitted")
    assert (row["receipt"], row["ledger_entry"]) == (number, entry.pk)
    assert row["snapshot_sha256"] == entry.payload["snapshot_sha256"]
    page = Client().get("/penyerahan/").content.decode()
    assert number in page
    for text in (page, answer.content.decode()):
        assert "Orang" not in text


def test_what_was_frozen_can_be_hashed_again_and_never_changed(two: tuple[Client, Client]) -> None:
    from sipol.records.hand_ins.models import HandIn

    handed_in(two)
    kept = HandIn.objects.get()
    assert sha256_hex(canonical_json(kept.snapshot)) == kept.snapshot_sha256
    assert kept.snapshot["facts"]["members"] == {AMBON: 4}
    assert kept.prepared_by != kept.confirmed_by
    with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
        HandIn.objects.update(snapshot_sha256="0" * 64)
    with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
        HandIn.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM hand_ins_handin")
        assert cursor.fetchone() == (1,)


def decide(officer: Client, move: str, *, reason: str = "") -> str:
    """Decides on the only dossier; returns the address of its page."""
    from sipol.records.dossiers.models import Dossier

    page = f"/kpu/berkas/{Dossier.objects.get().pk}/"
    form = {"move": move, "reason": reason, "idempotency_key": str(uuid4())}
    answer = officer.post(f"{page}keputusan/", form)
    assert answer.status_code == 302, answer.content.decode()
    return page


def test_the_desk_ticks_notes_and_returns_with_reasons(two: tuple[Client, Client]) -> None:
    handed_in(two)
    officer, supervisor = looking(Role.COMMISSION), looking(Role.SUPERVISOR)
    page = officer.get("/kpu/").content.decode()
    dossier = re.search(r'href="(/kpu/berkas/[0-9a-f-]+/)"', page)
    assert dossier is not None
    form = officer.get(dossier[1]).content.decode()
    hand_in = re.search(r'name="hand_in" value="([^"]+)"', form)
    assert hand_in is not None
    assert "Pengurus di semua provinsi" in form
    marked = {
        "hand_in": hand_in[1],
        "seen-b": "1",
        "note-b": "SK Maluku belum ada, 3171234567890123",
        "idempotency_key": str(uuid4()),
    }
    assert officer.post(f"{dossier[1]}periksa/", marked).status_code == 302
    again = officer.post(f"{dossier[1]}periksa/", {**marked, "idempotency_key": str(uuid4())})
    assert again.status_code == 302
    assert Entry.objects.filter(kind="dossier.checked").count() == 1
    seen_by_party = two[0].get("/partai/periksa/kpu/").content.decode()
    seen_by_supervisor = supervisor.get(dossier[1].replace("/kpu/", "/bawaslu/")).content.decode()
    for text in (seen_by_party, seen_by_supervisor):
        assert "SK Maluku belum ada" in text
        assert "3171234567890123" not in text
        assert "Dilihat bersama petugas penghubung" in text
        assert 'name="note-b"' not in text
    decide(officer, "return", reason="Tidak lengkap sampai tenggat")
    told = two[0].get(CHECK).content.decode()
    assert "Tidak lengkap sampai tenggat" in told
    assert "b. Pengurus di semua provinsi: SK Maluku belum ada" in told


def test_accepting_against_the_computation_needs_words(two: tuple[Client, Client]) -> None:
    from sipol.records.dossiers.models import Dossier

    handed_in(two)
    officer = looking(Role.COMMISSION)
    page = f"/kpu/berkas/{Dossier.objects.get().pk}/keputusan/"
    form = {"move": "accept", "reason": "", "idempotency_key": str(uuid4())}
    refused = officer.post(page, form)
    assert refused.status_code == 422
    assert "Tuliskan mengapa berkas tetap diterima lengkap" in refused.content.decode()
    decide(officer, "accept", reason="Berkas kertas lengkap, diterima 14.05")
    assert Dossier.objects.get().state == "complete"


def test_a_checklist_of_an_earlier_hand_in_is_not_marked(
    two: tuple[Client, Client], deliver: Any
) -> None:
    from sipol.records.hand_ins.models import HandIn

    handed_in(two)
    officer = looking(Role.COMMISSION)
    earlier = HandIn.objects.get().pk
    page = decide(officer, "find_incomplete", reason="Kurang")
    deliver(4)
    handed_in(two)
    form = {"hand_in": str(earlier), "seen-a": "1", "idempotency_key": str(uuid4())}
    answer = officer.post(f"{page}periksa/", form)
    assert answer.status_code == 422
    assert "sudah menyerahkan lagi" in answer.content.decode()


def test_the_queue_is_filtered_by_state_and_path(two: tuple[Client, Client]) -> None:
    handed_in(two)
    officer = looking(Role.COMMISSION)
    for query, found in (
        ("?keadaan=submitted&jalur=new", True),
        ("?keadaan=draft", False),
        ("?jalur=local_aceh", False),
    ):
        page = officer.get(f"/kpu/{query}").content.decode()
        assert ("Partai Melati</a>" in page) is found
    assert "Tidak ada berkas yang cocok" in page


def test_the_home_page_lists_requirements_with_problems_first(
    two: tuple[Client, Client],
) -> None:
    page = two[0].get("/partai/").content.decode()
    assert "0 dari 10 syarat terpenuhi" in page
    begun, untouched = page.index("syarat-f"), page.index("syarat-a")
    assert begun < untouched
    assert "Lengkapi " in page
    detail = two[0].get("/partai/syarat/f/").content.decode()
    assert "Maluku" in detail
    assert "anggota" in detail
    assert two[0].get("/partai/syarat/z/").status_code == 404


def test_pages_show_what_was_just_received(two: tuple[Client, Client], deliver: Any) -> None:
    """Figures are kept between looks, and never longer than until the next entry."""
    counted = re.compile(r"<dt>Anggota diterima</dt><dd>(\d+)</dd>")
    seen = [counted.findall(two[0].get("/partai/cakupan/").content.decode()) for _ in range(2)]
    deliver(7)
    seen.append(counted.findall(two[0].get("/partai/cakupan/").content.decode()))
    assert seen == [["4"], ["4"], ["8"]]
