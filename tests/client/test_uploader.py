"""The uploader in a real browser, over a line and a server that break."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template import Engine
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

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
<input type="file" name="file"><input type="hidden" name="regency" value="99.01">
<button>Kirim berkas</button></form>
"""
# Chromium's picker cannot be driven from outside; a file of its private file system gives a real
# handle, which lives in IndexedDB like any other.
PICKER = """window.showOpenFilePicker = async () => {
  const folder = await navigator.storage.getDirectory();
  return [await folder.getFileHandle("anggota.xlsx")];
}"""
# The waits are drawn at random between nothing and a minute; tests get short ones.
SHORT_WAITS = "Math.random = () => 0.01"
PRIVATE_FILE = """async (size) => {
  const folder = await navigator.storage.getDirectory();
  const handle = await folder.getFileHandle("anggota.xlsx", {create: true});
  const stream = await handle.createWritable();
  await stream.write(new Uint8Array(size).fill(7));
  await stream.close();
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as machine:
        started = machine.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context()
    opened.set_default_timeout(20_000)
    opened.add_init_script(SHORT_WAITS)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def received() -> Received:
    words = {"i18n": "django.templatetags.i18n"}
    templates = Engine(dirs=[str(SHARED / "templates")], libraries=words)
    panel = templates.render_to_string("shared/components/upload_panel.html")
    return Received(page=FORM + panel, built=BUILT)


@pytest.fixture
def address(received: Received) -> Iterator[str]:
    server, address = serve(received)
    yield address
    received.open.set()
    received.silent.set()
    server.shutdown()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return written(tmp_path, "anggota.xlsx", CONTENT)


def written(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    os.utime(path, (1_700_000_000, 1_700_000_000))
    return path


def send(page: Page, address: str, *files: Path) -> None:
    page.goto(address)
    choose(page, *files)


def choose(page: Page, *files: Path) -> None:
    page.set_input_files("input[name=file]", files)
    page.get_by_role("button", name="Kirim berkas").click()


def rows(page: Page) -> Locator:
    return page.locator("[data-part=list] > li")


def state_of(page: Page, name: str) -> Locator:
    return rows(page).filter(has_text=name).locator("[data-part=state]")


def press(page: Page, button: str, name: str = "anggota.xlsx") -> None:
    page.get_by_role("button", name=f"{button} {name}", exact=True).click()


def cut_off(page: Page, received: Received, address: str, file: Path) -> int:
    """Sends a piece and closes the page while the server refuses the rest; bytes that are safe."""
    received.patch_faults = [None, "cut", 503]
    received.retry_after = "60"
    send(page, address, file)
    expect(state_of(page, "anggota.xlsx")).to_contain_text("mencoba lagi pukul")
    page.close(run_before_unload=False)
    safe = len(received.content)
    assert 0 < safe < len(CONTENT)
    return safe


def test_a_file_arrives_whole_and_leads_to_its_delivery(
    page: Page, address: str, received: Received, file: Path
) -> None:
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text))
    send(page, address, file)
    page.wait_for_url("**/kiriman/k1")
    assert received.content == CONTENT
    [wish] = received.creations
    assert (wish["name"], wish["size"], wish["regency"]) == ("anggota.xlsx", 900_000, "99.01")
    assert len(wish["client_id"]) >= 32
    assert problems == [], "the page broke its own content security policy"


def test_a_stall_is_noticed_and_broken(
    page: Page, address: str, received: Received, file: Path
) -> None:
    received.page = received.page.replace("<form", '<form data-stall-seconds="0.5"')
    received.patch_faults = [None, "stall"]
    send(page, address, file)
    page.wait_for_url("**/kiriman/k1")
    assert received.content == CONTENT
    assert not received.silent.is_set(), "the server hung up, not the browser"


def test_cuts_portals_and_a_full_server_cost_nothing_but_time(
    page: Page, address: str, received: Received, file: Path
) -> None:
    received.create_faults = [503, "portal", 429]
    received.head_faults = ["portal", 429, 503, "proxy", 423]
    received.patch_faults = ["portal", "cut", 503, 409, "garbled", 423, 502]
    send(page, address, file)
    page.wait_for_url("**/kiriman/k1", timeout=60_000)
    assert received.content == CONTENT
    assert len(received.creations) == 1, "the upload must not be started a second time"
    assert received.patch_faults == received.head_faults == []


def test_after_a_crash_the_same_file_goes_on_where_the_server_stopped(
    context: BrowserContext, page: Page, address: str, received: Received, file: Path
) -> None:
    safe = cut_off(page, received, address, file)
    sent = received.bytes_sent
    second = context.new_page()
    second.goto(address)
    expect(state_of(second, "anggota.xlsx")).to_contain_text("menunggu berkasnya")
    choose(second, file)
    second.wait_for_url("**/kiriman/k1")
    assert received.content == CONTENT
    assert len(received.creations) == 1
    assert received.bytes_sent - sent == len(CONTENT) - safe, "nothing was sent twice"


def test_another_content_under_the_same_name_size_and_date_is_never_mixed_in(
    context: BrowserContext, page: Page, address: str, received: Received, file: Path
) -> None:
    safe = cut_off(page, received, address, file)
    other = written(file.parent, file.name, CONTENT[::-1])
    second = context.new_page()
    second.goto(address)
    with second.expect_file_chooser() as chooser:
        second.evaluate("delete window.showOpenFilePicker")
        press(second, "Lanjutkan")
    chooser.value.set_files(other)
    expect(second.locator("[data-part=message]")).to_contain_text("bukan isi yang tadi dikirim")
    assert len(received.content) == safe
    choose(second, other)
    expect(rows(second)).to_have_count(2)
    expect(second.locator("[data-part=sum]")).to_contain_text("diterima: 1")
    assert bytes(received.uploads["k2"].content) == CONTENT[::-1]
    assert len(received.content) == safe, "the first waits for its own file"


def test_a_kept_handle_goes_on_after_the_browser_was_closed(
    context: BrowserContext, page: Page, address: str, received: Received
) -> None:
    context.add_init_script(PICKER)
    received.patch_faults = [None, 503]
    received.retry_after = "60"
    page.goto(address)
    page.evaluate(PRIVATE_FILE, 900_000)
    page.locator("input[name=file]").click()
    expect(page.locator("input[name=file]")).not_to_have_value("")
    page.get_by_role("button", name="Kirim berkas").click()
    expect(state_of(page, "anggota.xlsx")).to_contain_text("mencoba lagi pukul")
    page.close(run_before_unload=False)
    second = context.new_page()
    second.goto(address)
    expect(state_of(second, "anggota.xlsx")).to_have_text("Diterima server")
    assert received.content == bytes([7]) * 900_000
    assert len(received.creations) == 1


def test_one_tab_sends_the_other_watches_and_takes_over(
    context: BrowserContext, page: Page, address: str, received: Received, file: Path
) -> None:
    received.open.clear()
    send(page, address, file)
    expect(state_of(page, "anggota.xlsx")).to_contain_text("Sedang dikirim")
    second = context.new_page()
    second.goto(address)
    expect(state_of(second, "anggota.xlsx")).to_contain_text("Sedang dikirim di tab lain")
    choose(second, file)
    expect(rows(second)).to_have_count(1)
    assert [method for method, *_ in received.requests].count("HEAD") == 1
    page.close(run_before_unload=False)
    received.open.set()
    second.wait_for_url("**/kiriman/k1")
    assert received.content == CONTENT
    assert len(received.creations) == 1


def test_the_sign_that_a_killed_browser_left_behind_holds_nobody_up(
    context: BrowserContext, page: Page, address: str, received: Received, file: Path
) -> None:
    cut_off(page, received, address, file)
    second = context.new_page()
    second.route("**/built/*", lambda route: route.abort())
    second.goto(address)
    second.evaluate(
        """() => {
          const upload = Object.keys(localStorage).find(key => key.startsWith("sipol-upload:"));
          const beat = {tab: "gone", upload: upload.slice(13), at: Date.now()};
          localStorage.setItem("sipol-turn", JSON.stringify(beat));
        }"""
    )
    second.unroute("**/built/*")
    second.reload()
    expect(state_of(second, "anggota.xlsx")).to_contain_text("menunggu berkasnya", timeout=2_000)
    expect(second.get_by_role("button", name="Lanjutkan anggota.xlsx")).to_be_visible()


def test_where_there_are_no_locks_a_lease_keeps_a_second_tab_from_sending(
    context: BrowserContext, page: Page, address: str, received: Received, file: Path
) -> None:
    context.add_init_script("Object.defineProperty(navigator, 'locks', {value: undefined})")
    received.open.clear()
    send(page, address, file)
    expect(state_of(page, "anggota.xlsx")).to_contain_text("Sedang dikirim")
    second = context.new_page()
    second.goto(address)
    choose(second, file)
    expect(state_of(second, "anggota.xlsx")).to_contain_text("Sedang dikirim di tab lain")
    second.wait_for_timeout(1_000)
    assert [method for method, *_ in received.requests].count("HEAD") == 1
    received.open.set()
    page.wait_for_url("**/kiriman/k1")
    assert received.content == CONTENT


def test_several_files_go_the_smallest_first_unless_their_owner_reorders_them(
    page: Page, address: str, received: Received, tmp_path: Path
) -> None:
    sizes = {"besar.csv": 500_000, "kecil.csv": 200_000, "sedang.csv": 300_000}
    files = [written(tmp_path, name, os.urandom(size)) for name, size in sizes.items()]
    received.open.clear()
    send(page, address, *files)
    expect(rows(page)).to_have_count(3)
    assert [text.split(" ")[0] for text in page.locator("[data-part=file]").all_inner_texts()] == [
        "kecil.csv",
        "sedang.csv",
        "besar.csv",
    ]
    expect(state_of(page, "kecil.csv")).to_contain_text("Sedang dikirim")
    page.get_by_role("button", name="Naikkan besar.csv").focus()
    page.keyboard.press("Enter")
    expect(rows(page).nth(1)).to_contain_text("besar.csv")
    expect(page.get_by_role("button", name="Naikkan besar.csv")).to_be_focused()
    received.open.set()
    expect(page.locator("[data-part=sum]")).to_contain_text("diterima: 3")
    names = [received.uploads[one].name for one in received.finished()]
    assert names == ["kecil.csv", "besar.csv", "sedang.csv"]
    assert page.get_by_role("link", name="Buka kiriman").count() == 3


def test_a_pause_holds_until_the_person_goes_on_and_does_not_hold_the_others(
    page: Page, address: str, received: Received, file: Path, tmp_path: Path
) -> None:
    other = written(tmp_path, "lain.csv", os.urandom(950_000))
    received.open.clear()
    send(page, address, file, other)
    expect(state_of(page, "anggota.xlsx")).to_contain_text("Sedang dikirim")
    press(page, "Jeda")
    received.open.set()
    expect(state_of(page, "lain.csv")).to_have_text("Diterima server")
    expect(state_of(page, "anggota.xlsx")).to_have_text("Di perangkat ini – dijeda")
    page.reload()
    expect(state_of(page, "anggota.xlsx")).to_have_text("Di perangkat ini – dijeda")
    choose(page, file)
    page.wait_for_url("**/kiriman/k1")
    assert received.content == CONTENT


def test_what_is_withdrawn_is_dropped_by_the_server_too(
    page: Page, address: str, received: Received, file: Path
) -> None:
    received.open.clear()
    page.on("dialog", lambda dialog: dialog.accept())
    send(page, address, file)
    expect(state_of(page, "anggota.xlsx")).to_contain_text("Sedang dikirim")
    press(page, "Tarik")
    expect(rows(page)).to_have_count(0)
    page.wait_for_function("() => !Object.keys(localStorage).some(k => k.includes('upload'))")
    assert received.uploads == {}


def test_a_refusal_is_said_in_the_servers_words(
    page: Page, address: str, received: Received, file: Path
) -> None:
    received.create_faults = [422]
    send(page, address, file)
    expect(page.locator("[data-part=explanation]")).to_have_text("Wilayah ini bukan wilayah Anda.")
    assert received.creations == []


@pytest.mark.parametrize(("status", "words"), [(403, "mungkin dicabut"), (410, "batas 14 hari")])
def test_a_permission_that_is_gone_is_said_and_only_its_owner_begins_anew(
    page: Page, address: str, received: Received, file: Path, status: int, words: str
) -> None:
    received.head_faults = [status]
    send(page, address, file)
    expect(state_of(page, "anggota.xlsx")).to_have_text("Tidak dapat dilanjutkan")
    expect(page.locator("[data-part=explanation]")).to_contain_text(words)
    assert len(received.creations) == 1
    press(page, "Kirim dari awal")
    page.wait_for_url("**/kiriman/k2")
    first, second = (wish["client_id"] for wish in received.creations)
    assert first != second


def test_a_new_upload_waits_for_somebody_to_sign_in_and_then_goes_on_by_itself(
    page: Page, address: str, received: Received, file: Path
) -> None:
    received.create_faults = [401]
    page.goto(address)
    page.evaluate("document.addEventListener('sipol:signed-out', () => { window.asked = true })")
    choose(page, file)
    expect(state_of(page, "anggota.xlsx")).to_contain_text("menunggu Anda masuk")
    expect(page.get_by_role("link", name="Masuk lagi")).to_be_visible()
    assert page.evaluate("window.asked")
    page.evaluate("document.dispatchEvent(new CustomEvent('sipol:signed-in'))")
    page.wait_for_url("**/kiriman/k1")
    assert received.content == CONTENT
