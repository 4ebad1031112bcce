"""The main job, end to end, in a browser: from the template to the received registration."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect

from sipol.config.demo.people import invent_members
from tests.installation import Installation
from tests.journeys.people import picture, signed_in, slow_line
from tests.samples.member_lists import write_xlsx
from tests.samples.spoiling import spoil

pytestmark = pytest.mark.browser

REGENCY = "81.71"
DISTRICTS = ("81.71.01", "81.71.02", "81.71.03")
ROWS = 20_000


@pytest.mark.timeout(400)
def test_a_list_of_twenty_thousand_goes_from_the_template_to_the_commission(
    chromium: Browser, installation: Installation, tmp_path: Path
) -> None:
    installation.start_web()
    installation.start_worker()
    operator = signed_in(chromium, installation, "ambon.lentera")
    _takes_the_template(operator, tmp_path)
    before = _covered(operator)
    sent, expected = _a_messy_list(tmp_path)

    _sends_over_a_line_that_breaks(operator, installation, sent)

    balance = _balance(operator)
    rejected = len({row for row, codes in expected.items() if codes - WARNINGS})
    assert balance["Dikirim"] == ROWS
    assert balance["Ditolak"] == rejected
    assert balance["Diterima"] + balance["Ditolak"] + balance["Menunggu"] == ROWS
    expect(operator.get_by_role("heading", name="Temuan menurut perbaikan")).to_be_visible()
    picture(operator, "delivery")
    delivery_page = operator.url
    receipt = _keeps_the_receipt(operator, tmp_path)

    mended = _mends_in_the_error_workbook(operator, tmp_path)
    _sends(operator, mended)
    assert _balance(operator)["Ditolak"] == 0

    assert _covered(operator) == before + ROWS
    _sees_that_nothing_is_left(operator, delivery_page)

    _leader_hands_in(chromium, installation)
    _commission_accepts(chromium, installation)
    _receipt_verifies_offline(installation, receipt, tmp_path)


WARNINGS = {
    "nik_birth_date_mismatch",
    "nik_sex_mismatch",
    "under_17_unmarried",
    "occupation_barred",
}


def _takes_the_template(page: Page, folder: Path) -> None:
    page.goto("/partai/anggota/kirim/")
    with page.expect_download() as download:
        page.get_by_role("button", name="Unduh templat").click()
    file = folder / "template.xlsx"
    download.value.save_as(file)
    book = openpyxl.load_workbook(file)
    assert [cell.value for cell in book.worksheets[0][1]][:3] == ["no_kta", "nik", "nama"]


def _a_messy_list(folder: Path) -> tuple[Path, dict[int, set[str]]]:
    localities = [(REGENCY, district) for district in DISTRICTS]
    people = invent_members(ROWS, localities=localities, seed=4242)
    rows, expected = spoil(people, share=0.1, seed=5)
    write_xlsx(folder / "anggota ambon.xlsx", rows)
    return folder / "anggota ambon.xlsx", expected


def _sends_over_a_line_that_breaks(page: Page, installation: Installation, file: Path) -> None:
    page.goto("/partai/anggota/kirim/")
    slow_line(page, 400_000)
    page.get_by_label("Berkas daftar anggota").set_input_files(file)
    page.get_by_role("button", name="Kirim daftar").click()
    bar = page.locator("progress[data-part=progress]")
    expect(bar).to_be_visible()
    page.wait_for_function(
        "() => Number(document.querySelector('progress[data-part=progress]').value) > 15"
    )
    installation.kill("web")
    page.wait_for_timeout(1_500)
    assert "/anggota/kirim/" in page.url
    installation.start_web()
    slow_line(page, 20_000_000)
    page.wait_for_url("**/partai/pengiriman/**")
    expect(
        page.get_by_text("Selesai diproses").or_(page.get_by_text("Perlu diperbaiki")).first
    ).to_be_visible()


def _sends(page: Page, file: Path) -> None:
    page.goto("/partai/anggota/kirim/")
    page.get_by_label("Berkas daftar anggota").set_input_files(file)
    page.get_by_role("button", name="Kirim daftar").click()
    page.wait_for_url("**/partai/pengiriman/**")
    expect(page.get_by_role("heading", name="Tanda terima")).to_be_visible()


def _balance(page: Page) -> dict[str, int]:
    shown = _api(page, f"/api/v1/deliveries/{page.url.rstrip('/').rpartition('/')[2]}")["rows"]
    names = {
        "sent": "Dikirim",
        "accepted": "Diterima",
        "rejected": "Ditolak",
        "pending": "Menunggu",
    }
    balance = {title: shown[name] for name, title in names.items()}
    for title, number in balance.items():
        block = page.locator(".balance, main").first
        expect(block).to_contain_text(f"{number:,}".replace(",", "."))
        expect(block).to_contain_text(title)
    return balance


def _api(page: Page, path: str) -> Any:
    answer = page.request.get(path)
    assert answer.ok, answer.text()
    return answer.json()


def _keeps_the_receipt(page: Page, folder: Path) -> Path:
    page.locator("main a[href*='/tanda-terima/TT-']").first.click()
    expect(page.get_by_text("asli", exact=False).first).to_be_visible()
    document = page.request.get(page.url + ".json").body()
    (folder / "receipt.json").write_bytes(document)
    pdf = page.request.get(page.url + ".pdf").body()
    assert pdf.startswith(b"%PDF")
    (folder / "receipt.pdf").write_bytes(pdf)
    page.go_back()
    return folder / "receipt.json"


def _mends_in_the_error_workbook(page: Page, folder: Path) -> Path:
    with page.expect_download() as download:
        page.get_by_role("link", name="Unduh buku kerja kesalahan").first.click()
    file = folder / "perbaikan.xlsx"
    download.value.save_as(file)
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    titles = [cell.value for cell in sheet[1]]
    clean = invent_members(sheet.max_row, localities=[(REGENCY, DISTRICTS[0])], seed=9_191)
    for line, person in zip(sheet.iter_rows(min_row=2), clean, strict=False):
        for cell, title in zip(line, titles, strict=True):
            name = FIELD_OF_TITLE.get(str(title))
            if name in person:
                cell.value = person[name]
    book.save(file)
    return file


def _field_of_title() -> dict[str, str]:
    from sipol.flow.intake.rules.fields import FIELDS
    from tests.samples.member_lists import TITLES

    own = {field.heading: field.name for field in FIELDS if field.name != "row_key"}
    return own | {title: name for name, title in TITLES.items()}


FIELD_OF_TITLE = _field_of_title()


def _covered(page: Page) -> int:
    rows = csv.DictReader(
        io.StringIO(page.request.get("/partai/cakupan.csv").text().lstrip("\ufeff"))
    )
    return next(int(row["diterima"]) for row in rows if row["kode_kabko"] == REGENCY)


def _sees_that_nothing_is_left(page: Page, delivery_page: str) -> None:
    shown = _api(page, f"/api/v1/deliveries/{delivery_page.rstrip('/').rpartition('/')[2]}")["rows"]
    assert shown["mended"] == shown["rejected"]
    page.goto("/partai/cakupan/")
    expect(page.get_by_text("Angka minimum masih sementara")).to_be_visible()
    picture(page, "coverage")


def _leader_hands_in(chromium: Browser, installation: Installation) -> None:
    leader = signed_in(chromium, installation, "pusat.lentera")
    leader.goto("/partai/periksa/")
    leader.get_by_label("Ketik nama singkat partai").fill("lentera")
    leader.get_by_role("button", name="Kirim pendaftaran LENTERA").click()
    expect(
        leader.get_by_text("Ketik nama singkat partai persis seperti tertulis").first
    ).to_be_visible()
    leader.get_by_label("Ketik nama singkat partai").fill("LENTERA")
    leader.get_by_role("button", name="Kirim pendaftaran LENTERA").click()
    leader.wait_for_url("**/tanda-terima/TT-*")
    leader.context.close()


def _commission_accepts(chromium: Browser, installation: Installation) -> None:
    officer = signed_in(chromium, installation, "kpu")
    officer.goto("/kpu/")
    officer.get_by_role("link", name="Partai Lentera Nusantara").or_(
        officer.get_by_role("link", name="LENTERA")
    ).first.click()
    ours = _api(officer, "/api/v1/dossiers")
    lentera = next(row for row in ours if row["party"] == "LENTERA")
    assert lentera["state"] == "submitted"
    officer.get_by_label("Diterima lengkap").check()
    # The demonstration's party is far from complete: the computation is told why all the same.
    officer.get_by_label("Alasan", exact=True).fill("Demonstrasi: berkas kertas lengkap")
    officer.get_by_role("button", name="Catat keputusan").click()
    expect(officer.get_by_text("Diterima lengkap oleh KPU", exact=True)).to_be_visible()
    officer.context.close()


def _receipt_verifies_offline(installation: Installation, receipt: Path, folder: Path) -> None:
    key = installation.home / "keys" / "signing.pub"
    assert installation.run("receipt", "verify", str(receipt), "--key", str(key)).returncode == 0
    pdf = folder / "receipt.pdf"
    assert installation.run("receipt", "verify", str(pdf), "--key", str(key)).returncode == 0
    changed = json.loads(receipt.read_text())
    changed["body"]["rows"]["accepted"] += 1
    receipt.write_text(json.dumps(changed, sort_keys=True, separators=(",", ":")))
    refused = installation.run("receipt", "verify", str(receipt), "--key", str(key))
    assert refused.returncode == 1
    assert "TIDAK SAH" in refused.stdout
