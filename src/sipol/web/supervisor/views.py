"""The supervisor's pages: the commission's figures, in the same minute, and the ledger."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from sipol.flow.intake.queries import deliveries
from sipol.infra.ledger.queries import entries, head, verify_chain, witnessed_by_receipts
from sipol.records.dossiers.queries import dossier as find_dossier
from sipol.web.shared.coverage import coverage_csv, coverage_page, party_coverage
from sipol.web.shared.cycle import running_cycle
from sipol.web.shared.delivery import delivery_page
from sipol.web.shared.dossier import dossier_page, overview_page

ENTRIES_PER_PAGE = 100


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    return render(
        request, "supervisor/overview.html", overview_page(request.actor, running_cycle())
    )


@require_GET
def dossier(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    page = dossier_page(request.actor, running_cycle(), dossier_id)
    return render(request, "supervisor/dossier.html", page)


@require_GET
def coverage(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    cycle, dossier_facts = running_cycle(), find_dossier(request.actor, dossier_id)
    reached = party_coverage(request.actor, party_id=dossier_facts.party.id, cycle_id=cycle.id)
    page = coverage_page(reached) | {
        "cycle": cycle,
        "dossier": dossier_facts,
        "csv_url": reverse("supervisor:coverage_csv", args=[dossier_id]),
    }
    return render(request, "supervisor/coverage.html", page)


@require_GET
def coverage_table(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    party_id = find_dossier(request.actor, dossier_id).party.id
    reached = party_coverage(request.actor, party_id=party_id, cycle_id=running_cycle().id)
    return coverage_csv(reached, "cakupan.csv")


@require_GET
def delivery(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    facts = deliveries.delivery(request.actor, delivery_id)
    page = delivery_page(request, request.actor, facts)
    return render(request, "supervisor/delivery.html", page)


@require_GET
def ledger(request: HttpRequest) -> HttpResponse:
    """The newest entries, and whether the chain is whole when asked to check it."""
    newest = head()
    last = newest.pk if newest else 0
    text = request.GET.get("sampai", "")
    until = min(int(text), last) if text.isdigit() and len(text) < 18 else last
    after = max(0, until - ENTRIES_PER_PAGE)
    page = {
        "entries": list(reversed(entries(after=after, limit=until - after))),
        "newest": newest,
        "older": after or None,
    }
    if "periksa" in request.GET:
        page["checked"] = True
        page["broken_at"] = verify_chain(witnessed_by_receipts())
    return render(request, "supervisor/ledger.html", page)
