"""Second factors in a real browser: a passkey, and a code in the place where a session ended."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.installation import Installation, copied
from tests.journeys.people import PATIENCE_MS, signed_in
from tests.web.shared.security.second_factors import code_of

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[2] / "client" / "node_modules" / "axe-core" / "axe.min.js"
NARROW = {"width": 360, "height": 640}


@pytest.fixture(scope="module")
def served(
    demo_seed: Installation, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("second-factor")
    with copied(demo_seed, folder, f"sipol_second_factor_{worker_id}") as made:
        made.start_web()
        yield made


def no_faults(page: Page) -> None:
    """Nothing for axe to find, and no sideways scrolling at 360 px."""
    page.evaluate(AXE.read_text())
    faults = page.evaluate("axe.run(document.querySelector('main'))")["violations"]
    assert [fault["id"] for fault in faults] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


def confirm(page: Page, installation: Installation, login: str) -> None:
    page.locator("main").get_by_label("Kata sandi").fill(installation.people[login]["password"])
    page.get_by_role("button", name="Lanjutkan").click()


def plug_in_key(page: Page) -> None:
    """A security key that only this page's browser knows."""
    line = page.context.new_cdp_session(page)
    line.send("WebAuthn.enable")
    kind = {"protocol": "ctap2", "transport": "internal", "hasUserVerification": True}
    options = kind | {"isUserVerified": True, "automaticPresenceSimulation": True}
    line.send("WebAuthn.addVirtualAuthenticator", {"options": options})


@pytest.mark.timeout(170)
def test_a_passkey_is_made_and_opens_the_next_session(
    chromium: Browser, served: Installation
) -> None:
    person = served.people["kpu"]
    by_name = served.url.replace("127.0.0.1", "localhost")
    context = chromium.new_context(base_url=by_name, locale="id-ID", viewport=NARROW)
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    plug_in_key(page)
    enter(page, person)
    page.goto("/akun/keamanan/kunci/")
    confirm(page, served, "kpu")
    page.get_by_label("Nama kunci ini").fill("laptop kantor")
    no_faults(page)
    page.get_by_role("button", name="Buat kunci sandi").click()
    expect(page.get_by_role("heading", name="Kode pemulihan")).to_be_visible()
    no_faults(page)
    page.get_by_role("link", name="Sudah saya simpan").click()
    expect(page.locator("main")).to_contain_text("laptop kantor")
    no_faults(page)
    page.get_by_role("button", name="Keluar").click()
    enter(page, person)
    no_faults(page)
    page.get_by_role("button", name="Pakai kunci sandi").click()
    expect(page.get_by_role("button", name="Keluar")).to_be_visible()
    context.close()


def enter(page: Page, person: dict[str, str]) -> None:
    page.goto("/masuk/")
    page.get_by_label("Alamat surel").fill(person["email"])
    page.get_by_label("Kata sandi").fill(person["password"])
    page.get_by_role("button", name="Masuk", exact=True).click()


@pytest.mark.timeout(170)
def test_a_session_goes_on_in_place_with_a_code(chromium: Browser, served: Installation) -> None:
    page = signed_in(chromium, served, "bawaslu", viewport=NARROW)
    page.goto("/akun/keamanan/aplikasi/")
    confirm(page, served, "bawaslu")
    no_faults(page)
    secret = re.sub(r"\s", "", page.locator("main .mono").inner_text())
    page.locator("main").get_by_label("Enam angka").fill(code_of(secret, -1))
    page.get_by_role("button", name="Pasang").click()
    expect(page.get_by_role("heading", name="Kode pemulihan")).to_be_visible()
    page.goto("/akun/sesi/")
    no_faults(page)
    page.context.clear_cookies(name="sessionid")
    page.evaluate("document.dispatchEvent(new CustomEvent('sipol:signed-out'))")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Kata sandi").fill(served.people["bawaslu"]["password"])
    dialog.get_by_role("button", name="Masuk dan lanjutkan").click()
    expect(dialog.get_by_label("Kode dari aplikasi")).to_be_focused()
    dialog.get_by_label("Kode dari aplikasi").fill("000000")
    dialog.get_by_role("button", name="Masuk dan lanjutkan").click()
    expect(dialog.get_by_text("sudah dipakai")).to_be_visible()
    dialog.get_by_label("Kode dari aplikasi").fill(code_of(secret))
    dialog.get_by_role("button", name="Masuk dan lanjutkan").click()
    expect(dialog).to_be_hidden()
    page.goto("/bawaslu/")
    expect(page.get_by_role("button", name="Keluar")).to_be_visible()
    page.context.close()
