"""Lists as browsers without script send them: judged at once, mended by the workbook, once."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from sipol.flow.intake.messages.findings import render
from sipol.kernel.actors import Actor
from sipol.records.timetable.queries import CycleFacts
from tests.builders import party_in, person_of, running_cycle
from tests.flow.place_lists.sheets import BOARD_HEADINGS, OFFICER_HEADINGS, workbook

EMPTY = " ".join(render("file_empty"))
LISTS = "/partai/kepengurusan/daftar/"
NIK = "8171015205870003"
PERIOD = ("27-03-2025", "27-03-2025", "27-03-2030")


@pytest.fixture
def cycle(db: None) -> CycleFacts:
    from sipol.records.timetable.models import Cycle

    made = running_cycle()
    Cycle.objects.update(current=False)
    Cycle.objects.filter(pk=made.id).update(current=True)
    return made


@pytest.fixture
def leader(cycle: CycleFacts) -> Actor:
    return person_of(party_in(cycle))


def browser_of(actor: Actor) -> Client:
    from sipol.records.accounts.models import User

    browser = Client()
    browser.force_login(User.objects.get(pk=actor.user_id))
    return browser


def send(browser: Client, kind: str, content: bytes, key: str = "") -> Any:
    page = browser.get(LISTS).content.decode()
    shown = re.search(r'name="idempotency_key" value="([^"]+)"', page)
    assert shown
    file = SimpleUploadedFile("daftar <kami>.xlsx", content)
    form = {"list_kind": kind, "file": file, "idempotency_key": key or shown[1]}
    return browser.post(f"{LISTS}kirim/", form)


def sheet_of(answer: Any) -> list[list[str]]:
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    return [[cell or "" for cell in row] for row in book.worksheets[0].iter_rows(values_only=True)]


def test_the_mended_workbook_replaces_exactly_its_rows(leader: Actor, cycle: CycleFacts):
    from sipol.records.boards.queries import standing_boards

    browser = browser_of(leader)
    rows = [
        ["81.71", "", "", "", "SK-1", *PERIOD],
        ["", "Maluku", "Kota Ambon", "Nusaniwa", "SK-2", *PERIOD],
        ["81.01", "", "", "", "SK-3", "kemarin", "", ""],
    ]
    answer = send(browser, "board", workbook(BOARD_HEADINGS, rows))
    assert answer.status_code == 302
    page = browser.get(answer["Location"]).content.decode()
    assert "Nusaniwe" in page  # the nearest name within the regency is told
    assert "daftar &lt;kami&gt;.xlsx" in page
    assert "2 baris perlu diperbaiki" in page
    headings, *bad = sheet_of(browser.get(f"{answer['Location']}perbaikan.xlsx"))
    assert headings[:8] == list(BOARD_HEADINGS)
    assert headings[9:11] == ["Kesalahan", "Cara memperbaiki"]
    assert [row[8] for row in bad] == ["3", "4"]
    bad[0][3], bad[1][5] = "Nusaniwe", "27-03-2025"
    again = send(browser, "board", workbook(headings, bad))
    assert "2 baris perlu" not in browser.get(again["Location"]).content.decode()
    first = browser.get(answer["Location"]).content.decode()
    assert "2 baris yang ditolak sudah datang lagi" in first
    assert set(standing_boards(leader.party_id or 0, cycle.id)) == {"81.71", "81.71.01", "81.01"}


def test_the_form_sent_twice_is_one_effect(leader: Actor):
    from sipol.infra.ledger.models import Receipt

    browser, key = browser_of(leader), "1f7c2b9e-6a8d-4c0b-9a57-3d1f7c2b9e6a"
    content = workbook(BOARD_HEADINGS, [["81.71", "", "", "", "SK-1", *PERIOD]])
    first, again = (send(browser, "board", content, key) for _ in range(2))
    assert first["Location"] == again["Location"]
    assert again["Idempotency-Replayed"] == "true"
    third = send(browser, "board", content)
    assert third["Location"] == first["Location"]
    assert "sudah pernah dikirim" in browser.get(third["Location"]).content.decode()
    receipt = Receipt.objects.get(kind="place_list")
    for address in ("", ".pdf", ".json"):
        assert browser.get(f"/tanda-terima/{receipt.number}{address}").status_code == 200
    assert receipt.number in browser.get("/partai/tanda-terima/").content.decode()


def test_no_page_shows_an_identity_number(leader: Actor):
    browser = browser_of(leader)
    people = [["81.71", "Ketua", f"Ratna {NIK}", "P", NIK], [NIK, "Ketua", "Budi", "L", NIK]]
    answer = send(browser, "officer", workbook(OFFICER_HEADINGS, people))
    assert NIK not in browser.get(answer["Location"]).content.decode()
    rows = sheet_of(browser.get(f"{answer['Location']}perbaikan.xlsx"))
    assert rows[1][4] == NIK  # the sender's own cell
    assert NIK not in "".join(rows[1][6:8])


@pytest.mark.parametrize(
    ("kind", "content", "said"),
    [
        ("board", b"\x00\x01 bukan", "lembar kerja"),
        ("board", b"satu;dua\n1;2\n", "judul"),
        ("rumah", b"satu;dua\n1;2\n", "jenis daftarnya"),
    ],
)
def test_what_cannot_be_taken_in_is_told_on_the_form(
    leader: Actor, kind: str, content: bytes, said: str
):
    answer = send(browser_of(leader), kind, content)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_a_list_belongs_to_its_party_and_part_of_the_country(cycle: CycleFacts, leader: Actor):
    content = workbook(BOARD_HEADINGS, [["81.71", "", "", "", "SK-1", *PERIOD]])
    where = send(browser_of(leader), "board", content)["Location"]
    stranger = browser_of(person_of(party_in(cycle, "KENANGA")))
    for path in (where, f"{where}perbaikan.xlsx"):
        assert stranger.get(path).status_code == 404


@pytest.mark.parametrize("kind", ["board", "officer", "office", "bank_account"])
def test_the_template_is_read_back_and_its_example_is_no_row(leader: Actor, kind: str):
    browser = browser_of(leader)
    template = browser.get(f"{LISTS}templat-{kind}.xlsx")
    assert template["Content-Type"].endswith("spreadsheetml.sheet")
    answer = send(browser, kind, template.content)
    assert answer.status_code == 422
    assert answer.context["problem"] == EMPTY


def test_boards_lead_to_their_lists(leader: Actor):
    assert LISTS in browser_of(leader).get("/partai/kepengurusan/").content.decode()
