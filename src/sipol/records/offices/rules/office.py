"""The fields of an office, and what is missing about one that was saved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sipol.kernel.findings import Finding, Severity
from sipol.records.places.rules.fields import CHOICE, DATE, LONG, PHONE, Field

OWN, LEASE, LOAN = "own", "lease", "loan"
TENURES = (OWN, LEASE, LOAN)

FIELDS: tuple[Field, ...] = (
    Field("address", LONG, required=True, limit=300),
    Field("district", limit=100),
    Field("village", limit=100),
    Field("tenure", CHOICE, required=True, choices=TENURES),
    Field("valid_until", DATE, limit=10),
    Field("phone", PHONE, limit=30),
)
NAMES: tuple[str, ...] = tuple(field.name for field in FIELDS)

FINDING_CODES = ("office_end_missing", "office_ends_early", "office_term_over")


def judge(
    *, tenure: str, valid_until: date | None, last_stage_on: date | None, today: date
) -> tuple[Finding, ...]:
    """What keeps a saved office from counting.

    It must be usable up to the last stage of the cycle; without that date (None) only an end that
    has passed is told. What a party owns may have no end.
    """
    return tuple(_findings(tenure, valid_until, last_stage_on, today))


def _findings(
    tenure: str, valid_until: date | None, last_stage_on: date | None, today: date
) -> Iterator[Finding]:
    if valid_until is None:
        if tenure != OWN:
            yield Finding("office_end_missing", Severity.ERROR)
        return
    told = {"on": valid_until.strftime("%d-%m-%Y")}
    if valid_until < today:
        yield Finding("office_term_over", Severity.ERROR, values=told)
    elif last_stage_on is not None and valid_until < last_stage_on:
        needed = {"needed": last_stage_on.strftime("%d-%m-%Y")}
        yield Finding("office_ends_early", Severity.ERROR, values=told | needed)
