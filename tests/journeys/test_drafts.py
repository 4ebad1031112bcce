"""Typing while the server is away, and two people in one form: nothing typed is lost."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.installation import Installation
from tests.journeys.people import signed_in

pytestmark = pytest.mark.browser

PROFILE = "/partai/profil/"
TYPED = {
    "Ketua umum": "Ratna Wulandari",
    "Sekretaris jenderal": "Asep Gunawan",
    "Keterangan": "Baris satu\nbaris dua",
    "Nomor rekening": "0011223344",
}


def filled_in(page: Page) -> dict[str, str]:
    return {label: page.get_by_label(label, exact=True).input_value() for label in TYPED}


def test_what_was_typed_while_the_server_was_away_is_on_the_server_afterwards(
    chromium: Browser, installation: Installation
) -> None:
    installation.start_web()
    page = signed_in(chromium, installation, "pusat.lentera")
    page.goto(PROFILE)
    installation.kill("web")
    for label, text in TYPED.items():
        page.get_by_label(label, exact=True).fill(text)
    expect(page.get_by_text("Tersimpan di perangkat ini")).to_be_visible()
    page.get_by_role("button", name="Simpan profil").click()
    expect(page.get_by_text("Server belum menjawab").first).to_be_visible()
    assert "Ratna Wulandari" not in _on_the_device(page)
    page.close()

    installation.start_web()
    again = page.context.new_page()
    again.goto(PROFILE)
    expect(again.get_by_text("dipulihkan dari perangkat ini").first).to_be_visible()
    assert filled_in(again) == TYPED
    _is_saved(again)
    elsewhere = signed_in(chromium, installation, "pusat.lentera", java_script_enabled=False)
    elsewhere.goto(PROFILE)
    assert filled_in(elsewhere) == TYPED
    again.context.close()
    elsewhere.context.close()


def test_two_people_in_one_field_see_both_texts_and_choose(
    chromium: Browser, installation: Installation
) -> None:
    installation.start_web()
    first = signed_in(chromium, installation, "pusat.lentera")
    second = signed_in(chromium, installation, "pusat.lentera")
    for page in (first, second):
        page.goto(PROFILE)
    first.get_by_label("Ketua umum", exact=True).fill("Ratna")
    _is_saved(first)
    second.get_by_label("Telepon", exact=True).fill("021 500")
    second.get_by_label("Ketua umum", exact=True).fill("Rahmat")
    expect(second.get_by_text("Bentrok: 1 isian").first).to_be_visible()
    panel = second.locator("[data-draft-conflict=chair]")
    expect(panel).to_contain_text("Rahmat")
    expect(panel).to_contain_text("Ratna")
    second.get_by_role("button", name="Simpan draf").click()
    expect(second.get_by_text("Pilih dahulu isian yang bentrok").first).to_be_visible()
    second.keyboard.press("Enter")
    expect(panel).to_have_count(0)
    _is_saved(second)
    assert second.get_by_label("Ketua umum", exact=True).input_value() == "Rahmat"
    first.reload()
    assert first.get_by_label("Ketua umum", exact=True).input_value() == "Rahmat"
    assert first.get_by_label("Telepon", exact=True).input_value() == "021 500"
    _signing_out_wipes_the_device(second)
    first.context.close()
    second.context.close()


def test_a_decision_begun_is_there_on_another_device(
    chromium: Browser, installation: Installation
) -> None:
    installation.start_web()
    page = signed_in(chromium, installation, "kpu")
    page.goto("/kpu/")
    page.locator("main a", has_text="BAHARI").first.click()
    page.get_by_label("Belum lengkap").check()
    page.get_by_label("Alasan").fill("Surat keputusan belum ada.")
    _is_saved(page)
    other = signed_in(chromium, installation, "kpu", java_script_enabled=False)
    other.goto(page.url)
    expect(other.get_by_label("Alasan")).to_have_value("Surat keputusan belum ada.")
    expect(other.get_by_label("Belum lengkap")).to_be_checked()
    page.get_by_role("button", name="Catat keputusan").click()
    expect(page.get_by_text("Alasan: Surat keputusan belum ada.")).to_be_visible()
    expect(page.get_by_label("Alasan")).to_have_value("")
    page.context.close()
    other.context.close()


def _is_saved(page: Page) -> None:
    """The script says so; the server's own word when the page was made has a date in it."""
    state = page.locator("[data-draft-state]")
    expect(state).to_have_text(re.compile(r"^Tersimpan di server \d\d[.]\d\d WIB$"))


def _signing_out_wipes_the_device(page: Page) -> None:
    page.context.set_offline(True)
    page.get_by_label("Telepon", exact=True).fill("021 501")
    expect(page.get_by_text("Tersimpan di perangkat ini")).to_be_visible()
    asked: list[str] = []
    page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.get_by_role("button", name="Keluar").click()
    assert asked and asked[0].startswith("1 isian hanya ada di perangkat ini")
    page.context.set_offline(False)
    _is_saved(page)
    page.get_by_role("button", name="Keluar").click()
    expect(page.get_by_role("link", name="Masuk", exact=True).first).to_be_visible()
    assert _on_the_device(page) == "[]"


def _on_the_device(page: Page) -> str:
    """Everything that IndexedDB holds, as text: sealed bytes as their letters."""
    return str(
        page.evaluate(
            """async () => {
              const db = await new Promise((done) => {
                const asked = indexedDB.open("sipol-drafts");
                asked.onsuccess = () => done(asked.result);
              });
              const rows = [];
              for (const name of db.objectStoreNames) {
                const all = await new Promise((done) => {
                  const asked = db.transaction(name).objectStore(name).getAll();
                  asked.onsuccess = () => done(asked.result);
                });
                for (const row of all) {
                  rows.push(row.sealed
                    ? new TextDecoder("latin1").decode(row.sealed)
                    : row instanceof CryptoKey ? String(row.extractable) : JSON.stringify(row));
                }
              }
              db.close();
              return JSON.stringify(rows);
            }"""
        )
    )
