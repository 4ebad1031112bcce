"""Files that nobody should have sent: each gets a clear answer, leaves nothing, harms nobody."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from sipol.config.demo.people import invent_members
from sipol.flow.intake.messages.findings import render
from sipol.flow.intake.models import RejectedRow, RowFinding
from sipol.flow.intake.queries.deliveries import DeliveryFacts
from sipol.infra.ledger.models import Entry
from sipol.infra.ledger.queries import receipt_of, verify_chain
from sipol.records.members.models import Member
from sipol.web.party.workbooks import error_workbook_file, findings_file
from tests import builders
from tests.builders import AMBON
from tests.faults.senders import Books, Program, answered
from tests.flow.intake.readers.make_files import (
    HEADER,
    PERSON,
    ods,
    ods_row,
    repeated_deflate,
    with_packed_sheet,
    with_sheet_end,
    xlsx,
)
from tests.installation import Installation
from tests.samples.member_lists import write_csv, write_xlsx

PROTECTED = Path("tests/flow/intake/readers/fixtures/protected.xlsx")
SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
# Words of which every sentence for people has some; none of them is English.
INDONESIAN = re.compile(r"\b(berkas|baris|kolom|tidak|ini|lalu|kirim)\b", re.IGNORECASE)


def zip_bomb(folder: Path) -> Path:
    packed, size = repeated_deflate(SHEET, b" " * 2**20, 3_000, b"</sheetData></worksheet>")
    return with_packed_sheet(xlsx(folder / "biasa.xlsx", [HEADER]), folder / "b.xlsx", packed, size)


def lying_zip_bomb(folder: Path) -> Path:
    packed, _ = repeated_deflate(SHEET, b" " * 2**20, 3_000, b"</sheetData></worksheet>")
    return with_packed_sheet(
        xlsx(folder / "biasa.xlsx", [HEADER]), folder / "b.xlsx", packed, 10_000
    )


def truncated(folder: Path) -> Path:
    whole = xlsx(folder / "utuh.xlsx", [HEADER, *[PERSON] * 500]).read_bytes()
    return written(folder, "b.xlsx", whole[: len(whole) // 2])


def truncated_archive(folder: Path) -> Path:
    whole = ods(folder / "utuh.ods", ods_row(HEADER) + ods_row(PERSON) * 50).read_bytes()
    return written(folder, "b.ods", whole[:-30])


def written(folder: Path, name: str, content: bytes) -> Path:
    (folder / name).write_bytes(content)
    return folder / name


HOSTILE: dict[str, tuple[Callable[[Path], Path], set[str]]] = {
    "zip bomb": (zip_bomb, {"file_too_big_inside"}),
    "zip bomb that lies": (lying_zip_bomb, {"file_too_big_inside", "file_damaged"}),
    "password": (lambda folder: PROTECTED, {"file_password_protected"}),
    "truncated": (truncated, {"file_damaged"}),
    "truncated ods": (truncated_archive, {"file_damaged"}),
    "pdf": (
        lambda folder: written(folder, "surat.xlsx", b"%PDF-1.7\n" + b"1 0 obj\n" * 99),
        {"file_not_spreadsheet"},
    ),
    "image": (
        lambda folder: written(folder, "foto.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(5000)),
        {"file_not_spreadsheet"},
    ),
    "nothing": (lambda folder: written(folder, "kosong.xlsx", b""), {"file_empty"}),
    "no heading": (
        lambda folder: written(folder, "b.csv", b"satu;dua\n" * 50),
        {"header_not_found"},
    ),
    "no number column": (
        lambda folder: xlsx(folder / "b.xlsx", [[t for t in HEADER if t != "nik"], PERSON]),
        {"column_missing"},
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_is_answered_and_leaves_nothing(kind: str, tmp_path: Path) -> None:
    make, codes = HOSTILE[kind]
    cycle = builders.running_cycle()
    centre = builders.person_of(builders.party_in(cycle))
    vault = builders.vault_in(tmp_path)
    delivery = builders.deliver(centre, cycle, make(tmp_path), vault)
    assert delivery.state == "unreadable"
    assert delivery.failure_code in codes
    assert_told_in_indonesian(delivery)
    assert (delivery.sent, delivery.accepted, delivery.rejected, delivery.pending) == (0, 0, 0, 0)
    for table in (Member, RowFinding, RejectedRow):
        assert not table.objects.filter(delivery_id=delivery.id).exists()
    assert receipt_of("delivery", f"delivery:{delivery.id}") is None
    kinds = Entry.objects.filter(subject=f"delivery:{delivery.id}").values_list("kind", flat=True)
    assert list(kinds) == ["delivery.received", "delivery.unreadable"]
    write_csv(tmp_path / "baik.csv", builders.people_of(AMBON, 3))
    assert builders.deliver(centre, cycle, tmp_path / "baik.csv", vault).accepted == 3
    assert verify_chain() is None


def assert_told_in_indonesian(delivery: DeliveryFacts) -> None:
    values = delivery.failure_values
    detail = values.get("columns") or values.get("limit") or values.get("row") or ""
    sentence, mending = render(delivery.failure_code, "", detail)
    assert INDONESIAN.search(sentence)
    assert INDONESIAN.search(mending)
    assert "{" not in sentence + mending
    assert delivery.failure_code not in sentence + mending
    if delivery.failure_code == "column_missing":
        assert "nik" in sentence


@pytest.mark.django_db
def test_an_unreadable_file_may_come_again(tmp_path: Path) -> None:
    cycle = builders.running_cycle()
    centre = builders.person_of(builders.party_in(cycle))
    vault = builders.vault_in(tmp_path)
    first = builders.deliver(centre, cycle, truncated(tmp_path), vault)
    again = builders.deliver(centre, cycle, truncated(tmp_path), vault)
    assert first.id != again.id
    assert again.state == "unreadable"


@pytest.mark.django_db
def test_a_million_empty_rows_hide_no_member_and_cost_little(tmp_path: Path) -> None:
    cycle = builders.running_cycle()
    centre = builders.person_of(builders.party_in(cycle))
    write_xlsx(tmp_path / "a.xlsx", builders.people_of(AMBON, 3), title_rows=0, total_row=False)
    empty = b"".join(b'<row r="%d"><c r="A%d" s="1"/></row>' % (i, i) for i in range(5, 10**6 + 5))
    path = with_sheet_end(tmp_path / "a.xlsx", tmp_path / "panjang.xlsx", empty)
    delivery = builders.deliver(centre, cycle, path, builders.vault_in(tmp_path))
    assert (delivery.state, delivery.sent, delivery.accepted) == ("judged", 3, 3)


@pytest.mark.django_db
def test_a_formula_stays_a_text_wherever_it_goes(tmp_path: Path) -> None:
    formulas = ('=HYPERLINK("http://x.test";"klik")', "+62+cmd|'/C calc'!A0", "-2+3", "@SUM(1)")
    cycle = builders.running_cycle()
    centre = builders.person_of(builders.party_in(cycle))
    good = builders.people_of(AMBON, len(formulas))
    bad = builders.people_of(AMBON, len(formulas), seed=2)
    rows = [p | {"name": f"{f} Budi"} for p, f in zip(good, formulas, strict=True)]
    rows += [p | {"name": f, "sex": f} for p, f in zip(bad, formulas, strict=True)]
    write_xlsx(tmp_path / "a.xlsx", rows)
    delivery = builders.deliver(centre, cycle, tmp_path / "a.xlsx", builders.vault_in(tmp_path))
    assert (delivery.accepted, delivery.rejected) == (4, 4)
    names = Member.objects.filter(delivery_id=delivery.id).values_list("name", flat=True)
    assert set(names) == {f"{formula} Budi" for formula in formulas}

    book = openpyxl.load_workbook(error_workbook_file(delivery))
    cells = [cell for sheet in book.worksheets for line in sheet.iter_rows() for cell in line]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not any(cell.hyperlink for cell in cells)
    assert sum(str(cell.value).lstrip("'") in formulas for cell in cells) == 2 * len(formulas)
    lines = csv.reader(io.TextIOWrapper(findings_file(delivery), encoding="utf-8-sig"))
    texts = [text for line in lines for text in line]
    assert any("HYPERLINK" in text for text in texts)
    assert not any(text[:1] in "=+-@\t\r" for text in texts if text)


def test_the_worker_outlives_hostile_files(installation: Installation, tmp_path: Path) -> None:
    installation.start_web()
    installation.start_worker()
    program = Program(installation)
    worker = installation.processes["worker"].pid
    people = invent_members(5, localities=[(AMBON, f"{AMBON}.01")], seed=77)
    write_csv(tmp_path / "baik.csv", people)
    with Books(installation) as books:
        hostile = {
            kind: program.send(make(tmp_path).read_bytes(), f"{number}.xlsx")
            for number, (kind, (make, _)) in enumerate(HOSTILE.items())
            if kind != "nothing"
        }
        good = program.send((tmp_path / "baik.csv").read_bytes(), "baik.csv")
        figures = {kind: books.wait(id_, answered) for kind, id_ in hostile.items()}
        assert books.wait(good, answered)["accepted"] == 5
    assert not {kind for kind, f in figures.items() if f["failure"] not in HOSTILE[kind][1]}
    assert installation.processes["worker"].poll() is None
    assert installation.processes["worker"].pid == worker
