"""The member lists of the demonstration, as workbooks that a party would send."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import xlsxwriter

from sipol.config.demo.people import invent_members
from sipol.flow.intake.rules.fields import FIELDS

Row = dict[str, str | float]


def clean_list(localities: Sequence[tuple[str, ...]], count: int, *, seed: int) -> bytes:
    """A list in which every row is in order."""
    return _workbook(list(map(dict, invent_members(count, localities=localities, seed=seed))))


def messy_list(localities: Sequence[tuple[str, ...]], count: int, *, seed: int) -> bytes:
    """A list as they really come: every eighth row has something wrong, in turn."""
    rows: list[Row] = list(map(dict, invent_members(count, localities=localities, seed=seed)))
    for turn, index in enumerate(range(7, count, 8)):
        _MESSES[turn % len(_MESSES)](rows, index)
    return _workbook(rows)


def _set(name: str, value: str) -> Callable[[list[Row], int], None]:
    def change(rows: list[Row], index: int) -> None:
        rows[index][name] = value

    return change


def _digit_missing(rows: list[Row], index: int) -> None:
    rows[index]["national_id"] = str(rows[index]["national_id"])[:15]


def _rounded_by_excel(rows: list[Row], index: int) -> None:
    rows[index]["national_id"] = float(str(rows[index]["national_id"])[:15] + "0")


def _same_as_before(rows: list[Row], index: int) -> None:
    rows[index]["national_id"] = rows[index - 3]["national_id"]
    rows[index]["birth_date"] = rows[index - 3]["birth_date"]
    rows[index]["sex"] = rows[index - 3]["sex"]


def _misspelt_district(rows: list[Row], index: int) -> None:
    rows[index] |= {"district": "Sirimo", "village": ""}


_MESSES: tuple[Callable[[list[Row], int], None], ...] = (
    _digit_missing,
    _rounded_by_excel,
    _misspelt_district,
    _set("card_number", ""),
    _same_as_before,
    _set("birth_date", "31-02-1990"),
    _set("sex", "x"),
    _set("occupation", "Anggota TNI"),
    _misspelt_district,
    _set("name", ""),
)


def _workbook(rows: Sequence[Row]) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_numbers": False}) as book:
        # The same list must be the same file, so that building the demo again sends nothing twice.
        book.set_properties({"created": datetime(2026, 1, 1, tzinfo=UTC)})
        sheet = book.add_worksheet("Anggota")
        fields = [field for field in FIELDS if field.name in rows[0]]
        sheet.write_row(0, 0, ["DAFTAR ANGGOTA"])
        sheet.write_row(2, 0, [field.heading for field in fields])
        for line, row in enumerate(rows, start=3):
            sheet.write_row(line, 0, [row[field.name] for field in fields])
    return target.getvalue()
