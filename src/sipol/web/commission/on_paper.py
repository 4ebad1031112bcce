"""Taking filings on paper: the checklist, the time of the person, and where the paper lies."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sipol.flow.intake.actions.on_paper import refer_to_scan, take_paper
from sipol.flow.intake.messages.on_paper import ITEM_TITLES
from sipol.flow.intake.queries.on_paper import papers_of
from sipol.flow.intake.rules.on_paper import Brought
from sipol.kernel import clock
from sipol.kernel.refusals import Refusal, Refused
from sipol.records.dossiers.queries import dossier as find_dossier
from sipol.web.commission.typed import ZONES, read_moment
from sipol.web.shared.cycle import running_cycle
from sipol.web.shared.refusals import sentence
from sipol.web.shared.request_keys import request_id


@require_GET
def filings(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    return render(request, "commission/on_paper.html", _page(request, dossier_id))


@require_POST
def take(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Take what was brought down, and show its receipt."""
    try:
        receipt = take_paper(
            actor=request.actor,
            cycle=running_cycle(),
            dossier_id=dossier_id,
            brought=_brought(request),
            request_id=request_id(request),
            now=clock.now(),
        )
    except Refused as refused:
        page = _page(request, dossier_id) | {"problem": sentence(refused.refusal)}
        return render(request, "commission/on_paper.html", page, status=422)
    return redirect("public:receipt", number=receipt.number)


@require_POST
def scan(request: HttpRequest, dossier_id: UUID, filing_id: UUID) -> HttpResponse:
    """Take down where the scan of a filing on paper is found."""
    try:
        refer_to_scan(
            actor=request.actor,
            filing_id=filing_id,
            reference=request.POST.get("scan", ""),
            now=clock.now(),
        )
    except Refused as refused:
        page = _page(request, dossier_id) | {"problem": sentence(refused.refusal)}
        return render(request, "commission/on_paper.html", page, status=422)
    return redirect("commission:on_paper", dossier_id=dossier_id)


def _brought(request: HttpRequest) -> Brought:
    typed = request.POST
    zone = typed.get("zone", "WIB")
    at = read_moment(typed.get("date", ""), typed.get("time", ""), zone)
    if at is None:
        raise Refused(Refusal("paper_time_wrong"))
    return Brought(
        items={code: typed.get(f"note-{code}", "") for code in typed.getlist("items")},
        by=typed.get("by", ""),
        at=at,
        zone=ZONES[zone],
        reference=typed.get("reference", ""),
    )


def _page(request: HttpRequest, dossier_id: UUID) -> dict[str, Any]:
    dossier, typed = find_dossier(request.actor, dossier_id), request.POST
    now = clock.now().astimezone(clock.WIB)
    return {
        "cycle": running_cycle(),
        "dossier": dossier,
        "filings_on_paper": papers_of(
            request.actor, party_id=dossier.party.id, cycle_id=dossier.cycle_id
        ),
        "items": [
            {
                "code": code,
                "title": _(title),
                "chosen": code in typed.getlist("items"),
                "note": typed.get(f"note-{code}", ""),
            }
            for code, title in ITEM_TITLES.items()
        ],
        "zones": list(ZONES),
        "typed": {"date": f"{now:%d-%m-%Y}", "time": "", "zone": "WIB"} | typed.dict(),
    }
