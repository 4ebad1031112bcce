"""The profile of a party: its fields, and what is wrong with what stands in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sipol.kernel.findings import Finding, Severity, Where

TEXT, LONG, DATE, EMAIL, PHONE, WEBSITE, POSTCODE, ACCOUNT, REGENCY = (
    *("text", "long", "date", "email", "phone", "website", "postcode", "account", "regency"),
)


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the profile. `limit` counts characters."""

    name: str
    kind: str = TEXT
    required: bool = True
    limit: int = 200


# In the order of the form (Act 2/2011 on what a party's founding says, Act 7/2017 art. 173).
GROUPS: Mapping[str, tuple[Field, ...]] = {
    "identity": (
        Field("full_name"),
        Field("short_name", limit=40),
        Field("description", LONG, required=False, limit=2000),
    ),
    "decrees": (
        Field("ministry_decree_number", limit=100),
        Field("ministry_decree_date", DATE, limit=10),
        Field("state_gazette_number", limit=100),
        Field("statutes_decree_number", limit=100),
    ),
    "address": (
        Field("street", LONG, limit=300),
        Field("regency", REGENCY, limit=5),
        Field("district", limit=100),
        Field("village", limit=100),
        Field("postcode", POSTCODE, limit=5),
    ),
    "contact": (
        Field("phone", PHONE, limit=30),
        Field("email", EMAIL),
        Field("website", WEBSITE, required=False),
    ),
    "leaders": (Field("chair"), Field("secretary_general"), Field("treasurer")),
    "bank": (
        Field("bank_name", limit=100),
        Field("bank_branch", limit=100),
        Field("account_number", ACCOUNT, limit=30),
        Field("account_holder"),
    ),
}
FIELDS: tuple[Field, ...] = tuple(field for fields in GROUPS.values() for field in fields)
NAMES: tuple[str, ...] = tuple(field.name for field in FIELDS)

FINDING_CODES = (
    "profile_missing",
    "profile_too_long",
    "profile_date",
    "profile_email",
    "profile_phone",
    "profile_website",
    "profile_postcode",
    "profile_account",
    "profile_regency",
    "profile_identity_number",
)

_IDENTITY_NUMBER = re.compile(r"(?<!\d)\d(?:[ .\-]?\d){15}(?!\d)")
_PATTERNS = {
    EMAIL: re.compile(r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+"),
    PHONE: re.compile(r"\+?[0-9][0-9 ()./\-]{5,28}"),
    WEBSITE: re.compile(r"(?:https?://)?[^\s/.]+(?:\.[^\s/.]+)+(?:/\S*)?"),
    POSTCODE: re.compile(r"[0-9]{5}"),
    ACCOUNT: re.compile(r"[0-9](?:[ .\-]?[0-9]){4,24}"),
}


def clean(texts: Mapping[str, str]) -> dict[str, str]:
    """Every field of the profile, without blanks at its ends; what is no field is left out."""
    return {name: texts.get(name, "").strip() for name in NAMES}


def check(texts: Mapping[str, str], *, knows_regency: Callable[[str], bool]) -> list[Finding]:
    """What is wrong with a profile, at most one finding per field, in the order of the form."""
    found = ((field, _fault(field, texts[field.name], knows_regency)) for field in FIELDS)
    return [
        Finding(code, Severity.ERROR, Where(column=field.name), {"limit": str(field.limit)})
        for field, code in found
        if code
    ]


def read_date(text: str) -> date | None:
    """A date as it is typed here: 31-12-2025, also with dots or slashes; None if it is none."""
    parts = re.fullmatch(r"(\d{1,2})[-./ ](\d{1,2})[-./ ](\d{4})", text)
    if parts is None:
        return None
    try:
        return date(int(parts[3]), int(parts[2]), int(parts[1]))
    except ValueError:
        return None


def _fault(field: Field, text: str, knows_regency: Callable[[str], bool]) -> str:
    return next(_faults(field, text, knows_regency), "")


def _faults(field: Field, text: str, knows_regency: Callable[[str], bool]) -> Iterator[str]:
    if not text:
        if field.required:
            yield "profile_missing"
        return
    if len(text) > field.limit:
        yield "profile_too_long"
    if field.kind != ACCOUNT and _IDENTITY_NUMBER.search(text):
        yield "profile_identity_number"
    if field.kind in _PATTERNS and not _PATTERNS[field.kind].fullmatch(text):
        yield f"profile_{field.kind}"
    if field.kind == DATE and read_date(text) is None:
        yield "profile_date"
    if field.kind == REGENCY and not knows_regency(text):
        yield "profile_regency"
