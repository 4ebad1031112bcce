from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from sipol.flow.intake.readers.member_list import SheetHeader, read_member_list
from sipol.flow.intake.rules.severities import FINDING_CODES
from tests.samples.member_lists import (
    PARTY_TITLES,
    SPOILINGS,
    TITLES,
    invent_members,
    spoil,
    write_csv,
    write_xlsx,
)

PEOPLE = invent_members(400, localities=[("99.01", "99.01.01", "99.01.01.2001")], seed=1)


def read(path: Path) -> tuple[SheetHeader, pl.DataFrame]:
    header, *batches = read_member_list(path, path.name)
    assert isinstance(header, SheetHeader)
    return header, pl.concat([batch for batch in batches if isinstance(batch, pl.DataFrame)])


def column(header: SheetHeader, frame: pl.DataFrame, name: str, rows: list[int]) -> list[str]:
    return frame.filter(pl.col("row").is_in(rows))[f"c{header.mapping[name]}"].to_list()


def test_a_share_is_spoilt_and_the_rest_stays() -> None:
    rows, expected = spoil(PEOPLE, share=0.2, seed=1)
    changed = {index for index, row in enumerate(rows) if row != PEOPLE[index]}
    assert changed == set(expected)
    assert len(expected) == 80
    assert all(expected.values())


def test_every_kind_of_mistake_occurs() -> None:
    _, expected = spoil(PEOPLE, share=0.2, seed=1)
    assert set().union(*expected.values()) == set().union(*(s.codes for s in SPOILINGS))


@pytest.mark.parametrize("kind", [spoiling.kind for spoiling in SPOILINGS])
def test_one_kind_alone_gives_its_codes_only(kind: str) -> None:
    rows, expected = spoil(PEOPLE, share=0.1, seed=2, kinds=[kind])
    codes = next(set(s.codes) for s in SPOILINGS if s.kind == kind)
    assert expected
    assert all(found == codes for found in expected.values())
    assert all(rows[index] != PEOPLE[index] for index in expected)


def test_only_the_duplicates_share_an_identity_number() -> None:
    rows, expected = spoil(PEOPLE, share=0.5, seed=3)
    uses = Counter(row["national_id"] for row in rows)
    doubled = sum(count - 1 for count in uses.values())
    assert doubled == sum("duplicate_in_file" in codes for codes in expected.values())


def test_a_workbook_is_read_back_row_by_row(tmp_path: Path) -> None:
    path = tmp_path / "daftar.xlsx"
    numbers = write_xlsx(path, PEOPLE[:50], title_rows=3, empty_rows=(0, 10))
    header, frame = read(path)
    assert header.header_row == 4
    assert numbers[:2] == [6, 7]
    for name in TITLES:
        assert column(header, frame, name, numbers) == [p[name] for p in PEOPLE[:50]], name
    assert frame.height == 51


def test_a_number_cell_reaches_the_reader_as_a_number(tmp_path: Path) -> None:
    rows, expected = spoil(PEOPLE[:10], share=0.5, seed=1, kinds=["nik_as_number"])
    path = tmp_path / "daftar.xlsx"
    numbers = write_xlsx(path, rows)
    _, frame = read(path)
    marked = frame.filter("nik_is_number")["row"].to_list()
    assert marked == [numbers[index] for index in sorted(expected)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_a_csv_is_read_back(tmp_path: Path, delimiter: str, encoding: str) -> None:
    path = tmp_path / "daftar.csv"
    numbers = write_csv(path, PEOPLE[:50], delimiter, encoding)
    header, frame = read(path)
    for name in TITLES:
        assert column(header, frame, name, numbers) == [p[name] for p in PEOPLE[:50]], name


def test_a_partys_own_headings_are_known(tmp_path: Path) -> None:
    path = tmp_path / "daftar.xlsx"
    write_xlsx(path, PEOPLE[:5], titles=PARTY_TITLES, total_row=False)
    header, frame = read(path)
    assert set(header.mapping) == set(PARTY_TITLES) - {"no", "phone"}
    assert frame.height == 5


def test_twenty_thousand_rows_are_invented_and_spoilt_within_a_second() -> None:
    started = time.perf_counter()
    people = invent_members(20_000, localities=[("99.01", "99.01.01")], seed=1)
    spoil(people, share=0.1, seed=1)
    assert time.perf_counter() - started < 1


def test_every_expected_code_is_one_that_the_rules_know() -> None:
    assert set().union(*(spoiling.codes for spoiling in SPOILINGS)) <= set(FINDING_CODES)
