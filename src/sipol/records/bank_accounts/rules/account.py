"""The fields of a bank account, and what is odd about one that was saved."""

from __future__ import annotations

import re

from sipol.kernel.findings import Finding, Severity
from sipol.records.places.rules.fields import ACCOUNT, Field

FIELDS: tuple[Field, ...] = (
    Field("bank", required=True, limit=100),
    Field("branch", limit=100),
    # Required where none is stored yet: a form shows four digits of it and leaves the rest.
    Field("number", ACCOUNT, limit=30),
    Field("holder", required=True, limit=200),
)
NAMES: tuple[str, ...] = tuple(field.name for field in FIELDS)

FINDING_CODES = ("account_holder_differs",)


def judge(*, holder: str, party_names: tuple[str, ...]) -> tuple[Finding, ...]:
    """A warning where the holder's name holds none of the party's names."""
    words = f" {_plain(holder)} "
    if any(f" {name} " in words for name in map(_plain, party_names) if name):
        return ()
    return (Finding("account_holder_differs", Severity.WARNING, values={"holder": holder}),)


def last_digits(number: str) -> str:
    """The last four digits of a number, which has at least five."""
    return "".join(filter(str.isdigit, number))[-4:]


def _plain(name: str) -> str:
    return " ".join(re.sub(r"[^0-9a-z]+", " ", name.casefold()).split())
