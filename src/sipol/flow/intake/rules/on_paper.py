"""Filings on paper: what may be on the checklist, and which instant counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sipol.kernel.refusals import Refusal

# In the order of the checklist; the words stand in `messages.papers`.
ITEMS = (
    "registration_letter",
    "statement",
    "recap",
    "profile",
    "papers",
    "boards",
    "offices",
    "bank_accounts",
    "members",
    "storage_medium",
)
LONGEST_AGO = timedelta(days=31)
LONGEST_NOTE = 200


@dataclass(frozen=True, slots=True)
class Brought:
    """What somebody brought: codes of the checklist with a note each, who, and when they were
    there by the clock on the wall. `reference` says where the paper lies now."""

    items: Mapping[str, str]
    by: str
    at: datetime
    zone: ZoneInfo
    reference: str = ""


def counting_instant(brought_at: datetime, taken_at: datetime, *, from_person: bool) -> datetime:
    """When the filing counts as handed in: when its bearer came, or when it was taken down."""
    return brought_at if from_person else taken_at


def refusal_of(brought: Brought, now: datetime) -> Refusal | None:
    """Why such a filing cannot be taken down; None where it can."""
    if not brought.items or not set(brought.items) <= set(ITEMS) or not brought.by.strip():
        return Refusal("paper_incomplete")
    if max(map(len, (brought.by, brought.reference, *brought.items.values()))) > LONGEST_NOTE:
        return Refusal("paper_text_too_long", {"most": str(LONGEST_NOTE)})
    if not now - LONGEST_AGO <= brought.at <= now:
        return Refusal("paper_time_wrong")
    return None
