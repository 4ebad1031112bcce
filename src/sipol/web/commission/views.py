"""The commission's desk."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from sipol.flow.intake.queries import deliveries
from sipol.kernel import clock
from sipol.kernel.refusals import Refusal, Refused
from sipol.records.dossiers.actions import make_move
from sipol.records.dossiers.queries import dossier as find_dossier
from sipol.web.shared.coverage import coverage_csv, coverage_page, party_coverage
from sipol.web.shared.cycle import running_cycle
from sipol.web.shared.delivery import delivery_page
from sipol.web.shared.dossier import dossier_page, overview_page
from sipol.web.shared.refusals import sentence

DECISIONS = ("accept", "find_incomplete", "return")


@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    return render(request, "commission/desk.html", overview_page(request.actor, running_cycle()))


@require_GET
def dossier(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    page = dossier_page(request.actor, running_cycle(), dossier_id)
    return render(request, "commission/dossier.html", page | {"request_id": uuid4()})


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
            request_id=_request_id(request),
            now=clock.now(),
            reason=reason,
        )
    except Refused as refused:
        page = dossier_page(request.actor, running_cycle(), dossier_id)
        page |= {
            "problem": sentence(refused.refusal),
            "reason": reason,
            "request_id": uuid4(),
        }
        return render(request, "commission/dossier.html", page, status=422)
    return redirect("commission:dossier", dossier_id=dossier_id)


@require_GET
def coverage(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    cycle, dossier_facts = running_cycle(), find_dossier(request.actor, dossier_id)
    reached = party_coverage(request.actor, party_id=dossier_facts.party.id, cycle_id=cycle.id)
    page = coverage_page(reached) | {
        "cycle": cycle,
        "dossier": dossier_facts,
        "csv_url": reverse("commission:coverage_csv", args=[dossier_id]),
    }
    return render(request, "commission/coverage.html", page)


@require_GET
def coverage_table(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    party_id = find_dossier(request.actor, dossier_id).party.id
    reached = party_coverage(request.actor, party_id=party_id, cycle_id=running_cycle().id)
    return coverage_csv(reached, "cakupan.csv")


@require_GET
def delivery(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    facts = deliveries.delivery(request.actor, delivery_id)
    page = delivery_page(request, request.actor, facts)
    return render(request, "commission/delivery.html", page)


def _request_id(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("request_id", ""))
    except ValueError as error:
        raise Refused(Refusal("move_not_possible")) from error
