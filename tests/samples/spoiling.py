"""The mistakes that member lists come with, each with the finding codes it must lead to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from random import Random
from typing import NamedTuple

from sipol.config.demo.people import identity_number

Cell = str | int | None
Row = dict[str, Cell]

# A regency that a list for another one must not name; the region table of a test has to know it.
OUTSIDE: dict[str, str] = {"regency": "11.01", "district": "11.01.01", "village": ""}

CHILDS_BIRTHDAY = date(2015, 5, 20)


class Spoiling(NamedTuple):
    """One kind of mistake: what it does to a row, given its turn, and the codes to expect."""

    kind: str
    change: Callable[[Row, int], None]
    codes: frozenset[str]


def spoil(
    rows: Sequence[dict[str, str]], *, share: float, seed: int, kinds: Sequence[str] = ()
) -> tuple[list[Row], dict[int, set[str]]]:
    """Copies of the rows with a share of them spoilt, and per spoilt index the codes to expect.

    The kinds take turns, so that with enough rows all occur; `kinds` narrows them down. A
    duplicate repeats an earlier good row, card number apart, so its code is expected at the later
    one; where no good row comes earlier, the row stays good. A cell may become a number (`int`),
    as Excel keeps it.
    """
    chance = Random(seed)
    chosen = sorted(chance.sample(range(len(rows)), int(len(rows) * share)))
    spoilt = set(chosen)
    first_good = next((i for i in range(len(rows)) if i not in spoilt), len(rows))
    table = [spoiling for spoiling in SPOILINGS if not kinds or spoiling.kind in kinds]
    result: list[Row] = [dict(row) for row in rows]
    expected: dict[int, set[str]] = {}
    for turn, index in enumerate(chosen):
        spoiling = table[turn % len(table)]
        if spoiling.kind == "duplicate":
            if first_good > index:
                continue
            result[index] = result[first_good] | {"card_number": rows[index]["card_number"]}
        spoiling.change(result[index], turn)
        expected[index] = set(spoiling.codes)
    return result, expected


def _put(field: str, *choices: Cell) -> Callable[[Row, int], None]:
    def change(row: Row, turn: int) -> None:
        row[field] = choices[turn % len(choices)]

    return change


def _nothing(row: Row, turn: int) -> None:
    """A duplicate is already spoilt by being there."""


def _with_plain_date(change: Callable[[Row, int], None]) -> Callable[[Row, int], None]:
    """The change, and the date as ISO: without a sound number some dates have two readings."""

    def both(row: Row, turn: int) -> None:
        day, month, year = str(row["birth_date"]).split("-")
        row["birth_date"] = f"{year}-{month}-{day}"
        change(row, turn)

    return both


def _as_excel_number(row: Row, turn: int) -> None:
    row["national_id"] = int(str(row["national_id"])[:15] + "0")


def _digit_short(row: Row, turn: int) -> None:
    row["national_id"] = str(row["national_id"])[:-1]


def _digit_long(row: Row, turn: int) -> None:
    row["national_id"] = f"{row['national_id']}1"


def _letter_o(row: Row, turn: int) -> None:
    nik = str(row["national_id"])
    row["national_id"] = f"{nik[:12]}O{nik[13:]}"


def _misspelt(row: Row, turn: int) -> None:
    """The village goes too: its code would say which district is meant."""
    name = str(row["district"])
    wrong = "Marrisso" if name[:1].isdigit() else f"{name[:2]}{name[1:]}h"
    row |= {"district": wrong, "village": ""}


def _other_birthday(row: Row, turn: int) -> None:
    """Another year than in the identity number, and a day that cannot be a month."""
    year = int(str(row["birth_date"])[-4:])
    row["birth_date"] = f"28-10-{year - 1 if year > 1950 else year + 1}"


def _other_sex(row: Row, turn: int) -> None:
    row["sex"] = "L" if row["sex"] == "P" else "P"


def _ambiguous_date(row: Row, turn: int) -> None:
    """Day and month may each be the other, and the identity number does not settle which."""
    _give_number(row, date(1970, 12, 25), turn)
    row["birth_date"] = "03/04/1970"


def _child(row: Row, turn: int) -> None:
    _give_number(row, CHILDS_BIRTHDAY, turn)
    row |= {"birth_date": CHILDS_BIRTHDAY.strftime("%d-%m-%Y"), "marital_status": "B"}


def _give_number(row: Row, born: date, turn: int) -> None:
    """An identity number for another birthday that nobody else in the list has."""
    region, sex = str(row["national_id"])[:6], str(row["sex"])
    row["national_id"] = identity_number(region, born, sex, 9_999 - turn % 9_000)


def _outside(row: Row, turn: int) -> None:
    row |= OUTSIDE


def _spoiling(kind: str, change: Callable[[Row, int], None], *codes: str) -> Spoiling:
    return Spoiling(kind, change, frozenset(codes))


SPOILINGS: tuple[Spoiling, ...] = (
    _spoiling("nik_as_number", _with_plain_date(_as_excel_number), "nik_rounded_by_excel"),
    _spoiling("nik_15_digits", _with_plain_date(_digit_short), "nik_length"),
    _spoiling("nik_17_digits", _with_plain_date(_digit_long), "nik_length"),
    _spoiling("nik_with_letter", _with_plain_date(_letter_o), "nik_not_digits"),
    _spoiling("no_name", _put("name", None, ""), "name_missing"),
    _spoiling("no_date", _put("birth_date", "31-02-1990", "tidak tahu"), "birth_date_invalid"),
    _spoiling("ambiguous_date", _ambiguous_date, "birth_date_ambiguous"),
    _spoiling("no_sex", _put("sex", "X", "?"), "sex_invalid"),
    _spoiling("no_marital_status", _put("marital_status", "X", "?"), "marital_status_invalid"),
    _spoiling("misspelt_district", _misspelt, "region_unknown"),
    _spoiling("outside_scope", _outside, "region_outside_scope"),
    _spoiling("barred_occupation", _put("occupation", "POLRI", "Kepala Desa"), "occupation_barred"),
    _spoiling("no_card", _put("card_number", None, ""), "card_number_missing"),
    _spoiling("duplicate", _nothing, "duplicate_in_file"),
    _spoiling("child", _child, "under_17_unmarried"),
    _spoiling("other_birthday", _other_birthday, "nik_birth_date_mismatch"),
    _spoiling("other_sex", _other_sex, "nik_sex_mismatch"),
)
