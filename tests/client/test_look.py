"""The shared parts as a browser lays them out: on a small phone, on a desk, for screen readers."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.template import engines
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[2]
STYLE = ROOT / "src/sipol/web/shared/static/built/sipol.css"
AXE = ROOT / "client/node_modules/axe-core/axe.min.js"
CHROMIUM = shutil.which("chromium")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    pytest.mark.skipif(not STYLE.exists() or not AXE.exists(), reason="client files are not built"),
]

EVERYTHING = """{% extends "shared/base.html" %}{% block content %}
<h1 class="govuk-heading-xl">Kirim anggota Kabupaten Kepulauan Tanimbar</h1>
<p class="page-lead">Berkas dikirim sepotong-sepotong.</p>
<dl class="figures"><div class="figure figure--selesai"><dt>diterima</dt><dd>1.287</dd></div>
<div class="figure figure--perhatian"><dt>perlu diperbaiki</dt><dd>21</dd></div></dl>
{% for tone in tones %}{% include "shared/components/status_tag.html" with text=tone %}{% endfor %}
{% include "shared/components/table_open.html" with caption="Cakupan per kabupaten/kota" %}
<thead><tr>{% for n in wide %}<th scope="col" class="govuk-table__header">Kolom {{ n }}</th>
{% endfor %}</tr></thead><tbody><tr>{% for n in wide %}<td class="num">1.234.567</td>
{% endfor %}</tr></tbody>{% include "shared/components/table_close.html" %}
{% include "shared/components/tile_grid.html" %}
<form data-uploader><label class="govuk-label" for="file">Berkas</label>
<input class="govuk-file-upload" id="file" type="file"><button class="govuk-button">Kirim</button>
</form>{% include "shared/components/upload_panel.html" %}{% endblock %}"""

# One row of the queue, as the script would copy it.
ROW = """() => document.querySelector("[data-part=list]").append(
  document.querySelector("template[data-part=row]").content.cloneNode(true))"""


class Somebody:
    is_party = True
    name = "Siti Rahmawati Kusumaningtyas-Hadiningrat"


def everything() -> str:
    context = {
        "demo": True,
        "actor": Somebody(),
        "actor_role_title": "Operator partai",
        "actor_party": "Partai Contoh Nusantara Bersatu",
        "server_time_wib": datetime(2026, 11, 23, 8, 44, 43, tzinfo=UTC),
        "nav": [{"title": f"Menu utama {n}", "url": f"/{n}/", "current": n == 1} for n in range(6)],
        "problems": [{"text": "Pilih berkas anggota.", "field_id": "file"}],
        "tones": ["netral", "proses", "selesai", "perhatian", "gagal"],
        "rows": [{"key": "SHA-256", "value": "9f" * 32, "mono": True}],
        "wide": range(14),
        "tiles": [
            {"code": "81", "name": "Maluku", "full_name": "Maluku", "started": True}
            | {"met": False, "met_count": 3, "required": 9, "total": 11}
        ],
    }
    return engines["django"].from_string(EVERYTHING).render(context)


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with sync_playwright() as machine:
        browser = machine.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        shown = browser.new_page()
        shown.set_content(everything(), wait_until="domcontentloaded")
        shown.add_style_tag(path=STYLE)
        shown.evaluate(ROW)
        # What only the script shows is laid out and judged like everything else.
        shown.eval_on_selector_all("[hidden]", "all => all.forEach(one => one.hidden = false)")
        shown.eval_on_selector("[data-part=state]", "one => one.textContent = 'Mengirim 43 %'")
        yield shown
        browser.close()


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_no_page_scrolls_sideways(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_wide_tables_scroll_within_a_region_that_keys_can_reach(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    region = page.locator(".table-scroll")
    assert region.evaluate("one => one.scrollWidth > one.clientWidth")
    region.focus()
    assert region.evaluate("one => document.activeElement === one")


def test_the_tile_grid_is_for_wide_screens_and_paper(page: Page) -> None:
    grid = page.locator(".tile-grid")
    page.set_viewport_size({"width": 360, "height": 740})
    assert not grid.is_visible()
    page.set_viewport_size({"width": 1280, "height": 740})
    assert grid.is_visible()
    place = grid.locator(".tile-81").evaluate("one => getComputedStyle(one).gridColumnStart")
    assert place == "12"


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    page.add_script_tag(path=AXE)
    found = page.evaluate("axe.run().then(result => result.violations)")
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
