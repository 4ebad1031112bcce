"""The whole way of a messy list: read, judged, handed back as a workbook, mended, judged again."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from sipol.flow.intake.documents.error_workbook import (
    CellFinding,
    RejectedCells,
    write_error_workbook,
)
from sipol.flow.intake.documents.template import member_template
from sipol.flow.intake.readers.member_list import SheetHeader, read_member_list
from sipol.flow.intake.rules.judgement import Judged, RowJudge, RuleSet
from sipol.flow.intake.rules.occupations import DEFAULT_BARRED_OCCUPATIONS
from sipol.flow.intake.rules.regions import RegionTable
from sipol.flow.intake.rules.severities import DEFAULT_SEVERITIES
from tests.samples.member_lists import SPOILINGS, invent_members, spoil, write_xlsx

REGIONS = (
    ("11", "Aceh"),
    ("11.01", "Kabupaten Aceh Selatan"),
    ("11.01.01", "Bakongan"),
    ("73", "Sulawesi Selatan"),
    ("73.71", "Kota Makassar"),
    ("73.71.01", "Mariso"),
    ("73.71.01.1001", "Bontorannu"),
    ("73.71.02", "Mamajang"),
)
PEOPLE = invent_members(
    600,
    localities=[("73.71", "73.71.01", "73.71.01.1001"), ("Kota Makassar", "Mamajang")],
    seed=5,
)


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return RuleSet(
        severities=DEFAULT_SEVERITIES,
        reference_date=date(2026, 8, 1),
        barred_occupations=DEFAULT_BARRED_OCCUPATIONS,
        regions=RegionTable.from_rows(REGIONS),
        regency_scope="73.71",
    )


def judged(path: Path, rules: RuleSet) -> tuple[SheetHeader, pl.DataFrame, Judged]:
    header, *batches = read_member_list(path, path.name)
    assert isinstance(header, SheetHeader)
    cells = pl.concat([batch for batch in batches if isinstance(batch, pl.DataFrame)])
    return header, cells, RowJudge(rules, header.mapping).judge(cells)


def codes_by_row(findings: pl.DataFrame) -> dict[int, set[str]]:
    codes: dict[int, set[str]] = defaultdict(set)
    for row, code in findings.select("row", "code").iter_rows():
        codes[row].add(code)
    return dict(codes)


def rejected_cells(cells: pl.DataFrame, judgement: Judged, nik_column: int) -> list[RejectedCells]:
    refused = set(judgement.rows.filter(~pl.col("accepted"))["row"])
    whole = (CellFinding(None, "Baris ini salah.", "Perbaiki."),)
    findings = judgement.findings.filter(pl.col("code") == "nik_rounded_by_excel")
    rounded = dict.fromkeys(findings["row"], frozenset({nik_column}))
    return [
        RejectedCells(row, tuple(texts), whole, f"kunci-{row}", rounded.get(row, frozenset()))
        for row, *texts in cells.drop("nik_is_number").iter_rows()
        if row in refused
    ]


def test_invented_people_are_beyond_reproach(tmp_path: Path, rules: RuleSet) -> None:
    write_xlsx(tmp_path / "daftar.xlsx", PEOPLE)
    _, _, judgement = judged(tmp_path / "daftar.xlsx", rules)
    assert judgement.rows.height == len(PEOPLE)
    assert codes_by_row(judgement.findings) == {}


@pytest.mark.parametrize("kind", [spoiling.kind for spoiling in SPOILINGS])
def test_each_mistake_is_found_where_it_was_made_and_nowhere_else(
    tmp_path: Path, rules: RuleSet, kind: str
) -> None:
    rows, expected = spoil(PEOPLE[:60], share=0.2, seed=1, kinds=[kind])
    numbers = write_xlsx(tmp_path / "daftar.xlsx", rows, empty_rows=(5,))
    _, _, judgement = judged(tmp_path / "daftar.xlsx", rules)
    assert codes_by_row(judgement.findings) == {
        numbers[index]: codes for index, codes in expected.items()
    }


def test_rejected_rows_sent_back_meet_the_same_verdict_under_their_keys(
    tmp_path: Path, rules: RuleSet
) -> None:
    # In the workbook a duplicate stands alone; it is found again beside the party's listed rows.
    kinds = [spoiling.kind for spoiling in SPOILINGS if spoiling.kind != "duplicate"]
    write_xlsx(tmp_path / "daftar.xlsx", spoil(PEOPLE, share=0.3, seed=1, kinds=kinds)[0])
    header, cells, first = judged(tmp_path / "daftar.xlsx", rules)
    rows = rejected_cells(cells, first, header.mapping["national_id"])
    write_error_workbook(tmp_path / "salah.xlsx", titles=header.titles, rows=rows)
    _, _, second = judged(tmp_path / "salah.xlsx", rules)
    assert second.rows["row_key"].to_list() == [f"kunci-{row.row}" for row in rows]
    before = codes_by_row(first.findings)
    after = codes_by_row(second.findings)
    assert [after[line] for line in second.rows["row"]] == [before[row.row] for row in rows]


def test_a_cell_mended_in_the_workbook_is_accepted(tmp_path: Path, rules: RuleSet) -> None:
    spoilt, expected = spoil(PEOPLE[:20], share=0.2, seed=1, kinds=["no_name"])
    write_xlsx(tmp_path / "daftar.xlsx", spoilt)
    header, cells, first = judged(tmp_path / "daftar.xlsx", rules)
    path = tmp_path / "salah.xlsx"
    write_error_workbook(
        path, titles=header.titles, rows=rejected_cells(cells, first, header.mapping["national_id"])
    )
    book = openpyxl.load_workbook(path)
    for line in range(2, len(expected) + 2):
        book.worksheets[0].cell(row=line, column=header.mapping["name"] + 1, value="Budi")
    book.save(path)
    _, _, second = judged(path, rules)
    assert second.rows["accepted"].to_list() == [True] * len(expected)
    assert second.rows["row_key"].null_count() == 0


def test_the_templates_example_is_no_member(tmp_path: Path, rules: RuleSet) -> None:
    path = tmp_path / "templat.xlsx"
    path.write_bytes(member_template(regency=None))
    _, _, judgement = judged(path, rules)
    assert judgement.rows.is_empty()
    assert judgement.findings.is_empty()
