"""The requirements as the party sees them: its tasks, one requirement whole, and the checklist."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET

from sipol.records.dossiers.queries import dossier_of_party
from sipol.records.dossiers.rules.completeness import Completeness, Outcome
from sipol.records.hand_ins.queries import checklist
from sipol.records.regions import queries as regions
from sipol.web.shared.checklist import (
    checklist_page,
    names_in,
    requirement_page,
    requirement_row,
)
from sipol.web.shared.cycle import running_cycle
from sipol.web.shared.judged import judged_now

# Missing things that somebody filed wrongly; everything else is only not there yet.
_FAULTS = {
    "decree_missing",
    "decree_expired",
    "decree_paper_missing",
    "posts_missing",
    "office_end_missing",
    "office_ends_early",
    "office_proof_missing",
    "account_proof_missing",
    "women",
}
# Status: the sentence, the tone of its tag ("" for none), and its place in the order of the list.
_STATUSES = {
    "fault": (gettext_noop("Ada masalah"), "perhatian", 0),
    "begun": (gettext_noop("Sedang diisi"), "proses", 1),
    "untouched": (gettext_noop("Belum dimulai"), "netral", 2),
    "waiting": (gettext_noop("Belum dapat dimulai"), "", 3),
    "met": (gettext_noop("Selesai"), "", 4),
}
# Filed within regencies that count: first the regency's board, then what belongs to it.
_AFTER_BOARDS = {"d"}


@require_GET
def requirement(request: HttpRequest, letter: str) -> HttpResponse:
    """One requirement with everything that is missing, province by province."""
    cycle = running_cycle()
    judged = judged_now(request.actor, party_id=request.actor.party_id, cycle_id=cycle.id)
    outcome = judged.outcome(letter)
    if outcome is None:
        raise Http404("no such requirement")
    page = requirement_page(outcome) | {
        "cycle": cycle,
        "back_url": reverse("party:home"),
        "back_title": _("Beranda"),
    }
    return render(request, "party/requirement.html", page)


@require_GET
def commission_checklist(request: HttpRequest) -> HttpResponse:
    """What the commission ticks and notes, in the same minute; read only."""
    cycle = running_cycle()
    dossier = dossier_of_party(request.actor, cycle.id)
    page = checklist_page(checklist(request.actor, dossier))
    page |= {"cycle": cycle, "dossier": dossier, "detail_of": "party:requirement"}
    return render(request, "party/checklist.html", page)


def task_page(judged: Completeness) -> dict[str, Any]:
    """The tasks by requirement, problems first, and the sentence that names the next best step."""
    names = names_in(judged.outcomes)
    rows = [
        requirement_row(outcome, names, most=2) | _status(outcome, judged)
        for outcome in judged.outcomes
    ]
    return {
        "requirements": sorted(rows, key=lambda row: row["order"]),
        "requirements_met": judged.met_count,
        "next_best": next(_next_best(judged), ""),
    }


def _status(outcome: Outcome, judged: Completeness) -> dict[str, Any]:
    boards = judged.outcome("c")
    if outcome.met:
        kind = "met"
    elif outcome.letter in _AFTER_BOARDS and boards and not (boards.begun or outcome.begun):
        kind = "waiting"
    elif outcome.begun and any(gap.what in _FAULTS for gap in outcome.gaps):
        kind = "fault"
    else:
        kind = "begun" if outcome.begun else "untouched"
    text, tone, order = _STATUSES[kind]
    return {"status": _(text), "tone": tone, "order": (order, outcome.letter)}


def _next_best(judged: Completeness) -> Iterator[str]:
    """The nearest province first: it shows the cheapest next step."""
    open_provinces = sorted(
        (p for p in judged.provinces if p.counting and not p.met),
        key=lambda p: (p.required - len(p.counting), p.code),
    ) or sorted(
        (p for p in judged.provinces if not p.met),
        key=lambda p: (sum(sum(r.short.values()) for r in p.chosen), p.code),
    )
    if open_provinces:
        nearest = open_provinces[0]
        missing = [r.code for r in nearest.chosen if r.code not in nearest.counting]
        names = regions.names([nearest.code, *missing[:3]])
        yield _("Lengkapi %(number)s kab/kota di %(province)s: %(regencies)s.") % {
            "number": len(missing),
            "province": names[nearest.code],
            "regencies": ", ".join(names[code] for code in missing[:3])
            + (", …" if len(missing) > 3 else ""),
        }
