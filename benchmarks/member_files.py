"""Member lists to measure with: invented people in real places, kept between runs."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from random import Random

import xlsxwriter

from sipol.records.regions.readers.shipped import shipped_region_rows
from tests.samples.member_lists import TITLES, invent_members, spoil

SHARE_SPOILT = 0.05
REGENCIES = 40
FOLDER = Path(__file__).resolve().parent.parent / "var" / "bench"

_SEED = 2022
# The template without its last file name: 15 columns.
COLUMNS = {name: title for name, title in TITLES.items() if name != "id_file"}
_EDITION = 2


def member_files(rows: int) -> dict[str, Path]:
    """The same list as `xlsx` and as `csv`, made at first use.

    Half of the rows name their region by codes, half by names. One row in twenty has a mistake.
    """
    FOLDER.mkdir(parents=True, exist_ok=True)
    files = {kind: FOLDER / f"members-{rows}-{_EDITION}.{kind}" for kind in ("xlsx", "csv")}
    if not all(file.exists() for file in files.values()):
        lines = list(_lines(rows))
        _write(files["csv"], lines, _write_csv)
        _write(files["xlsx"], lines, _write_xlsx)
    return files


def _write(file: Path, lines: Sequence[Sequence[object]], write: object) -> None:
    draft = file.with_suffix(".draft")
    write(draft, lines)  # type: ignore[operator]
    draft.replace(file)


def _lines(rows: int) -> Iterator[list[object]]:
    people = invent_members(rows, localities=_localities(), seed=_SEED)
    spoilt, _ = spoil(people, share=SHARE_SPOILT, seed=_SEED)
    yield list(COLUMNS.values())
    for row in spoilt:
        yield [row[name] for name in COLUMNS]


def _localities() -> list[tuple[str, str, str]]:
    """Villages of some regencies all over the country, by turns as codes and as names."""
    names = dict(shipped_region_rows())
    chance = Random(_SEED)
    regencies = chance.sample(sorted(code for code in names if len(code) == 5), REGENCIES)
    localities = []
    for regency in sorted(regencies):
        villages = [code for code in names if len(code) == 13 and code.startswith(f"{regency}.")]
        for place, village in enumerate(islice(villages, 60)):
            codes = (regency, village[:8], village)
            localities.append(
                tuple(names[code] for code in codes) if place % 2 else codes  # type: ignore[misc]
            )
    return localities  # type: ignore[return-value]


def _write_csv(file: Path, lines: Sequence[Sequence[object]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as text:
        csv.writer(text, delimiter=";").writerows(lines)


def _write_xlsx(file: Path, lines: Sequence[Sequence[object]]) -> None:
    """As a spreadsheet program saves it, each text once in a table of texts."""
    with xlsxwriter.Workbook(str(file)) as book:
        sheet = book.add_worksheet("Anggota")
        for number, line in enumerate(lines):
            for column, cell in enumerate(line):
                if isinstance(cell, int):
                    sheet.write_number(number, column, cell)
                elif cell:
                    sheet.write_string(number, column, str(cell))
