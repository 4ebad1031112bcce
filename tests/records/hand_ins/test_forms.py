"""What the law's forms say, from the frozen snapshot: pure content, and the printed sheet."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sipol.infra.printing.apart import NotPrinted, typeset_apart
from sipol.infra.printing.sheets import Issue, Sheet, sheet_pdf
from sipol.records.dossiers.rules.completeness import judge
from sipol.records.dossiers.rules.filing import (
    BankAccount,
    Board,
    CountedRegions,
    FilingFacts,
    Office,
)
from sipol.records.dossiers.rules.freezing import freeze
from sipol.records.dossiers.rules.regency_standing import board_fault
from sipol.records.dossiers.rules.requirements import ACEH_2022, NATIONAL_2022
from sipol.records.hand_ins.documents.offices import office_list
from sipol.records.hand_ins.documents.recap import recap
from sipol.records.hand_ins.documents.statement import statement
from sipol.records.hand_ins.rules.basis import Address, Basis, basis_data, basis_of

PROFILE = {"chair": "Rina Ketua", "secretary_general": "Budi Sekjen"}
ISSUE = Issue("RP-2026-0001-1", datetime(2026, 11, 24, 3, tzinfo=UTC), "Diserahkan", "http://x/1")
REGIONS = CountedRegions(
    regencies={"81": ("81.01", "81.71"), "11": ("11.01",)},
    districts={"81.01": ("81.01.01", "81.01.02"), "81.71": ("81.71.01",), "11.01": ("11.01.01",)},
    minima={"81.01": 400, "81.71": 300, "11.01": 2},
)
NAMES = {
    "81": "Maluku",
    "81.01": "Maluku Tengah",
    "81.71": "Ambon",
    "11": "Aceh",
    "11.01": "Simeulue",
}


def frozen(facts: FilingFacts, asked: Any = NATIONAL_2022, **addresses: Address) -> dict[str, Any]:
    """A snapshot of these facts, as a hand-in keeps it."""
    judged = judge(facts, REGIONS, asked)
    return {
        **freeze(facts, REGIONS, asked, judged),
        "forms": basis_data(
            party=("Partai Melati", "MELATI", "national"),
            cycle="Siklus uji",
            profile_version=1,
            provinces=[(p, not board_fault(facts, asked, p.code)) for p in judged.provinces],
            names=NAMES,
            addresses=addresses,
        ),
    }


def filed() -> FilingFacts:
    return FilingFacts(
        members={"81.71": 312, "81.01": 7},
        boards={
            "": Board(officers=7, women=3),
            "81": Board(officers=5, women=1),
            "81.71": Board(officers=3, women=1),
            "81.71.01": Board(officers=3, women=3),
        },
        offices={"": Office(None, True), "81.71": Office(date(2029, 8, 1))},
        accounts={"": BankAccount(True)},
        papers=frozenset({("board_decree", c) for c in ("81", "81.71", "81.71.01")}),
    )


def printed(pdf: bytes) -> str:
    pages = [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf)]
    text = "\n".join(pages).replace("\u200b", "").replace("\ufffe", "")
    return " ".join(text.split())


def basis() -> Basis:
    addresses = {
        "": Address("Jl. Pusat 1", "", "", "own"),
        "81.71": Address("Jl. Pantai 2", "Hutumuri", "Leitimur", "lease"),
    }
    return basis_of(frozen(filed(), **addresses))


def rows_of(sheet: Sheet, heading: str) -> list[list[str]]:
    found: list[list[str]] = next(b["rows"] for b in sheet.blocks if b["heading"] == heading)
    return found


def totals_of(sheet: Sheet, heading: str) -> dict[str, str]:
    return dict(next(b["lines"] for b in sheet.blocks if b["heading"] == heading))


def test_the_recap_counts_what_was_filed() -> None:
    sheet = recap(basis(), PROFILE)
    totals = totals_of(sheet, "Jumlah")
    assert totals["Anggota"] == "319 (tiga ratus sembilan belas)"
    assert totals["Pengurus provinsi"] == "1 (satu) diisi; 1 (satu) memenuhi syarat"
    assert totals["Pengurus kecamatan"] == "1 (satu) diisi; 1 (satu) memenuhi syarat"
    assert totals["Kantor tetap"] == "2 (dua)"
    assert totals["Perempuan di pengurus pusat"].endswith("42,8%")
    ambon = next(row for row in rows_of(sheet, "Per kabupaten/kota") if row[0] == "81.71")
    assert ambon[1:7] == ["Ambon", "ya", "1/1", "1", "312", "300"]
    assert rows_of(sheet, "Per provinsi")[1][1:3] == ["Maluku", "ya"]


def test_a_board_that_does_not_hold_yet_is_told_apart_from_none() -> None:
    sheet = recap(basis_of(frozen(FilingFacts(boards={"81": Board(), "81.71": Board(False)}))), {})
    said = {row[1]: row[2] for row in rows_of(sheet, "Per provinsi")}
    assert said == {"Aceh": "-", "Maluku": "diisi"}
    assert totals_of(sheet, "Jumlah")["Pengurus provinsi"].startswith("1 (satu) diisi; 0 (nol)")


@given(st.dictionaries(st.sampled_from(sorted(REGIONS.minima)), st.integers(0, 10**6)))
def test_members_of_regencies_add_up_to_provinces_and_to_the_total(members: dict[str, int]) -> None:
    sheet = recap(basis_of(frozen(FilingFacts(members=members))), {})
    numbers = [
        sum(int(row[place].replace(".", "")) for row in rows_of(sheet, heading))
        for heading, place in (("Per provinsi", 7), ("Per kabupaten/kota", 5))
    ]
    assert numbers == [sum(members.values())] * 2
    said = totals_of(sheet, "Jumlah")["Anggota"].partition(" ")[0]
    assert int(said.replace(".", "")) == sum(members.values())


def test_the_statement_declares_every_requirement_of_the_cycle() -> None:
    sheet = statement(basis(), PROFILE)
    rows = next(block["rows"] for block in sheet.blocks if block["kind"] == "table")
    assert [row[0] for row in rows] == list("abcdefghij")
    assert "seluruh jumlah provinsi" in rows[1][1]
    assert "75 persen" in rows[2][1]
    assert [p["stamp"] for p in sheet.blocks[-1]["people"]] == [True, False, False]


def test_a_local_party_declares_by_its_own_shares() -> None:
    sheet = statement(basis_of(frozen(FilingFacts(), ACEH_2022)), {})
    rows = next(block["rows"] for block in sheet.blocks if block["kind"] == "table")
    assert "b" not in {row[0] for row in rows}
    assert "2/3 jumlah kabupaten/kota" in next(row for row in rows if row[0] == "c")[1]


def test_offices_are_listed_by_province_with_their_end() -> None:
    sheet = office_list(basis(), PROFILE)
    assert rows_of(sheet, "Pusat") == [
        ["-", "Kantor pusat", "Jl. Pusat 1", "milik sendiri", "tanpa batas"]
    ]
    assert rows_of(sheet, "Maluku") == [
        ["81.71", "Ambon", "Jl. Pantai 2, Hutumuri, Leitimur", "sewa", "1 Agustus 2029"]
    ]


def test_the_sheet_is_the_same_every_time_and_only_drafts_are_marked() -> None:
    sheet = recap(basis(), PROFILE)
    final = sheet_pdf(sheet, ISSUE)
    assert final == sheet_pdf(sheet, ISSUE)
    draft = Issue("RP-2026-0001-DRAF", ISSUE.at, "Draf", "http://x/", draft=True)
    texts = printed(final), printed(sheet_pdf(sheet, draft))
    for text in texts:
        assert "Halaman 1 dari" in text
        assert "319 (tiga ratus sembilan belas)" in text
        assert sheet.hash in text
        assert "Rina Ketua" in text
    assert ["DRAF" in text.replace("RP-2026-0001-DRAF", "") for text in texts] == [False, True]


@pytest.mark.parametrize(
    "words", ['#panic("x")', "*tebal* $x$ <label>", '"); #read("/etc/passwd")']
)
def test_an_address_is_never_an_instruction(words: str) -> None:
    snapshot = frozen(filed(), **{"": Address(words, "", "", "own")})
    assert words in printed(sheet_pdf(office_list(basis_of(snapshot), {}), ISSUE))


def test_a_document_that_cannot_be_set_ends_in_a_refusal_not_in_a_wait() -> None:
    with pytest.raises(NotPrinted, match="ended with 1"):
        typeset_apart(Path("/no/such/template.typ"), {})


@settings(max_examples=30)
@given(st.sets(st.sampled_from(["statement_signed", "recap_signed", "office_certificate_signed"])))
def test_a_signed_copy_does_not_change_what_the_forms_say(signed: set[str]) -> None:
    """Or nobody could sign a form and file it before handing in."""
    before = filed()
    papers = before.papers | {(kind, "") for kind in signed}
    after = FilingFacts(
        before.members, before.boards, before.offices, before.accounts, papers, before.fields
    )
    for make in (statement, recap, office_list):
        hashes = {make(basis_of(frozen(f)), PROFILE).hash for f in (before, after)}
        assert len(hashes) == 1
