"""Member lists for tests: people of a small invented country, put into batches for the judge."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from sipol.flow.intake.rules.fields import FIELDS
from sipol.flow.intake.rules.judgement import Judged, RowJudge, RuleSet
from sipol.flow.intake.rules.occupations import DEFAULT_BARRED_OCCUPATIONS
from sipol.flow.intake.rules.regions import RegionTable

REFERENCE_DATE = date(2027, 8, 14)
FIRST_ROW = 2

# Two provinces; a regency and a city of the same name; the district name Utara in three places.
REGIONS = (
    ("98", "Pulau Contoh"),
    ("98.01", "Kabupaten Melati"),
    ("98.01.01", "Utara"),
    ("98.01.01.2001", "Sukamaju"),
    ("98.01.01.2002", "Kampung Baru"),
    ("98.01.02", "Kota Manis"),
    ("98.01.02.2001", "Sukamaju"),
    ("98.01.03", "Manis"),
    ("98.10", "Kabupaten Kep. Anggrek"),
    ("98.10.01", "Tengah"),
    ("98.71", "Kota Melati"),
    ("98.71.01", "Utara"),
    ("98.71.01.1001", "Pasar Baru"),
    ("98.71.02", "Nusaniwe"),
    ("98.71.02.1001", "Kembar"),
    ("98.71.02.2001", "Kembar"),
    ("99", "Nusa Uji"),
    ("99.01", "Kabupaten Kenanga"),
    ("99.01.01", "Utara"),
    ("99.01.01.2001", "Sidodadi"),
)
TABLE = RegionTable.from_rows(REGIONS)

GOOD: dict[str, str | None] = {
    "card_number": "KTA-1",
    "national_id": "9901010304900001",
    "name": "Budi Contoh",
    "sex": "L",
    "birth_place": "Melati",
    "birth_date": "1990-04-03",
    "marital_status": "S",
    "occupation": "Wiraswasta",
    "address": "Jl. Kenanga 1",
    "rt": "001",
    "rw": "002",
    "village": "98.71.01.1001",
    "district": "98.71.01",
    "regency": "98.71",
}


def rules(**changes: object) -> RuleSet:
    settings: dict[str, object] = {
        "severities": {},
        "reference_date": REFERENCE_DATE,
        "barred_occupations": DEFAULT_BARRED_OCCUPATIONS,
        "regions": TABLE,
    }
    return RuleSet(**{**settings, **changes})  # type: ignore[arg-type]


def person(number: int = 1, **changes: str | None) -> dict[str, str | None]:
    """A good row with its own NIK, and what is changed about it."""
    nik = f"990101030490{number:04d}"
    return {**GOOD, "card_number": f"KTA-{number}", "national_id": nik, **changes}


def batch(
    people: Sequence[dict[str, str | None]],
    *,
    columns: Sequence[str] | None = None,
    numbers: bool = False,
    first_row: int = FIRST_ROW,
) -> tuple[pl.DataFrame, dict[str, int]]:
    """The people as the readers give them, in this order of columns, and the header's mapping."""
    order = list(columns or [field.name for field in FIELDS])
    cells = {
        f"c{place}": pl.Series([row.get(name) for row in people], dtype=pl.String)
        for place, name in enumerate(order)
    }
    row = pl.int_range(first_row, first_row + len(people), dtype=pl.UInt32, eager=True)
    frame = pl.DataFrame({"row": row, **cells}).with_columns(
        nik_is_number=pl.lit(value=numbers, dtype=pl.Boolean)
    )
    return frame, {name: place for place, name in enumerate(order)}


def judge(
    *people: dict[str, str | None], rule_set: RuleSet | None = None, numbers: bool = False
) -> Judged:
    frame, mapping = batch(people, numbers=numbers)
    return RowJudge(rule_set or rules(), mapping).judge(frame)


def codes(judged: Judged, row: int = FIRST_ROW) -> list[str]:
    return judged.findings.filter(pl.col("row") == row)["code"].to_list()


def only(judged: Judged, code: str) -> dict[str, str]:
    """The single finding of a code."""
    found = judged.findings.filter(pl.col("code") == code)
    assert found.height == 1, judged.findings
    return found.row(0, named=True)
