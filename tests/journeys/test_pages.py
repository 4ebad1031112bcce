"""Every page for every audience: accessible, narrow, and whole without script."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from tests.installation import Installation, copied
from tests.journeys.people import signed_in

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[2] / "client" / "node_modules" / "axe-core" / "axe.min.js"
PAGES = {
    "pusat.lentera": (
        "/partai/",
        "/partai/profil/",
        "/partai/profil/buang-draf/",
        "/partai/anggota/kirim/",
        "/partai/pengiriman/",
        "/partai/cakupan/",
        "/partai/tanda-terima/",
        "/partai/periksa/",
        "/partai/pengguna/",
        "/partai/pengguna/riwayat/",
        "/partai/kepengurusan/",
        "/partai/kepengurusan/81.71/",
        "/partai/kepengurusan/81.71/kantor/",
        "/partai/dokumen/",
        "/partai/jadwal/",
        "/akun/hak/",
        "/partai/formulir/",
    ),
    "kpu": ("/kpu/", "/kpu/pengguna/", "/kpu/surat/", "/kpu/jadwal/", "/kpu/jadwal/buka/"),
    "bawaslu": ("/bawaslu/", "/bawaslu/buku-besar/?periksa=1", "/bawaslu/pengguna/"),
}
FOLLOWED = {
    "pusat.lentera": ("/partai/pengiriman/", "anggota-81.71.xlsx"),
    "kpu": ("/kpu/", "BAHARI"),
    "bawaslu": ("/bawaslu/", "BAHARI"),
}
NARROW = {"width": 320, "height": 640}


@pytest.fixture(scope="module")
def served(
    demo_seed: Installation, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Iterator[Installation]:
    """The demo's cycle, served for reading only."""
    folder = tmp_path_factory.mktemp("served")
    with copied(demo_seed, folder, f"sipol_served_{worker_id}") as made:
        made.start_web()
        yield made


@pytest.mark.parametrize("login", PAGES)
def test_pages_have_no_barriers_wide_and_narrow(
    chromium: Browser, served: Installation, login: str
) -> None:
    for viewport in ({"width": 1280, "height": 900}, NARROW):
        page = signed_in(chromium, served, login, viewport=viewport)
        for path in PAGES[login]:
            page.goto(path)
            _has_no_barriers(page)
        start, link = FOLLOWED[login]
        page.goto(start)
        page.locator("main a", has_text=link).first.click()
        _has_no_barriers(page)
        page.context.close()


@pytest.mark.parametrize("path", ["/", "/tentang/", "/masuk/", "/tanda-terima/", "/tidak-ada/"])
def test_public_pages_have_no_barriers(chromium: Browser, served: Installation, path: str) -> None:
    context = chromium.new_context(base_url=served.url, viewport=NARROW, locale="id-ID")
    page = context.new_page()
    page.goto(path)
    _has_no_barriers(page)
    context.close()


def test_a_list_can_be_sent_and_its_findings_read_without_script(
    chromium: Browser, installation: Installation, tmp_path: Path
) -> None:
    installation.start_web()
    installation.start_worker()
    page = signed_in(
        chromium, installation, "ambon.lentera", java_script_enabled=False, viewport=NARROW
    )
    page.goto("/partai/anggota/kirim/")
    page.get_by_role("button", name="Kirim daftar").click()
    expect(page.get_by_text("Pilih dahulu berkas").first).to_be_visible()
    file = tmp_path / "tiga orang.csv"
    file.write_text(
        "no_kta;nik;nama;jenis_kelamin;tanggal_lahir;status_perkawinan;kode_kecamatan\n"
        "A1;9971010304900001;Budi;L;03-04-1990;S;Sirimau\n"
        "A2;99710103049000;Wati;P;03-04-1990;S;Sirimau\n"
    )
    page.get_by_label("Berkas daftar anggota").set_input_files(file)
    page.get_by_role("button", name="Kirim daftar").click()
    page.wait_for_url("**/partai/pengiriman/*/")
    address = page.url
    for _ in range(100):
        # The page renews itself as well, and one of the two navigations gives way.
        with suppress(Error):
            page.goto(address)
        if page.get_by_role("heading", name="Tanda terima").count():
            break
        page.wait_for_timeout(200)
    expect(page.get_by_text("tidak berisi tepat 16 angka").first).to_be_visible()
    assert "99710103049000" not in page.content()


def _has_no_barriers(page: Page) -> None:
    page.evaluate(AXE.read_text())
    found = page.evaluate(
        "() => axe.run().then(r => r.violations.map(v => [v.id, v.nodes[0].html]))"
    )
    assert found == [], (page.url, found)
    width = page.evaluate("document.documentElement.scrollWidth")
    shown = page.viewport_size
    assert shown is not None and width <= shown["width"], (page.url, width)
    assert page.locator("h1").count() == 1, page.url
