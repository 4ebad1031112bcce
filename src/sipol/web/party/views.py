"""The pages of a party."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from sipol.flow.intake.queries import deliveries
from sipol.infra.ledger.queries import receipts_of_party
from sipol.kernel import clock
from sipol.records.dossiers.queries import dossier_of_party
from sipol.records.timetable.queries import ruling_for_person
from sipol.web.party.profile import profile_state
from sipol.web.party.requirements import task_page
from sipol.web.party.sendings import page_of_item
from sipol.web.party.timetable import own_windows
from sipol.web.party.workbooks import error_workbook_file, findings_file
from sipol.web.shared.coverage import coverage_csv, coverage_page, standing_page
from sipol.web.shared.cycle import running_calendar, running_cycle
from sipol.web.shared.delivery import delivery_page
from sipol.web.shared.delivery import progress as progress_of
from sipol.web.shared.judged import party_coverage, reached_now
from sipol.web.shared.timetable import clock_of


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Tasks, what is missing next, and the latest deliveries."""
    actor, now = request.actor, clock.now()
    cycle, windows = running_calendar()
    found = reached_now(actor, party_id=actor.party_id, cycle_id=cycle.id)
    reached = found.coverage
    latest = deliveries.deliveries(actor, party_id=actor.party_id, cycle_id=cycle.id, limit=5)
    page = (
        profile_state(actor, cycle.id)
        | task_page(found.judged)
        | {
            "cycle": cycle,
            "dossier": dossier_of_party(actor, cycle.id),
            "coverage": reached,
            "next_provinces": [p for p in coverage_page(reached)["provinces"] if not p.met][:3],
            "own_regency": _own_regency(reached, actor.region_code),
            "latest": latest,
            "under_way": sum(facts.under_way for facts in latest),
            "open_repairs": reached.rejected,
            "deadline_clock": clock_of(ruling_for_person(actor, windows, now)),
            "own_windows": own_windows(actor, windows, now),
            "uploads": deliveries.unfinished_uploads(actor, cycle_id=cycle.id, now=now),
        }
    )
    return render(request, "party/home.html", page)


@require_GET
def delivery_list(request: HttpRequest) -> HttpResponse:
    actor, cycle = request.actor, running_cycle()
    rows = deliveries.deliveries(actor, party_id=actor.party_id, cycle_id=cycle.id, limit=100)
    return render(request, "party/deliveries.html", {"deliveries": rows, "cycle": cycle})


@require_GET
def delivery(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    """What a finished upload became: a list of members, or a file among papers."""
    among_papers = page_of_item(delivery_id)
    if among_papers is not None:
        return among_papers
    facts = deliveries.delivery(request.actor, delivery_id)
    return render(request, "party/delivery.html", delivery_page(request, request.actor, facts))


@require_GET
def progress(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    """The moving part of the delivery page; asks the browser to load all of it when done."""
    facts = deliveries.delivery(request.actor, delivery_id)
    response = render(request, "shared/delivery/progress.html", progress_of(facts))
    if not facts.under_way:
        response.headers["HX-Refresh"] = "true"
    return response


@require_GET
def error_workbook(request: HttpRequest, delivery_id: UUID) -> FileResponse:
    facts = deliveries.delivery(request.actor, delivery_id)
    return FileResponse(
        error_workbook_file(facts), as_attachment=True, filename=f"perbaikan-{facts.id}.xlsx"
    )


@require_GET
def findings_csv(request: HttpRequest, delivery_id: UUID) -> FileResponse:
    facts = deliveries.delivery(request.actor, delivery_id)
    return FileResponse(findings_file(facts), as_attachment=True, filename=f"temuan-{facts.id}.csv")


@require_GET
def coverage(request: HttpRequest) -> HttpResponse:
    cycle = running_cycle()
    found = reached_now(request.actor, party_id=request.actor.party_id, cycle_id=cycle.id)
    page = coverage_page(found.coverage) | standing_page(found.coverage, found.judged)
    page |= {"cycle": cycle, "csv_url": reverse("party:coverage_csv")}
    return render(request, "party/coverage.html", page)


@require_GET
def coverage_table(request: HttpRequest) -> HttpResponse:
    reached = party_coverage(
        request.actor, party_id=request.actor.party_id, cycle_id=running_cycle().id
    )
    return coverage_csv(reached, "cakupan.csv")


@require_GET
def receipts(request: HttpRequest) -> HttpResponse:
    rows = receipts_of_party(request.actor.party_id, limit=200)
    return render(request, "party/receipts.html", {"receipts": rows})


def _own_regency(reached: Any, region_code: str) -> Any:
    regencies = (r for province in reached.provinces for r in province.regencies)
    return next((r for r in regencies if r.code == region_code), None)
