"""A list of people to invite, as a spreadsheet: its headings, and each row read or found wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sipol.kernel.actors import Role
from sipol.kernel.clock import zone_of
from sipol.kernel.findings import Finding, Severity, Where
from sipol.records.access.rules.invitations import Wanted

MOST_ROWS = 2000
SEARCHED_ROWS = 10
# name: headings, the first is the one that is told; folded: without blanks, case and marks
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "name": ("nama", "namalengkap", "name"),
    "email": ("surel", "email", "alamatsurel", "alamatemail"),
    "region_code": ("kode_wilayah", "kodewilayah", "wilayah", "region"),
    "role": ("peran", "role"),
    "expires": ("berlaku_sampai", "berlakusampai", "sampai", "expires"),
}
NEEDED = ("email", "role")
ROLE_WORDS: Mapping[str, Role] = {
    "admin": Role.PARTY_ADMIN,
    "adminpartai": Role.PARTY_ADMIN,
    "operator": Role.PARTY_OPERATOR,
    "operatorpartai": Role.PARTY_OPERATOR,
    "kpu": Role.COMMISSION,
    "kip": Role.COMMISSION,
    "verifikator": Role.VERIFIER,
    "bawaslu": Role.SUPERVISOR,
    "panwaslih": Role.SUPERVISOR,
}
_NATION = frozenset({"", "nasional", "pusat", "0"})
_DAY_FIRST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_SERIAL_ORIGIN = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class PeopleReading:
    """The people of a list, and what is wrong with the rows that are none. `rows` counts rows
    with anything in them below the headings."""

    wanted: tuple[Wanted, ...]
    findings: tuple[Finding, ...]
    rows: int


def read_people(rows: Sequence[Sequence[str]], *, party_id: int | None) -> PeopleReading:
    """The list as invitations to the given party. Rows count from 1, headings included."""
    header = _find_header(rows)
    if header is None:
        return PeopleReading((), (Finding("people_no_header", Severity.ERROR),), 0)
    index, columns = header
    filled = [
        (number, row)
        for number, row in enumerate(rows[index + 1 :], start=index + 2)
        if any(cell.strip() for cell in row)
    ]
    if len(filled) > MOST_ROWS:
        values = {"limit": str(MOST_ROWS)}
        return PeopleReading(
            (), (Finding("people_too_many", Severity.ERROR, values=values),), len(filled)
        )
    read = [_read_row(number, row, columns, party_id) for number, row in filled]
    wanted, repeated = _without_repeats([one for one in read if isinstance(one, Wanted)])
    findings = [one for one in read if isinstance(one, Finding)] + repeated
    return PeopleReading(
        tuple(wanted), tuple(sorted(findings, key=lambda f: f.where.row or 0)), len(filled)
    )


def read_day(text: str) -> date | None:
    """A day as people and spreadsheet programs write it; None where it is none."""
    text = text.strip().partition("T")[0]
    try:
        if found := _YEAR_FIRST.fullmatch(text):
            return date(*map(int, found.groups()))
        if found := _DAY_FIRST.fullmatch(text):
            day, month, year = map(int, found.groups())
            return date(year, month, day)
        if text.isascii() and text.isdigit() and len(text) == 5:
            return _SERIAL_ORIGIN + timedelta(days=int(text))
    except ValueError:
        return None
    return None


def end_of(day: date, region_code: str) -> datetime:
    """The first instant after that day where the region lies."""
    return datetime.combine(day + timedelta(days=1), time(), zone_of(region_code))


def _find_header(rows: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]] | None:
    known = {_fold(heading): name for name, words in HEADINGS.items() for heading in words}
    for index, row in enumerate(rows[:SEARCHED_ROWS]):
        columns: dict[str, int] = {}
        for column, heading in enumerate(row):
            if name := known.get(_fold(heading)):
                columns.setdefault(name, column)
        if all(name in columns for name in NEEDED):
            return index, columns
    return None


def _read_row(
    number: int, row: Sequence[str], columns: Mapping[str, int], party_id: int | None
) -> Wanted | Finding:
    cells = {
        name: row[column].strip() if column < len(row) else "" for name, column in columns.items()
    }
    role = ROLE_WORDS.get(_fold(cells["role"]))
    if role is None:
        return Finding("people_role", Severity.ERROR, Where(number, "role"))
    region = cells.get("region_code", "")
    region = "" if _fold(region) in _NATION else region
    expires_at = None
    if written := cells.get("expires", ""):
        day = read_day(written)
        if day is None:
            return Finding("people_day", Severity.ERROR, Where(number, "expires"))
        expires_at = end_of(day, region)
    return Wanted(
        email=cells["email"].lower(),
        role=role,
        region_code=region,
        party_id=party_id,
        name=" ".join(cells.get("name", "").split()),
        expires_at=expires_at,
        row=number,
    )


def _without_repeats(people: Sequence[Wanted]) -> tuple[list[Wanted], list[Finding]]:
    first: dict[str, Wanted] = {}
    again = []
    for one in people:
        if one.email in first:
            values = {"row": str(first[one.email].row)}
            again.append(
                Finding("people_repeated", Severity.ERROR, Where(one.row, "email"), values)
            )
        first.setdefault(one.email, one)
    return list(first.values()), again


def _fold(text: str) -> str:
    return re.sub(r"[\s_.\-/]+", "", text.lower())
