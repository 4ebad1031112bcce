"""The uploader in a real browser, over a line and a server that break."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template import Engine
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.client.receiving_server import Received, serve

SHARED = Path(__file__).parents[2] / "src/sipol/web/shared"
BUILT = SHARED / "static/built"
CHROMIUM = shutil.which("chromium")
CONTENT = os.urandom(900_000)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    pytest.mark.skipif(not (BUILT / "uploader.js").exists(), reason="client files are not built"),
]

FORM = """<!DOCTYPE html><html lang="id"><title>Kirim</title>
<script src="/built/uploader.js" defer></script>
<form data-uploader data-create-url="/api/kiriman" action="/kirim" method="post"
 enctype="multipart/form-data"><input type="hidden" name="csrfmiddlewaretoken" value="bukti">
<fieldset data-uploader-fields><input type="file" name="file">
<input type="hidden" name="regency" value="99.01"><button>Kirim berkas</button></fieldset></form>
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as machine:
        started = machine.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context()
    yield opened
    opened.close()


@pytest.fixture
def received() -> Received:
    templates = Engine(dirs=[str(SHARED / "templates")])
    panel = templates.render_to_string("shared/components/upload_panel.html")
    return Received(page=FORM + panel, built=BUILT)


@pytest.fixture
def address(received: Received) -> Iterator[str]:
    server, address = serve(received)
    yield address
    server.shutdown()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "anggota.xlsx"
    path.write_bytes(CONTENT)
    os.utime(path, (1_700_000_000, 1_700_000_000))
    return path


def send(page: Page, address: str, file: Path) -> None:
    page.goto(address)
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name="Kirim berkas").click()


def test_a_file_arrives_whole_and_leads_to_its_delivery(
    context: BrowserContext, address: str, received: Received, file: Path
) -> None:
    page = context.new_page()
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text))
    send(page, address, file)
    page.wait_for_url("**/kiriman/k1")
    assert bytes(received.content) == CONTENT
    [wish] = received.creations
    assert (wish["name"], wish["size"], wish["regency"]) == ("anggota.xlsx", 900_000, "99.01")
    assert len(wish["client_id"]) >= 32
    assert problems == [], "the page broke its own content security policy"


def test_cut_lines_and_a_full_server_cost_nothing_but_time(
    context: BrowserContext, address: str, received: Received, file: Path
) -> None:
    received.create_faults = [503, 429]
    received.patch_faults = ["cut", 503, 429, 423, "cut", 502]
    send(context.new_page(), address, file)
    context.pages[0].wait_for_url("**/kiriman/k1", timeout=60_000)
    assert bytes(received.content) == CONTENT
    assert len(received.creations) == 1, "the upload must not be started a second time"


def test_after_a_crash_the_same_file_goes_on_where_the_server_stopped(
    context: BrowserContext, address: str, received: Received, file: Path
) -> None:
    received.patch_faults = ["cut", 503, 503, 503, 503, 503]
    first = context.new_page()
    send(first, address, file)
    expect(first.locator("[data-part=state]")).to_contain_text("mencoba lagi pukul")
    first.close(run_before_unload=False)
    kept = bytes(received.content)
    assert 0 < len(kept) < len(CONTENT)
    received.patch_faults = []

    second = context.new_page()
    second.goto(address)
    expect(second.locator("[data-uploader-unfinished]")).to_contain_text("anggota.xlsx")
    send(second, address, file)
    second.wait_for_url("**/kiriman/k1")
    assert bytes(received.content) == CONTENT
    assert len(received.creations) == 1


def test_a_pause_holds_until_the_person_goes_on(
    context: BrowserContext, address: str, received: Received, file: Path
) -> None:
    page = context.new_page()
    page.route("**/uploads/k1", lambda route: None)  # a line that swallows everything
    send(page, address, file)
    page.get_by_role("button", name="Jeda").click()
    expect(page.locator("[data-part=state]")).to_have_text("Dijeda")
    page.unroute("**/uploads/k1")
    page.get_by_role("button", name="Lanjutkan").click()
    page.wait_for_url("**/kiriman/k1")
    assert bytes(received.content) == CONTENT


def test_a_refusal_is_said_in_the_servers_words_and_the_form_comes_back(
    context: BrowserContext, address: str, received: Received, file: Path
) -> None:
    received.create_faults = [422]
    page = context.new_page()
    send(page, address, file)
    expect(page.locator("[data-part=explanation]")).to_have_text("Wilayah ini bukan wilayah Anda.")
    expect(page.get_by_role("button", name="Kirim berkas")).to_be_enabled()
    assert received.creations == []


def test_who_is_signed_out_is_told_so_and_not_in_words_for_programs(
    context: BrowserContext, address: str, received: Received, file: Path
) -> None:
    received.create_faults = [401]
    page = context.new_page()
    send(page, address, file)
    expect(page.locator("[data-part=explanation]")).to_contain_text("Sesi masuk Anda berakhir.")
    expect(page.get_by_role("link", name="Masuk lagi")).to_be_visible()


def test_an_upload_that_is_gone_is_forgotten_and_can_begin_anew(
    context: BrowserContext, address: str, received: Received, file: Path
) -> None:
    received.patch_faults = [410]
    page = context.new_page()
    send(page, address, file)
    expect(page.locator("[data-part=state]")).to_have_text("Tidak dapat dilanjutkan")
    page.get_by_role("button", name="Kirim berkas").click()
    page.wait_for_url("**/kiriman/k1")
    assert bytes(received.content) == CONTENT
    first, second = (wish["client_id"] for wish in received.creations)
    assert first != second
