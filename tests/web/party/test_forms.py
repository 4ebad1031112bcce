"""The forms through the doors of all sides: drafts, what was handed in, and decisions."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any
from uuid import uuid4

import pypdf
import pytest
from django.db import transaction

from sipol.kernel import clock
from sipol.records.dossiers.actions import make_move
from sipol.records.dossiers.queries import dossier
from sipol.records.hand_ins.actions import mark
from sipol.records.hand_ins.models import HandIn
from sipol.records.hand_ins.queries import Noted, checklist
from sipol.records.members.queries.counts import count_by_regency
from sipol.records.offices.actions import save_office
from sipol.records.places.actions.batches import PlaceEntry
from sipol.records.timetable.queries import cycle_by_id
from sipol.web.shared.language import COOKIE
from tests.architecture.world import World, build, quick_passwords

MODELS = ("pernyataan", "rekap", "kantor")


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), quick_passwords(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


@pytest.fixture
def world(built: World, db: None) -> World:
    return built


def words(pdf: bytes) -> str:
    pages = pypdf.PdfReader(BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).replace("\u200b", "").split())


def fetch(world: World, login: str, path: str) -> bytes:
    answer = world.client(login).get(path)
    assert answer.status_code == 200, path
    assert answer["Content-Type"] == "application/pdf"
    return bytes(answer.content)


def decide(world: World, move: str, **facts: Any) -> int:
    return make_move(
        actor=world.people["kpu"],
        dossier_id=world.dossiers[world.ours],
        move=move,
        facts=facts,
        request_id=uuid4(),
        now=clock.now(),
        reason="Dua provinsi kosong.",
    ).entry.pk


def test_what_was_handed_in_is_the_same_file_for_everybody_and_ever(world: World) -> None:
    at = world.dossiers[world.ours]
    frozen = HandIn.objects.get(dossier_id=at, number=1)
    paths = {
        "pusat": "/partai/formulir/1/rekap.pdf",
        "kpu": f"/kpu/berkas/{at}/formulir/1/rekap.pdf",
        "bawaslu": f"/bawaslu/berkas/{at}/formulir/1/rekap.pdf",
    }
    first = {fetch(world, login, path) for login, path in paths.items()}
    move_the_office(world, "Jalan Baru 99")
    assert first | {fetch(world, login, path) for login, path in paths.items()} == first
    said = words(first.pop())
    members = sum(count_by_regency(cycle_id=world.cycle_id, party_id=world.ours).values())
    assert f"Anggota {members} (" in said
    assert frozen.snapshot_sha256[:12] in said
    assert frozen.receipt_number in said
    assert "DRAF" not in said


def test_a_draft_says_so_and_follows_the_data(world: World) -> None:
    before = words(fetch(world, "pusat", "/partai/formulir/kantor.pdf"))
    move_the_office(world, "Jalan Baru 99")
    after = words(fetch(world, "pusat", "/partai/formulir/kantor.pdf"))
    assert "DRAF" in before
    assert "Jalan Baru 99" not in before
    assert "Jalan Baru 99" in after
    for model in MODELS:
        assert "DRAF" in words(fetch(world, "pusat", f"/partai/formulir/{model}.pdf"))


def test_the_page_names_the_hash_that_the_draft_bears(world: World) -> None:
    page = world.client("pusat").get("/partai/formulir/").content.decode()
    for model in MODELS:
        assert f"/partai/formulir/{model}.pdf" in page
    assert page.count("?kind=") == 3
    said = words(fetch(world, "pusat", "/partai/formulir/rekap.pdf"))
    assert said.partition("Isi ")[2][:12] in page


def test_whoever_covers_a_part_of_the_country_prints_no_form_of_the_whole(world: World) -> None:
    at = world.dossiers[world.ours]
    page = world.client("ambon").get("/partai/formulir/")
    assert page.status_code == 200
    assert ".pdf" not in page.content.decode().replace("/putusan/", "").partition("berita")[0]
    assert world.client("ambon").get("/partai/formulir/kantor.pdf").status_code == 403
    assert (
        world.client("verifikator").get(f"/kpu/berkas/{at}/formulir/1/kantor.pdf").status_code
        == 403
    )
    for path in ("/partai/formulir/9/rekap.pdf", "/partai/formulir/lain.pdf"):
        assert world.client("pusat").get(path).status_code == 404


def test_another_party_reads_neither_forms_nor_decisions(world: World) -> None:
    rival = world.client("lawan")
    assert rival.get("/partai/formulir/1/rekap.pdf").status_code == 404
    assert rival.get(f"/partai/putusan/{world.decision}/berita-acara.pdf").status_code == 404


def test_a_return_gives_the_reasons_per_requirement(world: World) -> None:
    entry = decide(world, "return", items=[{"letter": "d", "note": "Kecamatan tanpa pengurus."}])
    for record in ("pengembalian", "berita-acara"):
        first = fetch(world, "pusat", f"/partai/putusan/{entry}/{record}.pdf")
        at = world.dossiers[world.ours]
        assert first == fetch(world, "kpu", f"/kpu/berkas/{at}/putusan/{entry}/{record}.pdf")
        said = words(first)
        assert "Dua provinsi kosong." in said
        assert "DIKEMBALIKAN" in said
        assert "DRAF" not in said
    form = words(fetch(world, "pusat", f"/partai/putusan/{entry}/pengembalian.pdf"))
    assert "MODEL PENGEMBALIAN.PENDAFTARAN-PARPOL" in form
    assert "Kecamatan tanpa pengurus." in form
    assert "Pengurus di semua provinsi" in form
    assert (
        f"/putusan/{entry}/pengembalian.pdf"
        in world.client("pusat").get("/partai/formulir/").content.decode()
    )


def test_the_record_keeps_what_was_noted_before_it(world: World) -> None:
    at, kpu = world.dossiers[world.ours], world.people["kpu"]
    found = checklist(kpu, dossier_facts(world))
    assert found is not None
    note = {"c": Noted(True, "Sudah dilihat bersama.")}
    mark(actor=kpu, hand_in_id=found.hand_in_id, noted=note, now=clock.now())
    entry = decide(world, "accept", requirements_met=False, reason="x")
    path = f"/bawaslu/berkas/{at}/putusan/{entry}/berita-acara.pdf"
    first = fetch(world, "bawaslu", path)
    assert "Sudah dilihat bersama." in words(first)
    assert "DITERIMA LENGKAP" in words(first)
    assert (
        world.client("kpu").get(f"/kpu/berkas/{at}/putusan/{entry}/pengembalian.pdf").status_code
        == 404
    )
    later = {"c": Noted(True, "Catatan kemudian.")}
    mark(actor=kpu, hand_in_id=found.hand_in_id, noted=later, now=clock.now())
    assert fetch(world, "bawaslu", path) == first


def test_documents_of_decisions_are_indonesian_whatever_the_reader_speaks(world: World) -> None:
    client = world.client("pusat")
    path = f"/partai/putusan/{world.decision}/berita-acara.pdf"
    indonesian = client.get(path).content
    client.cookies[COOKIE] = "en"
    assert client.get(path).content == indonesian


def dossier_facts(world: World) -> Any:
    return dossier(world.people["kpu"], world.dossiers[world.ours])


def move_the_office(world: World, address: str) -> None:
    texts = {"address": address, "tenure": "own", "valid_until": ""}
    saved = save_office(
        actor=world.people["pusat"],
        cycle=cycle_by_id(world.cycle_id),
        entry=PlaceEntry("", 0, texts),
        now=clock.now(),
    )
    assert saved.ids
