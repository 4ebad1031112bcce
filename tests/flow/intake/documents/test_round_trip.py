"""What we hand out comes back: template and error workbook through our own reader."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from sipol.flow.intake.documents.error_workbook import (
    CellFinding,
    RejectedCells,
    write_error_workbook,
)
from sipol.flow.intake.documents.template import RegencyCodes, member_template
from sipol.flow.intake.readers.member_list import SheetHeader, read_member_list
from sipol.flow.intake.rules.fields import FIELDS

TITLES = ("No. KTA", "NIK", "Nama Lengkap", "JK", "Tgl Lahir", "Status Kawin", "Kecamatan", "HP")
GOOD = ("A-1", "9901015708900001", "Ma'ruf", "L", "17-08-1990", "S", "73.71.01", "0812")
FINDING = CellFinding(1, "NIK 15 angka.", "Isi 16 angka.")


def read(path: Path) -> tuple[SheetHeader, pl.DataFrame]:
    header, *batches = read_member_list(path, path.name)
    assert isinstance(header, SheetHeader)
    return header, pl.concat([batch for batch in batches if isinstance(batch, pl.DataFrame)])


def sent_back(
    folder: Path, titles: tuple[str, ...], *rows: RejectedCells
) -> tuple[SheetHeader, pl.DataFrame]:
    path = folder / "kesalahan.xlsx"
    write_error_workbook(path, titles=titles, rows=rows)
    return read(path)


def test_a_workbook_sent_back_is_read_with_the_senders_columns_and_the_key(
    tmp_path: Path,
) -> None:
    rows = [RejectedCells(row, GOOD, (FINDING,), f"kunci-{row}") for row in (9, 12)]
    header, frame = sent_back(tmp_path, TITLES, *rows)
    assert header.titles[: len(TITLES)] == TITLES
    assert frame[f"c{header.mapping['row_key']}"].to_list() == ["kunci-9", "kunci-12"]
    assert [frame[0, f"c{column}"] for column in range(len(TITLES))] == list(GOOD)
    assert not frame["nik_is_number"].any()


def test_our_extra_columns_are_ignored(tmp_path: Path) -> None:
    header, _ = sent_back(tmp_path, TITLES, RejectedCells(9, GOOD, (FINDING,), "kunci"))
    assert {"Baris asal", "Kesalahan", "Cara memperbaiki", "HP"} == set(header.ignored)


def test_a_third_round_looks_like_the_second(tmp_path: Path) -> None:
    header, frame = sent_back(tmp_path, TITLES, RejectedCells(9, GOOD, (FINDING,), "kunci"))
    cells = tuple(frame[0, f"c{column}"] for column in range(len(header.titles)))
    again = RejectedCells(2, cells, (FINDING,), "kunci")
    repeated, _ = sent_back(tmp_path, header.titles, again)
    assert repeated == header


@pytest.mark.parametrize("name", ["=1+1", "<r><t>x</t></r>", "A & B <b>", "Budi\nbin Ali", "-"])
def test_odd_texts_come_back_as_they_were_sent(tmp_path: Path, name: str) -> None:
    cells = (*GOOD[:2], name, *GOOD[3:])
    _, frame = sent_back(tmp_path, TITLES, RejectedCells(9, cells, (FINDING,), "kunci"))
    assert frame["c2"].to_list() == [name]


def test_the_template_is_read_with_every_column_known(tmp_path: Path) -> None:
    regency = RegencyCodes("99.01", "Kabupaten Contoh", (("99.01.01", "Satu"),), ())
    path = tmp_path / "templat.xlsx"
    path.write_bytes(member_template(regency=regency))
    header, frame = read(path)
    assert header.sheet == "Anggota"
    assert header.ignored == ()
    names = [field.name for field in FIELDS if field.name != "row_key"]
    assert header.mapping == {name: column for column, name in enumerate(names)}
    assert frame.height == 1
    assert frame[0, f"c{header.mapping['national_id']}"] == "9901015708900001"
