"""The language a page speaks: chosen by a link, kept by a cookie, and then spoken all through."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from sipol.kernel.actors import Role
from sipol.web.shared.language import COOKIE
from tests.architecture.doors import all_doors
from tests.architecture.world import ROLE_LOGINS, World

# Words without which hardly any Indonesian sentence is made; none is English or a proper name.
INDONESIAN = re.compile(
    r"\b(yang|tidak|sudah|belum|dengan|Anda|halaman|untuk|atau|oleh|pada|dari|bila|lalu|semua"
    r"|Masuk|Keluar|Simpan|Kirim|Kirim\w+|Tanda terima|Waktu|Lihat|Unduh|Alasan|Keadaan|Ditolak"
    r"|Diterima|Dikirim|Menunggu|Perbaiki|baris|kesalahan|nomor|tanggal|tentang|pengurus|wilayah|berkas"
    r"|harus|dapat|kepada|jika)\b",
    re.IGNORECASE,
)
# What stays Indonesian: the other language's own name, and what people or decrees said.
STAYS = re.compile(r'<(a|span)[^>]*\blang="id"[^>]*>.*?</\1>|<option.*?</option>', re.DOTALL)
NOT_WORDS = re.compile(r"<(script|style|svg)\b.*?</\1>|<!--.*?-->", re.DOTALL)
SPOKEN = re.compile(r'\b(?:aria-label|title|data-label|placeholder)="([^"]*)"')
PEOPLE = [None, *Role]


def words_of(page: str) -> str:
    """What a reader or a screen reader meets on the page."""
    shown = STAYS.sub(" ", NOT_WORDS.sub(" ", page))
    spoken = " ".join(SPOKEN.findall(shown))
    return unescape(re.sub(r"<[^>]*>", " ", shown) + " " + spoken)


@pytest.mark.parametrize("role", PEOPLE)
def test_every_page_speaks_english_all_through(world: World, role: Role | None):
    client = world.client(ROLE_LOGINS[role] if role else "")
    client.cookies[COOKIE] = "en"
    left: dict[str, set[str]] = {}
    seen = 0
    for door in all_doors():
        answer = client.get(door.path(world))
        if answer.streaming or not answer["Content-Type"].startswith("text/html"):
            continue
        assert answer.status_code < 500, door.name
        if answer.status_code in {302, 405}:
            continue
        page = answer.content.decode()
        seen += 1
        assert "<html" not in page or '<html lang="en"' in page, door.name
        if found := {word.lower() for word in INDONESIAN.findall(words_of(page))}:
            left[door.name] = found
    assert seen >= 5
    assert left == {}


def test_pages_speak_indonesian_whatever_the_browser_wishes(world: World):
    page = world.client().get("/", HTTP_ACCEPT_LANGUAGE="en-GB,en;q=0.9").content.decode()
    assert '<html lang="id"' in page
    assert "Pendaftaran partai politik" in page
    assert len(set(INDONESIAN.findall(words_of(page)))) > 10


def test_the_choice_comes_back_to_the_same_page_and_stays(world: World):
    client = world.client()
    page = client.get("/tanda-terima/?nomor=TT-1")
    link = re.search(r'href="([^"]*bahasa=en)"', page.content.decode())
    assert link
    answer = client.get(unescape(link.group(1)))
    assert (answer.status_code, answer["Location"]) == (302, "/tanda-terima/?nomor=TT-1")
    assert '<html lang="en"' in client.get(answer["Location"]).content.decode()
    assert "Registration of political parties" in client.get("/").content.decode()
    assert "Sign in" in client.get("/masuk/").content.decode()
    back = client.get("/masuk/?bahasa=id")
    assert back["Location"] == "/masuk/"
    assert '<html lang="id"' in client.get("/masuk/").content.decode()


def test_a_choice_leads_nowhere_else_and_carries_no_identity_number(world: World):
    client = world.client()
    answer = client.get("/?bahasa=en", PATH_INFO="//example.org/")
    assert answer["Location"] == "/example.org/"
    answer = client.get("/tanda-terima/?nomor=3204015501900001&bahasa=en")
    assert answer["Location"] == "/tanda-terima/"
    assert client.get("/?bahasa=fr").status_code == 200


def test_faults_speak_the_chosen_language():
    client = Client(raise_request_exception=False)
    client.cookies[COOKIE] = "en"
    assert "Page not found" in client.get("/tidak-ada/").content.decode()


def test_refusals_speak_the_chosen_language(world: World):
    client = world.client("pusat")
    client.cookies[COOKIE] = "en"
    answer = client.post("/partai/akun/token/", {"label": "", "days": "5"})
    assert answer.status_code == 422
    assert '<html lang="en"' in answer.content.decode()
    assert not INDONESIAN.search(words_of(answer.content.decode()))
    link = re.search(r'href="([^"]*bahasa=id)"', answer.content.decode())
    assert link and link.group(1) == "/?bahasa=id"
