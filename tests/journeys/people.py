"""What people do on Sipol's pages, in their words."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.installation import Installation

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
PATIENCE_MS = 60_000


def signed_in(browser: Browser, installation: Installation, login: str, **options: object) -> Page:
    """A page of somebody of the demo, signed in, in a browser profile of its own."""
    person = installation.people[login]
    context = browser.new_context(
        base_url=installation.url,
        locale="id-ID",
        timezone_id="Asia/Jayapura",
        **{"viewport": {"width": 1280, "height": 900}, **options},  # type: ignore[arg-type]
    )
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto("/masuk/")
    page.get_by_label("Alamat surel").fill(person["email"])
    page.get_by_label("Kata sandi").fill(person["password"])
    page.get_by_role("button", name="Masuk").click()
    expect(page.get_by_role("button", name="Keluar")).to_be_visible()
    return page


def slow_line(page: Page, bytes_per_second: int) -> None:
    """Make this page's line as slow as in the field; nothing is cut yet."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": 20,
            "downloadThroughput": bytes_per_second,
            "uploadThroughput": bytes_per_second,
        },
    )


def picture(page: Page, name: str) -> None:
    """Take the manual's picture of what is shown, when asked to renew the pictures."""
    if os.environ.get("SIPOL_RENEW_PICTURES"):
        PICTURES.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=PICTURES / f"{name}.png", full_page=False)


def number_of(text: str) -> int:
    """A number as it is written on the page: 1.234."""
    return int(text.strip().replace(".", ""))
