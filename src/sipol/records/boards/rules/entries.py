"""The fields of a board and of an officer, as they are typed, and what they say."""

from __future__ import annotations

from collections.abc import Mapping

from sipol.kernel.findings import Finding, Severity, Where
from sipol.kernel.identifiers import read_nik
from sipol.records.boards.rules.posts import Post, post_of_title
from sipol.records.places.rules import fields
from sipol.records.places.rules.fields import CHOICE, DATE, NIK, NUMBER, PHONE, Field

BOARD_FIELDS: tuple[Field, ...] = (
    Field("decree_number", limit=100),
    Field("decree_date", DATE, limit=10),
    Field("period_from", DATE, limit=10),
    Field("period_to", DATE, limit=10),
)
OFFICER_FIELDS: tuple[Field, ...] = (
    Field("title", required=True, limit=100),
    Field("post", CHOICE, choices=tuple(Post)),
    Field("name", required=True),
    Field("sex", CHOICE, required=True, choices=("L", "P"), limit=1),
    Field("national_id", NIK, limit=16),
    Field("card_number", limit=60),
    Field("phone", PHONE, limit=30),
    Field("position", NUMBER, limit=4),
)
BOARD_NAMES: tuple[str, ...] = tuple(field.name for field in BOARD_FIELDS)
OFFICER_NAMES: tuple[str, ...] = tuple(field.name for field in OFFICER_FIELDS)

FINDING_CODES = (
    "period_backwards",
    "officer_listed_already",
    "officer_sex_differs",
    "officer_unknown",
)


def clean_board(texts: Mapping[str, str]) -> dict[str, str]:
    return fields.clean(BOARD_FIELDS, texts)


def clean_officer(texts: Mapping[str, str]) -> dict[str, str]:
    """The officer's texts, the post read from the title where none was chosen."""
    cleaned = fields.clean(OFFICER_FIELDS, texts)
    cleaned["sex"] = cleaned["sex"].upper()
    cleaned["post"] = cleaned["post"] or post_of_title(cleaned["title"])
    return cleaned


def check_board(texts: Mapping[str, str], row: int | None = None) -> list[Finding]:
    """What keeps cleaned texts from being saved; an empty decree does not, it is judged later."""
    found = fields.check(BOARD_FIELDS, texts, row)
    begins, ends = fields.read_date(texts["period_from"]), fields.read_date(texts["period_to"])
    if begins and ends and ends < begins:
        found.append(Finding("period_backwards", Severity.ERROR, Where(row, "period_to")))
    return found


def check_officer(texts: Mapping[str, str], row: int | None = None) -> list[Finding]:
    """What keeps cleaned texts from being saved."""
    return fields.check(OFFICER_FIELDS, texts, row)


def oddities_of_officer(texts: Mapping[str, str], row: int | None = None) -> list[Finding]:
    """What is worth a look about texts that may be saved: a NIK is made by people too."""
    reading = read_nik(texts["national_id"])
    if reading is None or reading.sex == texts["sex"]:
        return []
    return [Finding("officer_sex_differs", Severity.WARNING, Where(row, "sex"))]
