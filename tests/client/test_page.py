"""The script of every page: partial updates under the strict policy, and what breaks gently."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

SCRIPT = Path(__file__).parents[2] / "src/sipol/web/shared/static/built/page.js"
CHROMIUM = shutil.which("chromium")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'"
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    pytest.mark.skipif(not SCRIPT.exists(), reason="client files are not built"),
]


class Server:
    """Answers every request of one browser page; `updates` are the answers to its polling."""

    def __init__(self) -> None:
        self.updates: list[tuple[int, str]] = []
        html = render_to_string("shared/message.html", {"title": "Kiriman", "text": "isi"})
        polling = (
            '<p id="keadaan" hx-get="/keadaan" hx-trigger="every 300ms">awal</p>'
            '<form data-send-once method="post" action="/kirim"><button>Kirim</button></form>'
        )
        self.page = html.replace("</h1>", f"</h1>{polling}")
        self.sent = 0

    def answer(self, route: Route) -> None:
        path = re.sub(r"^https?://[^/]*", "", route.request.url)
        if path == "/keadaan":
            status, body = self.updates.pop(0) if len(self.updates) > 1 else self.updates[0]
            route.fulfill(status=status, body=body, content_type="text/html")
        elif path == "/kirim":
            self.sent += 1
            route.fulfill(status=204)  # the browser stays on the page, as on a slow line
        elif "page.js" in path:
            route.fulfill(path=SCRIPT, content_type="text/javascript")
        elif path == "/":
            headers = {"Content-Security-Policy": POLICY, "Content-Type": "text/html"}
            route.fulfill(body=self.page, headers=headers)
        else:
            route.fulfill(body="", content_type="text/css")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as machine:
        started = machine.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    opened = browser.new_page()
    opened.route("**/*", server.answer)
    yield opened
    opened.close()


def test_updates_arrive_and_a_refusal_keeps_what_was_shown(page: Page, server: Server) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    notice = page.locator("[data-connection-notice]")
    server.updates = [(200, "satu"), (503, "galat")]
    page.goto("http://sipol.test/")
    expect(notice).to_be_visible()
    expect(page.locator("#keadaan")).to_have_text("satu")
    server.updates = [(200, "dua")]
    expect(page.locator("#keadaan")).to_have_text("dua")
    expect(notice).to_be_hidden()
    assert not [words for words in said if "Content Security Policy" in words]


def test_an_impatient_second_press_sends_nothing(page: Page, server: Server) -> None:
    server.updates = [(200, "satu")]
    page.goto("http://sipol.test/")
    button = page.get_by_role("button", name="Kirim")
    button.click()
    expect(button).to_have_attribute("aria-disabled", "true")
    button.dispatch_event("click")
    page.wait_for_timeout(300)
    assert server.sent == 1


def test_every_page_counts_what_has_not_arrived_and_leads_to_it(page: Page, server: Server) -> None:
    server.updates = [(200, "satu")]
    page.goto("http://sipol.test/")
    counter = page.locator("[data-backlog]")
    expect(counter).to_be_hidden()
    for name, size, state in (("a", 3_000_000, "open"), ("b", 9_000_000, "received")):
        remembered = {"id": name, "size": size, "received": 0, "state": state, "page": "/kirim/"}
        page.evaluate(
            "([key, text]) => localStorage.setItem(key, text)",
            [f"sipol-upload:{name}", json.dumps(remembered)],
        )
    page.reload()
    expect(counter).to_have_text("Antrean 1 · 3 MB")
    expect(counter.get_by_role("link")).to_have_attribute("href", "/kirim/")
