"""Papers as a browser without script sends, mends and sees them."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sipol.flow.intake.actions.upload_leases import finish_upload, record_offset, take_over
from sipol.flow.intake.actions.uploads import begin_upload
from sipol.infra.ledger.queries import entries
from sipol.infra.storage.installed import installed_vault
from sipol.kernel import clock
from sipol.kernel.actors import Actor, Role
from sipol.kernel.refusals import Refused
from sipol.records.accounts.actions import grant_account
from sipol.records.papers.actions.matching import check_waiting
from sipol.records.papers.queries.papers import latest_papers
from sipol.records.papers.queries.sendings import items, sending
from sipol.records.parties.queries import PartyFacts
from sipol.records.timetable.queries import CycleFacts
from tests.builders import AMBON, party_in, person_of, running_cycle
from tests.records.papers.files import pdf, picture

PAPERS = "/partai/dokumen/"
SEND = "/partai/dokumen/kirim/berkas/"


@pytest.fixture
def cycle(db: None) -> CycleFacts:
    from sipol.records.timetable.models import Cycle

    made = running_cycle()
    Cycle.objects.update(current=False)
    Cycle.objects.filter(pk=made.id).update(current=True)
    return made


@pytest.fixture
def party(cycle: CycleFacts) -> PartyFacts:
    return party_in(cycle)


@pytest.fixture
def operator(party: PartyFacts) -> Actor:
    return person_of(party, AMBON)


def browser_of(actor: Actor) -> Client:
    from sipol.records.accounts.models import User

    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


def supervisor() -> Actor:
    return grant_account(
        email="bawaslu@contoh.test",
        name="Rahmat Hidayat",
        password="tidak dipakai",
        role=Role.SUPERVISOR,
        party_id=None,
        region_code="",
        granted_by="uji",
        now=clock.now(),
    )


def send(client: Client, content: bytes, name: str = "SK.pdf", **fields: str) -> Any:
    file = SimpleUploadedFile(name, content)
    told = {"kind": "board_decree", "region": AMBON, **fields}
    return client.post(SEND, {**told, "file": file}, follow=True)


def test_a_paper_is_sent_seen_replaced_and_withdrawn(operator: Actor, cycle: CycleFacts):
    client = browser_of(operator)
    shown = send(client, pdf(text="a")).content.decode()
    assert "Dokumen tersimpan sebagai versi 1. Tanda terima" in shown
    assert "sama persis dengan versi 1" in send(client, pdf(text="a")).content.decode()
    answer = send(client, pdf(text="b"))
    page = answer.redirect_chain[-1][0]
    assert "versi 2" in answer.content.decode()
    jpeg = client.get(f"{page}1.jpg")
    assert (jpeg["Content-Type"], jpeg.content[:3]) == ("image/jpeg", b"\xff\xd8\xff")
    assert client.get(f"{page}2.jpg").status_code == 404
    original = client.get(f"{page}asli")
    assert b"".join(original.streaming_content) == pdf(text="b")
    assert original["Content-Disposition"].startswith("attachment")
    assert "sandbox" in original["Content-Security-Policy"]
    assert client.post(f"{page}tarik/", {"reason": " "}).status_code == 422
    assert client.post(f"{page}tarik/", {"reason": "Salah"}).status_code == 302
    assert latest_papers(operator.party_id or 0, cycle.id) == {}
    assert "ditarik oleh" in client.get(page).content.decode()


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "SK.pdf", "kosong"),
        (pdf(password="x"), "SK.pdf", "berkata sandi"),
        (b"<svg/>", "SK.png", "bukan JPEG, PDF / PNG"),
    ],
)
def test_a_bad_file_is_told_in_one_sentence(operator: Actor, content: bytes, name: str, said: str):
    answer = send(browser_of(operator), content, name)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert browser_of(operator).post(SEND, {"kind": "board_decree"}).status_code == 422


def test_a_look_from_outside_is_written_down_and_seen_by_the_party(
    operator: Actor, party: PartyFacts
):
    page = send(browser_of(operator), picture(), "SK.png").redirect_chain[-1][0]
    outside, before = browser_of(supervisor()), len(entries(limit=1000))
    theirs = page.replace("/partai/", "/bawaslu/")
    assert "Rahmat" not in browser_of(operator).get(page).content.decode()
    for _ in range(3):
        assert outside.get(f"{theirs}1.jpg").status_code == 200
    shown = browser_of(operator).get(page).content.decode()
    assert shown.count("Rahmat Hidayat") == 1
    assert len(entries(limit=1000)) == before
    assert outside.get(page).status_code == 403


def test_an_operator_sees_own_region_and_the_centre_only(party: PartyFacts, operator: Actor):
    centre = browser_of(person_of(party))
    there = send(centre, pdf(), region="81.01").redirect_chain[-1][0]
    whole = send(centre, pdf(text="b"), kind="statutes", region="").redirect_chain[-1][0]
    client = browser_of(operator)
    assert client.get(there).status_code == 403
    assert client.get(f"{there}1.jpg").status_code == 404
    assert client.get(whole).status_code == 200
    assert client.get("/partai/dokumen/jenis/board_decree/?di=81.01").status_code == 404
    assert client.get("/partai/dokumen/jenis/board_decree/").status_code == 200


def begin(client: Client, level: str = "") -> str:
    answer = client.post("/partai/dokumen/kiriman/", {"what": f"board_decree:{level}"})
    assert answer.status_code == 302
    return str(answer["Location"])


def check(page: str) -> UUID:
    sending_id = UUID(page.rstrip("/").rpartition("/")[2])
    check_waiting(sending_id=sending_id, vault=installed_vault(), clock=clock.now)
    return sending_id


def test_many_files_without_script(operator: Actor, cycle: CycleFacts):
    client = browser_of(operator)
    page = begin(client)
    files = [
        SimpleUploadedFile("SK_81.71.01.pdf", pdf(text="1")),
        SimpleUploadedFile("scan.pdf", pdf(text="2")),
        SimpleUploadedFile("scan 2.pdf", pdf(text="3")),
    ]
    assert client.post(f"{page}berkas/", {"file": files}).status_code == 302
    sending_id = check(page)
    shown = client.get(page).content.decode()
    assert "tidak menyebut wilayah" in shown
    first, second = re.findall(r'name="wilayah-([0-9a-f-]+)"', shown)
    wrong = {f"wilayah-{first}": "81.01", f"jenis-{first}": "board_decree"}
    answer = client.post(f"{page}pasangkan/", wrong)
    assert (answer.status_code, "di luar tugas" in answer.content.decode()) == (422, True)
    assert client.post(f"{page}pasangkan/", {**wrong, f"wilayah-{first}": "81.71.02"})
    assert client.post(f"{page}pasangkan/", {"abaikan": second}).status_code == 302
    assert client.post(f"{page}tutup/").status_code == 302
    facts = sending(operator, sending_id)
    assert facts.counts == {"filed": 2, "dropped": 1}
    receipt = client.get(f"/tanda-terima/{facts.receipt}").content.decode()
    assert "Tanda terima dokumen" in receipt and page in receipt
    assert client.get(f"/tanda-terima/{facts.receipt}.pdf").status_code == 200


def test_an_upload_in_pieces_becomes_a_file_of_its_sending(operator: Actor, cycle: CycleFacts):
    client, content, now = browser_of(operator), pdf(text="pieces"), clock.now()
    page = begin(client, "regency")
    sending_id = UUID(page.rstrip("/").rpartition("/")[2])
    upload = begin_upload(
        actor=operator,
        cycle_id=cycle.id,
        client_key="satu",
        file_name="SK_81.71.pdf",
        size=len(content),
        sending_id=sending_id,
        now=now,
    )
    lease, vault = take_over(upload_id=upload.id, now=now), installed_vault()
    with vault.open_part(upload.id, lease.salt, 0) as part:
        part.write_at(0, content)
        part.sync()
    record_offset(upload_id=upload.id, fence=lease.fence, offset=len(content), now=now)
    sha256 = vault.digest_part(upload.id, len(content))
    vault.claim(upload.id, sha256)
    for _ in range(2):
        finish_upload(upload_id=upload.id, fence=lease.fence, sha256=sha256, now=now)
    check(page)
    (item,) = items(sending(operator, sending_id))
    assert (item.state, item.region_code) == ("filed", AMBON)
    leads_to = client.get(f"/partai/pengiriman/{upload.id}/")
    assert leads_to["Location"] == page


def test_nobody_sends_into_anothers_sending(operator: Actor, party: PartyFacts, cycle: CycleFacts):
    page = begin(browser_of(operator))
    stranger = person_of(party_in(cycle, "MAWAR"))
    with pytest.raises(Refused) as refused:
        begin_upload(
            actor=stranger,
            cycle_id=cycle.id,
            client_key="x",
            file_name="a.pdf",
            size=10,
            sending_id=UUID(page.rstrip("/").rpartition("/")[2]),
            now=clock.now(),
        )
    assert refused.value.refusal.code == "sending_unknown"
    assert browser_of(stranger).get(page).status_code == 403
