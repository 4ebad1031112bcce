"""The commission's desk."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sipol.flow.intake.actions import deciding
from sipol.kernel import clock
from sipol.kernel.actors import Role
from sipol.kernel.refusals import Refusal, Refused
from sipol.records.dossiers.queries import dossier as find_dossier
from sipol.records.drafts.actions import empty_draft
from sipol.records.hand_ins.actions import mark as save_marks
from sipol.records.hand_ins.queries import Noted, checklist
from sipol.web.shared.cycle import running_cycle
from sipol.web.shared.dossier import dossier_page, overview_page
from sipol.web.shared.drafts import (
    CHOICE_FIELD,
    decision_form,
    draft_page,
    posted_texts,
    save_posted,
)
from sipol.web.shared.refusals import sentence
from sipol.web.shared.request_keys import request_id

# What the commission may decide, by the state that a filing is in.
OFFERED = {
    "account_requested": ("open_access", "lapse"),
    "account_active": ("lapse",),
    "draft": ("lapse",),
    "submitted": ("accept", "find_incomplete", "return"),
    "incomplete": ("return",),
    "returned": ("reopen",),
    "lapsed": ("reopen",),
}
DECISIONS = frozenset(move for moves in OFFERED.values() for move in moves)


@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    return render(
        request, "commission/desk.html", overview_page(request.actor, running_cycle(), request.GET)
    )


@require_GET
def dossier(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    return render(request, "commission/dossier.html", _page(request, dossier_id))


@require_POST
def decide(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Receive the filing as complete, as incomplete, or return it, with reasons."""
    reason = request.POST.get("reason", "")
    form = decision_form(running_cycle().id, dossier_id)
    try:
        if {"draf", CHOICE_FIELD} & set(request.POST):
            find_dossier(request.actor, dossier_id)
            save_posted(actor=request.actor, request=request, form=form, now=clock.now())
            return redirect("commission:dossier", dossier_id=dossier_id)
        move = request.POST.get("move", "")
        if move not in DECISIONS:
            raise Refused(Refusal("decision_missing"))
        deciding.decide(
            actor=request.actor,
            cycle=running_cycle(),
            dossier_id=dossier_id,
            move=move,
            facts=_facts(request, dossier_id, reason),
            request_id=request_id(request),
            now=clock.now(),
            reason=reason,
        )
        empty_draft(actor=request.actor, place=form.place, now=clock.now())
    except Refused as refused:
        page = _page(request, dossier_id)
        page["problem"] = sentence(refused.refusal)
        page["draft_texts"] = posted_texts(request, form)
        return render(request, "commission/dossier.html", page, status=422)
    return redirect("commission:dossier", dossier_id=dossier_id)


@require_POST
def mark(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Save what was looked at together with the party's liaison officer, and the notes."""
    facts = find_dossier(request.actor, dossier_id)
    found = checklist(request.actor, facts)
    try:
        if found is None:
            raise Refused(Refusal("not_handed_in"))
        if str(found.hand_in_id) != request.POST.get("hand_in", ""):
            raise Refused(Refusal("checklist_moved_on"))
        changed = save_marks(
            actor=request.actor,
            hand_in_id=found.hand_in_id,
            noted={
                item.outcome.letter: Noted(
                    seen=f"seen-{item.outcome.letter}" in request.POST,
                    note=request.POST.get(f"note-{item.outcome.letter}", ""),
                )
                for item in found.items
            },
            now=clock.now(),
        )
    except Refused as refused:
        page = _page(request, dossier_id) | {"checklist_problem": sentence(refused.refusal)}
        return render(request, "commission/dossier.html", page, status=422)
    messages.success(
        request,
        _("Daftar periksa tersimpan: %(number)s syarat berubah.") % {"number": len(changed)},
    )
    return redirect("commission:dossier", dossier_id=dossier_id)


def _facts(request: HttpRequest, dossier_id: UUID, reason: str) -> dict[str, Any]:
    """What the life cycle looks at, and the commission's notes as reasons by requirement."""
    cycle = running_cycle()
    found = checklist(request.actor, find_dossier(request.actor, dossier_id))
    return {
        "requirements_met": found.judged.met if found else True,
        "reason": reason,
        "letter": reason,
        "deadline_passed": clock.now() > cycle.closes_at,
        "closes_at_text": f"{cycle.closes_at.astimezone(clock.WIB):%d-%m-%Y %H.%M} WIB",
        "items": found.reasons if found else [],
    }


def _page(request: HttpRequest, dossier_id: UUID) -> dict[str, Any]:
    page = dossier_page(request.actor, running_cycle(), dossier_id)
    offered = OFFERED.get(page["dossier"].state, ())
    if "lapse" in offered and clock.now() <= running_cycle().closes_at:
        offered = tuple(move for move in offered if move != "lapse")
    page |= {"offered": offered, "detail_of": "commission:requirement"}
    if request.actor.role == Role.COMMISSION:
        page |= draft_page(request.actor, decision_form(running_cycle().id, dossier_id))
    return page
