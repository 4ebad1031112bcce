"""The forms of the law: to be printed, signed, and filed again as a scan."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sipol.flow.intake.actions.hand_in import ready
from sipol.kernel import clock
from sipol.kernel.actors import Actor, Role
from sipol.records.dossiers.queries import DossierFacts, dossier_of_party
from sipol.records.hand_ins.documents.forms import FORMS, content_hashes, draft_form
from sipol.records.papers.queries.papers import national_papers
from sipol.records.timetable.queries import CycleFacts
from sipol.web.shared.cycle import running_cycle
from sipol.web.shared.forms import decision_pdf, handed_in_pdf, pdf, printed_page, prints


@require_GET
def forms(request: HttpRequest) -> HttpResponse:
    """All forms: drafts from the data as they stand, and what was handed in and decided."""
    actor, cycle = request.actor, running_cycle()
    dossier = dossier_of_party(actor, cycle.id)
    page = printed_page(actor, dossier) | {
        "cycle": cycle,
        "dossier": dossier,
        "prints": _prints(actor, dossier),
        "rows": _rows(actor, cycle, dossier),
    }
    return render(request, "party/forms.html", page)


@require_GET
def draft(request: HttpRequest, model: str) -> HttpResponse:
    """A form from the data as they stand, with a watermark."""
    if model not in FORMS:
        raise Http404("no such form")
    now, cycle = clock.now(), running_cycle()
    state = ready(request.actor, cycle, now=now)
    content = draft_form(
        request.actor, model, dossier=state.dossier, snapshot=state.snapshot, now=now
    )
    return pdf(content, f"{model}-{state.dossier.party.short_name}-DRAF")


@require_GET
def handed_in(request: HttpRequest, hand_in: int, model: str) -> HttpResponse:
    """A form as it was handed in."""
    dossier = dossier_of_party(request.actor, running_cycle().id)
    return handed_in_pdf(request.actor, dossier, hand_in, model)


@require_GET
def decision(request: HttpRequest, entry: int, record: str) -> HttpResponse:
    """What the commission handed out after a decision."""
    dossier = dossier_of_party(request.actor, running_cycle().id)
    return decision_pdf(request.actor, dossier, entry, record)


def _prints(actor: Actor, dossier: DossierFacts) -> bool:
    return actor.role == Role.PARTY_ADMIN and prints(actor, dossier)


def _rows(actor: Actor, cycle: CycleFacts, dossier: DossierFacts) -> list[dict[str, Any]]:
    """Each form with the hash it would bear now, and its signed scan."""
    where = {"party_id": dossier.party.id, "cycle_id": dossier.cycle_id}
    signed = [form.signed for form in FORMS.values()]
    papers = national_papers(**where, kinds=signed)
    hashes: dict[str, str] = {}
    if _prints(actor, dossier):
        state = ready(actor, cycle, now=clock.now(), dossier=dossier)
        hashes = content_hashes(actor, dossier=dossier, snapshot=state.snapshot)
    return [
        {"form": form, "hash": hashes.get(form.code, ""), "paper": papers.get(form.signed)}
        for form in FORMS.values()
    ]
