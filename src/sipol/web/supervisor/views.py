"""The supervisor's pages: the commission's figures, in the same minute, and the ledger."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sipol.infra.ledger.queries import entries, head, verify_chain, witnessed_by_receipts
from sipol.kernel import clock
from sipol.web.shared.cycle import running_cycle
from sipol.web.shared.dossier import dossier_page, overview_page
from sipol.web.shared.timetable import timetable_page

ENTRIES_PER_PAGE = 100


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "supervisor/overview.html",
        overview_page(request.actor, running_cycle(), request.GET),
    )


@require_GET
def dossier(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    page = dossier_page(request.actor, running_cycle(), dossier_id)
    page["detail_of"] = "supervisor:requirement"
    return render(request, "supervisor/dossier.html", page)


@require_GET
def timetable(request: HttpRequest) -> HttpResponse:
    page = timetable_page(running_cycle(), clock.now())
    return render(request, "supervisor/timetable.html", page)


@require_GET
def ledger(request: HttpRequest) -> HttpResponse:
    """The newest entries, and whether the chain is whole when asked to check it."""
    newest = head()
    last = newest.pk if newest else 0
    text = request.GET.get("sampai", "")
    until = min(int(text), last) if text.isdigit() and len(text) < 18 else last
    after = max(0, until - ENTRIES_PER_PAGE)
    shown = reversed(entries(after=after, limit=until - after))
    page = {
        # Told in pairs: a template would take an `items` in the payload for the method.
        "entries": [(entry, list(entry.payload.items())) for entry in shown],
        "newest": newest,
        "older": after or None,
    }
    if "periksa" in request.GET:
        page["checked"] = True
        page["broken_at"] = verify_chain(witnessed_by_receipts())
    return render(request, "supervisor/ledger.html", page)
