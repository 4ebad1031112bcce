"""The commission's desk."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from sipol.kernel import clock
from sipol.kernel.actors import Role
from sipol.kernel.refusals import Refusal, Refused
from sipol.records.dossiers.actions import make_move
from sipol.records.dossiers.queries import dossier as find_dossier
from sipol.records.drafts.actions import empty_draft
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

DECISIONS = ("accept", "find_incomplete", "return")


@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    return render(request, "commission/desk.html", overview_page(request.actor, running_cycle()))


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
        make_move(
            actor=request.actor,
            dossier_id=dossier_id,
            move=move,
            facts={},
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


def _page(request: HttpRequest, dossier_id: UUID) -> dict[str, Any]:
    page = dossier_page(request.actor, running_cycle(), dossier_id)
    if request.actor.role == Role.COMMISSION:
        page |= draft_page(request.actor, decision_form(running_cycle().id, dossier_id))
    return page
