"""A new party's whole filing in a browser: from its letter to the received registration.

Small in numbers, whole in steps: the commission's letter, four people who take up invitations, two
operators at work at once, papers, two admins who hand in, and the desk that both sides look at.
"""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from sipol.kernel import clock
from sipol.records.regions.readers.shipped import shipped_region_rows
from tests.builders import AMBON, MALUKU_TENGAH
from tests.installation import Installation
from tests.journeys.people import PATIENCE_MS, signed_in
from tests.records.papers.files import pdf
from tests.samples.member_lists import invent_members, write_csv

pytestmark = pytest.mark.browser

PARTY, SHORT = "Partai Mutiara Bangsa", "MUTIARA"
SEVERAL = {MALUKU_TENGAH, "81.03", "81.04", "81.07"}
PASSWORD = "kuda tiga baterai ungu"
# As the national parties of 2022: one admin prepares, another confirms.
TWO_PEOPLE = """
from sipol.config import installation
installation.set_django_up()
from sipol.kernel import clock
from sipol.records.dossiers.actions import set_requirements
from sipol.records.dossiers.rules.requirements import NATIONAL_2022
from sipol.records.timetable.queries import current_cycle
set_requirements(cycle_id=current_cycle().id, party_kind="national", asked=NATIONAL_2022,
                 actor_name="uji", now=clock.now())
"""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody whom the party invites; an admin where no regency is named."""

    login: str
    name: str
    regency: str = ""

    @property
    def email(self) -> str:
        return f"{self.login}@mutiara.contoh.test"


FIRST = Newcomer("pusat", "Lidia Sopacua")
SECOND = Newcomer("wakil", "Johan Tutuhatunewa")
IN_AMBON = Newcomer("ambon", "Ferdi Sahetapy", AMBON)
IN_CENTRE = Newcomer("malteng", "Halima Wael", MALUKU_TENGAH)


@pytest.mark.timeout(300)
def test_a_new_party_goes_from_its_letter_to_the_received_registration(
    chromium: Browser, installation: Installation, tmp_path: Path
) -> None:
    _asks_for_two_people(installation)
    installation.start_web()
    installation.start_worker()
    desk = signed_in(chromium, installation, "kpu")
    first = _takes_up(chromium, installation, _opens_access_on_a_letter(desk), FIRST)
    second, ambon, centre = (
        _takes_up(chromium, installation, _invites(first, newcomer), newcomer)
        for newcomer in (SECOND, IN_AMBON, IN_CENTRE)
    )

    _work_at_once({AMBON: ambon, MALUKU_TENGAH: centre}, tmp_path)
    _files_a_paper(first, tmp_path)

    receipt = _hands_in_with_a_second_person(first, second)
    _receipt_is_genuine(chromium, installation, receipt)
    _desk_goes_through_the_checklist(desk, first)
    _desk_accepts(desk, first)


def _asks_for_two_people(installation: Installation) -> None:
    subprocess.run(
        [sys.executable, "-c", TWO_PEOPLE], env=installation.environment, check=True, timeout=60
    )


def _opens_access_on_a_letter(desk: Page) -> str:
    """The link by which the party's first admin comes in."""
    desk.goto("/kpu/surat/")
    today = clock.now().astimezone(clock.WIB)
    for label, text in {
        "Nama partai": PARTY,
        "Nama singkat": SHORT,
        "Nomor surat": "021/DPP-PMB/2026",
        "Tanggal surat": f"{today - timedelta(days=2):%d-%m-%Y}",
        "Penanda tangan surat": "Lidia Sopacua, Ketua Umum",
        "Nomor keputusan tentang operator": "SK-7/DPP-PMB/2026",
        "Nama admin pusat": FIRST.name,
        "Alamat surel admin pusat": FIRST.email,
    }.items():
        desk.get_by_label(label, exact=True).fill(text)
    desk.get_by_label("Kelompok partai pada tahapan ini").select_option("new")
    desk.get_by_role("button", name="Catat surat").click()
    desk.get_by_role("button", name="Buka akses").click()
    desk.get_by_role("button", name="Tampilkan tautan baru").click()
    return _link_on(desk)


