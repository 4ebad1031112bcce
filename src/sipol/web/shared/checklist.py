"""Requirements as pages show them: the checklist of all three sides, and one requirement whole."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from sipol.records.dossiers.rules.completeness import Gap, Outcome
from sipol.records.hand_ins.queries import Checklist
from sipol.records.parties.messages import FIELD_TITLES
from sipol.records.regions import queries as regions
from sipol.web.shared.requirement_words import gap_text, reached_of, title_of

SHOWN_GAPS = 5


def checklist_page(found: Checklist | None) -> dict[str, Any]:
    """Template variables of shared/checklist/; without a hand-in there is none."""
    if found is None:
        return {"checklist": None}
    names = names_in([item.outcome for item in found.items])
    return {
        "checklist": found,
        "check_items": [
            requirement_row(item.outcome, names)
            | {"seen": item.noted.seen, "note": item.noted.note, "mark": item.mark}
            for item in found.items
        ],
    }


def requirement_row(
    outcome: Outcome, names: dict[str, str], most: int = SHOWN_GAPS
) -> dict[str, Any]:
    """One requirement: how much there is, and the first things that are missing."""
    return {
        "letter": outcome.letter,
        "title": title_of(outcome.letter),
        "met": outcome.met,
        "begun": outcome.begun,
        "reached": reached_of(outcome),
        "gaps": [gap_text(gap, names) for gap in outcome.gaps[:most]],
        "more": max(0, len(outcome.gaps) - most),
        "attention": [gap_text(gap, names) for gap in outcome.attention[:most]],
        "more_attention": max(0, len(outcome.attention) - most),
    }


def requirement_page(outcome: Outcome) -> dict[str, Any]:
    """One requirement with everything that is missing, by province."""
    names = names_in([outcome], most=None)
    row = requirement_row(outcome, names, most=0)
    return {
        "requirement": row,
        "groups": _by_province(outcome.gaps, names),
        "attention_groups": _by_province(outcome.attention, names),
    }


def names_in(outcomes: Iterable[Outcome], most: int | None = SHOWN_GAPS) -> dict[str, str]:
    """The names of all regions in what is shown, and of the profile's fields."""
    codes = {
        gap.where
        for outcome in outcomes
        for gap in (*outcome.gaps[:most], *outcome.attention[:most])
        if gap.where
    }
    fields = {field: _(title) for field, title in FIELD_TITLES.items()}
    return fields | regions.names({*codes, *(code[:2] for code in codes)})


def _by_province(gaps: Iterable[Gap], names: dict[str, str]) -> list[dict[str, Any]]:
    groups: dict[str, list[str]] = {}
    for gap in gaps:
        groups.setdefault(gap.where[:2], []).append(gap_text(gap, names))
    return [
        {"code": code, "name": names.get(code, ""), "gaps": texts} for code, texts in groups.items()
    ]
