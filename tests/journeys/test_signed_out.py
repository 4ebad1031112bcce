"""The session ends while somebody is filling in a form: with script in place, without it parked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, Request, Route, expect

from tests.installation import Installation, copied
from tests.journeys.people import signed_in

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[2] / "client" / "node_modules" / "axe-core" / "axe.min.js"
NARROW = {"width": 360, "height": 640}
REASON = "Cakupan provinsi belum terpenuhi\nLengkapi dulu."


@pytest.fixture(scope="module")
def served(
    demo_seed: Installation, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("signed-out")
    with copied(demo_seed, folder, f"sipol_signed_out_{worker_id}") as made:
        made.start_web()
        yield made


def open_decision(page: Page) -> None:
    """The form of the commission's decision, on the first filing that waits for one."""
    page.goto("/kpu/")
    links = page.locator("main a[href^='/kpu/berkas/']").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    )
    for link in dict.fromkeys(links):
        page.goto(link)
        if page.locator("#keputusan").count():
            return
    raise AssertionError("no filing waits for a decision")


def fill_in(page: Page) -> None:
    if page.get_by_label("Belum lengkap").count():
        page.get_by_label("Belum lengkap").check()
    page.get_by_label("Alasan").fill(REASON)


def send(page: Page) -> None:
    page.locator("#keputusan button.govuk-button:not([type=button], [name=draf])").click()


def end_session(page: Page) -> None:
    page.context.clear_cookies(name="sessionid")


def sign_in_again(page: Page, installation: Installation, login: str = "kpu") -> None:
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Kata sandi").fill(installation.people[login]["password"])
    dialog.get_by_role("button", name="Masuk dan lanjutkan").click()


def key_of(sent: Request) -> str:
    return sent.headers.get("idempotency-key", "")


def recorded(page: Page) -> None:
    """The decision stands on the filing's page, once."""
    expect(page.locator("main")).to_contain_text("Cakupan provinsi belum terpenuhi")
    assert page.locator("main").inner_text().count("Cakupan provinsi belum terpenuhi") == 1


@pytest.mark.timeout(170)
def test_with_script_people_sign_in_in_place_and_the_form_goes_on(
    chromium: Browser, served: Installation
) -> None:
    page = signed_in(chromium, served, "kpu", viewport=NARROW)
    open_decision(page)
    fill_in(page)
    end_session(page)
    send(page)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_label("Alamat surel")).to_have_value(served.people["kpu"]["email"])
    expect(dialog.get_by_label("Kata sandi")).to_be_focused()
    page.evaluate(AXE.read_text())
    faults = page.evaluate("axe.run(document.querySelector('dialog'))")["violations"]
    assert [fault["id"] for fault in faults] == []
    dialog.get_by_label("Kata sandi").fill("bukan kata sandinya")
    dialog.get_by_role("button", name="Masuk dan lanjutkan").click()
    expect(dialog.get_by_text("tidak cocok")).to_be_visible()
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate(
            "document.activeElement === document.body || "
            "document.querySelector('dialog').contains(document.activeElement)"
        )
    keys: list[str] = []
    page.on("request", lambda sent: "/keputusan/" in sent.url and keys.append(key_of(sent)))
    sign_in_again(page, served)
    recorded(page)
    assert len(set(keys)) == 1
    page.context.close()


@pytest.mark.timeout(170)
def test_a_line_that_is_down_costs_nothing_and_nothing_happens_twice(
    chromium: Browser, served: Installation
) -> None:
    """The first answer is lost on its way back, then the line is down, then a box answers."""
    page = signed_in(chromium, served, "kpu")
    # The waits are drawn at random; here they are as long as they may be.
    page.add_init_script("Math.random = () => 0.999")
    open_decision(page)
    fill_in(page)
    faults = ["lost", "down", "portal", "busy"]

    def line(route: Route) -> None:
        fault = faults.pop(0) if faults else ""
        if fault == "lost":
            route.fetch()
            route.abort("connectionreset")
        elif fault == "down":
            route.abort("internetdisconnected")
        elif fault == "portal":
            route.fulfill(status=200, body="<h1>Masuk ke Wi-Fi</h1>", content_type="text/html")
        elif fault == "busy":
            route.fulfill(status=503, headers={"Retry-After": "1"}, body="penuh")
        else:
            route.continue_()

    page.route("**/keputusan/", line)
    send(page)
    expect(page.get_by_text("Server belum menjawab")).to_be_visible()
    now = page.get_by_role("button", name="Coba sekarang")
    while faults:
        expect(page.get_by_label("Alasan")).to_have_value(REASON)
        if now.is_visible():
            with suppress(Error):  # the wait was over in this moment
                now.click(timeout=1000)
        page.wait_for_timeout(100)
    recorded(page)
    page.context.close()


@pytest.mark.timeout(170)
def test_a_refusal_replaces_the_page_and_says_what_to_mend(
    chromium: Browser, served: Installation
) -> None:
    page = signed_in(chromium, served, "pusat.lentera")
    page.goto("/partai/periksa/")
    page.get_by_label("Ketik nama singkat partai").fill("lentera")
    page.get_by_role("button", name="Kirim pendaftaran LENTERA").click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    expect(page).to_have_title(re.compile("^Kesalahan"))
    expect(page).to_have_url(re.compile("/partai/periksa/$"))
    page.get_by_label("Ketik nama singkat partai").fill("Lentera")
    page.get_by_role("button", name="Kirim pendaftaran LENTERA").click()
    expect(page.get_by_label("Ketik nama singkat partai")).to_have_value("Lentera")
    page.context.close()


@pytest.mark.timeout(170)
def test_two_minutes_before_the_end_one_may_stay(chromium: Browser, served: Installation) -> None:
    page = signed_in(chromium, served, "kpu", viewport=NARROW)
    session = {"signed_in": True, "account": served.people["kpu"]["email"], "csrf_token": "x"}
    left = {"ends_in": 100}

    def answer(route: Route) -> None:
        if route.request.method == "POST":
            left["ends_in"] = 43_200
        route.fulfill(json={**session, **left})

    page.route("**/sesi/", answer)
    page.clock.install()
    page.goto("/kpu/")
    stay = page.get_by_role("button", name="Tetap masuk")
    expect(stay).to_be_hidden()
    page.clock.fast_forward("11:58:30")
    expect(stay).to_be_visible()
    stay.click()
    expect(stay).to_be_hidden()
    page.context.close()


@pytest.mark.timeout(170)
def test_without_script_the_form_waits_behind_the_sign_in(
    chromium: Browser, served: Installation
) -> None:
    page = signed_in(chromium, served, "pusat.lentera", java_script_enabled=False, viewport=NARROW)
    page.goto("/partai/periksa/")
    page.get_by_label("Ketik nama singkat partai").fill("LENTERA")
    end_session(page)
    page.get_by_role("button", name="Kirim pendaftaran LENTERA").click()
    page.wait_for_url("**/masuk/**")
    person = served.people["pusat.lentera"]
    page.get_by_label("Alamat surel").fill(person["email"])
    page.get_by_label("Kata sandi").fill(person["password"])
    page.get_by_role("button", name="Masuk").click()
    expect(page.get_by_role("heading", name="Lanjutkan isian Anda")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Nama singkat partai yang diketik")
    waiting = page.url
    page.get_by_role("button", name="Kirim sekarang").click()
    page.wait_for_url("**/tanda-terima/TT-*")
    page.goto(waiting)
    expect(page.get_by_text("Tidak ada isian yang menunggu")).to_be_visible()
    page.context.close()