def _invites(admin: Page, newcomer: Newcomer) -> str:
    admin.goto("/partai/pengguna/")
    admin.locator("main").get_by_label("Alamat surel").fill(newcomer.email)
    admin.get_by_label("Nama (boleh kosong)").fill(newcomer.name)
    if newcomer.regency:
        admin.get_by_label("Wilayah tugas").select_option(newcomer.regency)
    else:
        admin.get_by_label("Peran").select_option("party_admin")
    admin.get_by_role("button", name="Buat tautan saja").click()
    return _link_on(admin)


def _link_on(page: Page) -> str:
    return page.get_by_role("status").locator(".mono").inner_text()


def _takes_up(browser: Browser, installation: Installation, link: str, newcomer: Newcomer) -> Page:
    """The newcomer's own page, signed in."""
    context = browser.new_context(
        base_url=installation.url, locale="id-ID", viewport={"width": 1280, "height": 900}
    )
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto(link[link.index("/undangan/") :])
    expect(page.get_by_label("Nama lengkap Anda")).to_have_value(newcomer.name)
    page.get_by_label("Kata sandi", exact=True).fill(PASSWORD)
    page.get_by_label("Kata sandi, sekali lagi").fill(PASSWORD)
    page.get_by_role("button", name="Buat akun").click()
    page.get_by_label("Alamat surel").fill(newcomer.email)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(PARTY)
    return page


def _work_at_once(operators: dict[str, Page], folder: Path) -> None:
    """Step by step side by side: each fills in the own regency, and is shown no other one."""
    for regency, page in operators.items():
        _names_a_chair(page, regency)
    for regency, page in operators.items():
        _fills(page, regency, "kantor", {"Alamat kantor tetap": "Jl. Melati 4"}, "own")
    for regency, page in operators.items():
        bank = {"Bank": "Bank Misal", "Nomor rekening": "0123456789", "Atas nama": PARTY}
        _fills(page, regency, "rekening", bank)
    for regency, page in operators.items():
        _sends_members(page, regency, folder)
    for regency, page in operators.items():
        receipt = page.get_by_role("heading", name="Tanda terima")
        expect(receipt).to_be_visible(timeout=PATIENCE_MS)
        other = next(code for code in operators if code != regency)
        assert page.goto(f"/partai/kepengurusan/{other}/").status in (403, 404)  # type: ignore[union-attr]


def _names_a_chair(page: Page, regency: str) -> None:
    """By the keyboard alone."""
    page.goto(f"/partai/kepengurusan/{regency}/")
    page.get_by_label("Jabatan", exact=True).focus()
    page.keyboard.type("Ketua DPC")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type(f"Rosa {regency}")
    page.keyboard.press("Tab")
    page.keyboard.type("Perempuan")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("rowheader", name="Rosa")).to_be_visible()


def _fills(page: Page, regency: str, fact: str, texts: dict[str, str], tenure: str = "") -> None:
    page.goto(f"/partai/kepengurusan/{regency}/{fact}/")
    for label, text in texts.items():
        page.get_by_label(label, exact=True).fill(text)
    if tenure:
        page.get_by_label("Status kantor").select_option(tenure)
    page.get_by_role("button", name="Simpan", exact=True).click()
    page.wait_for_url(f"**/kepengurusan/{regency}/")


def _sends_members(page: Page, regency: str, folder: Path) -> None:
    file = folder / f"anggota {regency}.csv"
    write_csv(
        file, invent_members(30, localities=[(regency, f"{regency}.01")], seed=int(regency[3:]))
    )
    page.goto("/partai/anggota/kirim/")
    page.get_by_label("Berkas daftar anggota").set_input_files(file)
    page.get_by_role("button", name="Kirim daftar").click()
    page.wait_for_url("**/partai/pengiriman/**")


def _files_a_paper(admin: Page, folder: Path) -> None:
    file = folder / "akta.pdf"
    file.write_bytes(pdf(text="akta"))
    admin.goto("/partai/dokumen/kirim/")
    admin.get_by_label("Jenis dokumen").select_option("statutes")
    admin.locator("input[type=file]").set_input_files(file)
    admin.get_by_role("button", name="Kirim dokumen").click()
    admin.wait_for_url("**/partai/dokumen/*-*/")


