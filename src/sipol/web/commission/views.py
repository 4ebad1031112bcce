"""The commission's desk."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from sipol.kernel import clock
from sipol.kernel.refusals import Refusal, Refused
from sipol.records.dossiers.actions import make_move
from sipol.web.shared.cycle import running_cycle
from sipol.web.shared.dossier import dossier_page, overview_page
from sipol.web.shared.refusals import sentence
from sipol.web.shared.request_keys import request_id

DECISIONS = ("accept", "find_incomplete", "return")


@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    return render(request, "commission/desk.html", overview_page(request.actor, running_cycle()))


@require_GET
def dossier(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    page = dossier_page(request.actor, running_cycle(), dossier_id)
    return render(request, "commission/dossier.html", page)


@require_POST
def decide(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Receive the filing as complete, as incomplete, or return it, with reasons."""
    reason = request.POST.get("reason", "")
    try:
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
    except Refused as refused:
        page = dossier_page(request.actor, running_cycle(), dossier_id)
        page |= {"problem": sentence(refused.refusal), "reason": reason}
        return render(request, "commission/dossier.html", page, status=422)
    return redirect("commission:dossier", dossier_id=dossier_id)
