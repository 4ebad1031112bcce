"""People of an organisation at its doors: invited, changed, replaced, and the end at the gate."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sipol.kernel import clock
from sipol.kernel.actors import Actor, Role
from sipol.records.access.queries import pending_invitations
from sipol.records.accounts.models import User
from sipol.records.accounts.queries import accounts
from sipol.records.timetable.queries import CycleFacts
from tests.architecture.world import World, quick_passwords
from tests.builders import AMBON, party_in, person_of, running_cycle
from tests.records.access.people import row_of, somebody

PASSWORD = "kereta malam ke utara"
PEOPLE = "/partai/pengguna/"


@pytest.fixture(autouse=True)
def cycle(db: None) -> Any:
    from sipol.records.timetable.models import Cycle

    made = running_cycle()
    Cycle.objects.update(current=False)
    Cycle.objects.filter(pk=made.id).update(current=True)
    with quick_passwords():
        yield made


@pytest.fixture
def leader(cycle: CycleFacts) -> Actor:
    return person_of(party_in(cycle))


def browser_of(actor: Actor) -> Client:
    browser = Client()
    browser.force_login(User.objects.get(pk=actor.user_id))
    return browser


def page_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def link_in(answer: Any) -> str:
    found = re.search(r"/undangan/sipol_in_[\w-]+/", answer.content.decode())
    assert found is not None, answer.status_code
    return found[0]


def test_from_the_invitation_to_the_first_sign_in(leader: Actor):
    browser = browser_of(leader)
    assert "Undang admin kedua" in page_of(browser.get(PEOPLE))
    form = {"email": "Ambon@Melati.test", "role": "party_operator", "region_code": AMBON}
    answer = browser.post(f"{PEOPLE}undang/", {**form, "expires": "31-12-2035", "tautan": "1"})
    link = link_in(answer)
    assert "Undangan yang menunggu" in page_of(browser.get(PEOPLE))

    stranger = Client()
    shown = page_of(stranger.get(link))
    assert "Partai Melati" in shown and "Kota Ambon" in shown
    assert "<script" not in shown
    short = {"name": "Yosep", "password": "pendek", "password_again": "lain"}
    answer = stranger.post(link, short)
    assert answer.status_code == 422
    assert "12 huruf" in page_of(answer) and "tidak sama" in page_of(answer)
    good = {"name": "Yosep L.", "password": PASSWORD, "password_again": PASSWORD}
    assert stranger.post(link, good).headers["Location"] == "/masuk/"
    assert stranger.get(link).status_code == 410

    stranger.post("/masuk/", {"login": "ambon@melati.test", "password": PASSWORD})
    rights = page_of(stranger.get("/akun/hak/"))
    assert "Operator partai, MELATI" in rights and "Akun diberikan" in rights
    assert "Yosep L." in page_of(browser.get(PEOPLE))


def test_a_duty_changes_and_its_last_day_is_shown_as_it_was_typed(leader: Actor):
    operator = somebody(Role.PARTY_OPERATOR, AMBON, leader.party_id)
    ours, person = browser_of(leader), f"{PEOPLE}{operator.user_id}/"
    form = {"langkah": "duty", "role": "party_operator", "region_code": "81.01"}
    assert ours.post(f"{person}ubah/", {**form, "expires": "31-12-2035"}).status_code == 302
    page = page_of(ours.get(person))
    assert 'value="31-12-2035"' in page and "Maluku Tengah" in page
    answer = ours.post(f"{person}ubah/", {**form, "expires": "nanti"})
    assert answer.status_code == 422 and 'value="nanti"' in page_of(answer)


def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(leader: Actor):
    form = {"email": "salah", "role": "party_operator", "name": "Ani", "expires": "besok"}
    answer = browser_of(leader).post(f"{PEOPLE}undang/", form)
    assert answer.status_code == 422
    page = page_of(answer)
    assert 'href="#isian-expires"' in page and 'id="isian-expires-kesalahan"' in page
    assert 'value="Ani"' in page


def test_a_list_invites_the_good_rows_and_names_the_bad(leader: Actor):
    import xlsxwriter

    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(
            (
                ["nama", "surel", "kode_wilayah", "peran", "berlaku_sampai"],
                ["Yosep", "yosep@melati.test", "81.71", "operator", "31-12-2035"],
                ["Siti", "siti@melati.test", "99.99", "operator", ""],
                ["Budi", "budi@melati.test", "", "kpu", ""],
                ["Wati", "wati@melati.test", "", "admin", ""],
            )
        ):
            sheet.write_row(number, 0, row)
    file = SimpleUploadedFile("orang.xlsx", target.getvalue())
    answer = browser_of(leader).post(f"{PEOPLE}undang-berkas/", {"file": file})
    page = page_of(answer)
    assert answer.status_code == 200
    assert "2 dari 4 orang diundang" in page
    assert "Baris 3: Kode wilayah tidak dikenal" in page
    assert "Baris 4: Peran di wilayah itu bukan wewenang Anda" in page
    emails = {one.email for one in pending_invitations(leader)}
    assert emails == {"yosep@melati.test", "wati@melati.test"}


def test_a_file_that_is_no_list_says_so(leader: Actor):
    for content, words in ((b"%PDF-1.7", "isian-file"), (b"a;b\n1;2\n", "Judul kolom")):
        file = SimpleUploadedFile("orang.csv", content)
        answer = browser_of(leader).post(f"{PEOPLE}undang-berkas/", {"file": file})
        assert words in page_of(answer)


def test_a_suspended_or_expired_persons_session_ends_at_once(leader: Actor):
    operator = somebody(Role.PARTY_OPERATOR, AMBON, leader.party_id)
    theirs, ours = browser_of(operator), browser_of(leader)
    change = f"{PEOPLE}{operator.user_id}/ubah/"
    assert theirs.get("/partai/").status_code == 200
    assert ours.post(change, {"langkah": "suspend", "reason": "Ponsel hilang"}).status_code == 302
    assert theirs.get("/partai/").headers["Location"].startswith("/masuk/")
    assert ours.post(change, {"langkah": "resume"}).status_code == 302
    theirs = browser_of(operator)
    assert "Ponsel hilang" in page_of(theirs.get("/akun/hak/"))
    User.objects.filter(pk=operator.user_id).update(expires_at=clock.now() - timedelta(seconds=1))
    assert theirs.get("/partai/").headers["Location"].startswith("/masuk/")
    theirs.post("/masuk/", {"login": row_of(operator).email, "password": PASSWORD})
    assert theirs.get("/partai/").headers["Location"].startswith("/masuk/")
    assert "Masa berlaku lewat" in page_of(ours.get(PEOPLE))


def test_the_last_leaders_stay_and_a_lost_one_is_replaced(leader: Actor, cycle: CycleFacts):
    second = somebody(Role.PARTY_ADMIN, "", leader.party_id)
    change = f"{PEOPLE}{leader.user_id}/ubah/"
    ours = browser_of(second)
    answer = ours.post(change, {"langkah": "end", "reason": "Hilang"})
    assert answer.status_code == 422
    assert "harus tetap memiliki dua admin; sekarang ada 2" in page_of(answer)
    assert "Undang admin kedua" not in page_of(ours.get(PEOPLE))
    heir = {"langkah": "hand_over", "email": "ganti@melati.test"}
    assert ours.post(change, heir).status_code == 302
    (waiting,) = pending_invitations(second)
    shown = ours.post(f"/partai/undangan/{waiting.id}/ubah/", {"tautan": "1"})
    good = {"name": "Ganti", "password": PASSWORD, "password_again": PASSWORD}
    Client().post(link_in(shown), good)
    standing = {one.actor.name: one.standing for one in accounts(second)}
    assert standing[leader.name] == "ended" and standing["Ganti"] == "active"


def test_two_offices_take_a_supervisors_right_and_the_person_sees_it_coming():
    kpu, bawaslu = somebody(Role.COMMISSION), somebody(Role.SUPERVISOR)
    people = [somebody(Role.SUPERVISOR, "81") for _ in range(3)]
    theirs = browser_of(people[0])
    change = f"/kpu/pengguna/{people[0].user_id}/ubah/"
    form = {"langkah": "propose", "kind": "suspend", "reason": "Surat 7/2026"}
    assert browser_of(kpu).post(change, form).status_code == 302
    assert "menunggu orang kedua" in page_of(theirs.get("/akun/hak/"))
    link = re.search(
        r"/bawaslu/usul-pengawas/[\w-]+/",
        page_of(browser_of(bawaslu).get("/bawaslu/pengguna/")),
    )
    assert link is not None
    own = link[0].replace("/bawaslu/", "/kpu/")
    answer = browser_of(kpu).post(f"{own}putusan/", {"langkah": "confirm"})
    assert answer.status_code == 422 and theirs.get("/bawaslu/").status_code == 200
    assert "Setujui" in page_of(browser_of(bawaslu).get(link[0]))
    answer = browser_of(bawaslu).post(f"{link[0]}putusan/", {"langkah": "confirm"})
    assert answer.status_code == 302
    assert theirs.get("/bawaslu/").headers["Location"].startswith("/masuk/")
    grants = page_of(browser_of(people[1]).get("/bawaslu/pengguna/riwayat/"))
    assert "disetujui dan berlaku" in grants


def test_from_a_partys_letter_to_its_leader():
    kpu = browser_of(somebody(Role.COMMISSION))
    assert "Belum ada surat" in page_of(kpu.get("/kpu/surat/"))
    typed = {"party_name": "Partai Kenanga", "short_name": "KENANGA", "kind": "national"}
    answer = kpu.post("/kpu/surat/catat/", typed)
    assert answer.status_code == 422
    assert "Nomor surat belum diisi" in page_of(answer) and "Partai Kenanga" in page_of(answer)
    typed |= {"group": "new", "number": "7", "dated": "05-01-2026", "asked_by": "Ketua"}
    typed |= {"decree": "SK-7", "admin_name": "Rani", "admin_email": "rani@kenanga.test"}
    letter = kpu.post("/kpu/surat/catat/", typed).headers["Location"]
    assert kpu.post(f"{letter}putusan/", {"tolak": "1"}).status_code == 422
    invitation = kpu.post(f"{letter}putusan/", {"buka": "1"}).headers["Location"]
    shown = kpu.post(f"{invitation}ubah/", {"tautan": "1"})
    rani = Client()
    good = {"name": "Rani", "password": PASSWORD, "password_again": PASSWORD}
    assert rani.post(link_in(shown), good).status_code == 302
    rani.post("/masuk/", {"login": "rani@kenanga.test", "password": PASSWORD})
    assert "KENANGA" in page_of(rani.get("/partai/"))
    assert "KENANGA" in page_of(kpu.get("/kpu/"))


def test_offices_are_called_by_their_region():
    kip = browser_of(somebody(Role.COMMISSION, "11"))
    page = page_of(kip.get("/kpu/pengguna/"))
    assert "KIP Aceh" in page
    assert "Maluku" not in page


def test_an_office_of_a_region_sees_people_and_deliveries_there_only(world: World):
    from sipol.records.timetable.models import Cycle

    Cycle.objects.update(current=False)
    Cycle.objects.filter(pk=world.cycle_id).update(current=True)
    ambon, bandung = world.deliveries["ambon"], world.deliveries["bandung"]
    for role, door in ((Role.SUPERVISOR, "bawaslu"), (Role.COMMISSION, "kpu")):
        office = browser_of(somebody(role, "81"))
        assert office.get(f"/{door}/kiriman/{ambon}/").status_code == 200
        assert office.get(f"/{door}/kiriman/{bandung}/").status_code == 403
        dossier = page_of(office.get(f"/{door}/berkas/{world.dossiers[world.ours]}/"))
        assert str(ambon) in dossier and str(bandung) not in dossier


def test_an_office_of_a_region_does_not_decide_on_a_national_party(world: World):
    path = f"/kpu/berkas/{world.dossiers[world.ours]}/keputusan/"
    answer = browser_of(somebody(Role.COMMISSION, "81")).post(path, {"move": "accept"})
    assert answer.status_code == 422
    assert "tidak berwenang" in page_of(answer)