def _hands_in_with_a_second_person(first: Page, second: Page) -> str:
    """The address of the receipt."""
    first.goto("/partai/periksa/")
    first.get_by_label("Ketik nama singkat partai").fill(SHORT)
    first.get_by_role("button", name=f"Siapkan pendaftaran {SHORT}").click()
    expect(first.get_by_text("Anda sudah menyiapkan pendaftaran ini")).to_be_visible()
    second.goto("/partai/periksa/")
    expect(second.get_by_text(f"{FIRST.name} sudah menyiapkan")).to_be_visible()
    second.get_by_role("button", name="Pastikan dan kirim pendaftaran").click()
    second.wait_for_url("**/tanda-terima/TT-*")
    return second.url


def _receipt_is_genuine(browser: Browser, installation: Installation, receipt: str) -> None:
    """For anybody, signed in or not."""
    context = browser.new_context(base_url=installation.url, locale="id-ID")
    page = context.new_page()
    page.goto(receipt)
    expect(page.get_by_text("asli", exact=False).first).to_be_visible()
    expect(page.locator("main")).to_contain_text(PARTY)
    page.goto("/penyerahan/")
    expect(page.locator("main")).to_contain_text(PARTY)
    context.close()


def _desk_goes_through_the_checklist(desk: Page, party: Page) -> None:
    """What the desk ticks and notes is what the party's liaison officer reads."""
    desk.goto("/kpu/")
    desk.get_by_role("link", name=PARTY).or_(desk.get_by_role("link", name=SHORT)).first.click()
    desk.locator("#lihat-a").check()
    desk.locator("#catatan-a").fill("Akta asli sudah ditunjukkan")
    desk.get_by_role("button", name="Simpan daftar periksa").click()
    expect(desk.get_by_text("Daftar periksa tersimpan")).to_be_visible()
    party.goto("/partai/periksa/kpu/")
    expect(party.get_by_text("Akta asli sudah ditunjukkan").first).to_be_visible()


def _desk_accepts(desk: Page, party: Page) -> None:
    desk.get_by_label("Diterima lengkap").check()
    desk.get_by_label("Alasan", exact=True).fill("Sisanya diserahkan di atas kertas")
    desk.get_by_role("button", name="Catat keputusan").click()
    expect(desk.get_by_text("Diterima lengkap oleh KPU").first).to_be_visible()
    party.goto("/partai/")
    expect(party.get_by_text("Pendaftaran diterima lengkap oleh KPU").first).to_be_visible()


def test_decrees_sent_together_find_their_districts_by_name(
    chromium: Browser, installation: Installation, tmp_path: Path
) -> None:
    installation.start_web()
    installation.start_worker()
    page = signed_in(chromium, installation, "maluku.lentera")
    page.goto("/partai/dokumen/")
    page.get_by_label("Jenis dokumen dan tingkat wilayah").select_option("board_decree:district")
    page.get_by_role("button", name="Mulai kiriman").click()
    page.locator("#berkas").set_input_files(_decrees(tmp_path))
    page.get_by_role("button", name="Kirim berkas").click()
    filed = re.compile(r"Tersimpan\s*38")
    expect(page.locator("#neraca")).to_contain_text(filed, timeout=PATIENCE_MS)
    nameless, broken = (
        page.get_by_role("row").filter(has_text=name)
        for name in ("pindaian.pdf", "SK_81.72.01.pdf")
    )
    expect(nameless).to_contain_text("Belum terpasang", timeout=PATIENCE_MS)
    expect(broken).to_contain_text("Ditolak")


def _decrees(folder: Path) -> list[Path]:
    """Forty files: half named by code, half by name; one says no region, one is no whole PDF."""
    names = dict(shipped_region_rows())
    districts = [code for code in names if code[:5] in SEVERAL and len(code) == 8]
    named = [f"SK_{code}.pdf" for code in districts[:19]]
    named += [f"SK Kec. {names[code]}, {names[code[:5]]}.pdf" for code in districts[19:38]]
    files = [folder / name for name in (*named, "pindaian.pdf", "SK_81.72.01.pdf")]
    for file in files:
        file.write_bytes(pdf(text=file.name))
    files[-1].write_bytes(b"%PDF-1.7 cut off")
    return files
