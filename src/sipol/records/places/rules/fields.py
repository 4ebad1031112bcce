"""Fields as they are typed into a form or a spreadsheet, and what is wrong with one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sipol.kernel.findings import Finding, Severity, Where
from sipol.kernel.identifiers import clean_nik, hide_niks, read_nik
from sipol.records.parties.rules.profile import read_date as read_typed_date

TEXT, LONG, DATE, PHONE, ACCOUNT, NIK, CHOICE, NUMBER = (
    *("text", "long", "date", "phone", "account", "nik", "choice", "number"),
)

FINDING_CODES = (
    "filed_missing",
    "filed_too_long",
    "filed_identity_number",
    "filed_date",
    "filed_phone",
    "filed_account",
    "filed_nik",
    "filed_choice",
    "filed_number",
)

_PATTERNS = {
    PHONE: re.compile(r"\+?[0-9][0-9 ()./\-]{5,28}"),
    ACCOUNT: re.compile(r"[0-9](?:[ .\-]?[0-9]){4,24}"),
    NUMBER: re.compile(r"[0-9]{1,4}"),
}
_IDENTITY_NUMBER = re.compile(r"(?<!\d)\d(?:[ .\-\u00a0]?\d){15}(?!\d)")
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
# Here 16 digits are what is asked for, or may be by chance.
_MAY_LOOK_LIKE_NIK = {NIK, ACCOUNT}


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `limit` counts characters; `choices` are the texts of a field of kind CHOICE."""

    name: str
    kind: str = TEXT
    required: bool = False
    limit: int = 200
    choices: tuple[str, ...] = ()


def clean(fields: Sequence[Field], texts: Mapping[str, str]) -> dict[str, str]:
    """Every field without blanks at its ends; what is no field is left out."""
    return {
        field.name: clean_nik(text) if field.kind == NIK else text
        for field in fields
        for text in [texts.get(field.name, "").replace("\r\n", "\n").strip()]
    }


def check(
    fields: Sequence[Field], texts: Mapping[str, str], row: int | None = None
) -> list[Finding]:
    """What keeps cleaned texts from being saved, at most one finding per field."""
    return [
        Finding(code, Severity.ERROR, Where(row, field.name), {"limit": str(field.limit)})
        for field in fields
        for code in [next(_faults(field, texts[field.name]), "")]
        if code
    ]


def read_date(text: str) -> date | None:
    """A date as people type it (31-12-2025) or as a program writes it (2025-12-31)."""
    iso = _ISO_DATE.fullmatch(text)
    if iso:
        text = f"{iso[3]}-{iso[2]}-{iso[1]}"
    return read_typed_date(text)


def write_date(day: date | None) -> str:
    """The date as the form shows it: 31-12-2025."""
    return day.strftime("%d-%m-%Y") if day else ""


def masked_number(text: str) -> str:
    """An account number as it may be shown: its last four digits."""
    digits = "".join(filter(str.isdigit, text))
    return "•" * max(0, len(digits) - 4) + digits[-4:]


def _faults(field: Field, text: str) -> Iterator[str]:
    if not text:
        if field.required:
            yield "filed_missing"
        return
    if len(text) > field.limit:
        yield "filed_too_long"
    if field.kind not in _MAY_LOOK_LIKE_NIK and _holds_identity_number(text):
        yield "filed_identity_number"
    if field.kind in _PATTERNS and not _PATTERNS[field.kind].fullmatch(text):
        yield f"filed_{field.kind}"
    if field.kind == DATE and read_date(text) is None:
        yield "filed_date"
    if field.kind == NIK and read_nik(text) is None:
        yield "filed_nik"
    if field.kind == CHOICE and text not in field.choices:
        yield "filed_choice"


def _holds_identity_number(text: str) -> bool:
    return bool(_IDENTITY_NUMBER.search(text)) or hide_niks(text) != text
