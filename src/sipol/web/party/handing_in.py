"""The last look before handing in, and handing in by two people of the party."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sipol.flow.intake.actions import hand_in as handing_in
from sipol.flow.intake.queries.on_paper import papers_of
from sipol.kernel import clock
from sipol.kernel.refusals import Refusal, Refused
from sipol.records.dossiers.actions import make_move
from sipol.records.dossiers.queries import dossier_of_party
from sipol.records.hand_ins.queries import checklist
from sipol.records.timetable.queries import CycleFacts, ruling
from sipol.records.timetable.rules.windows import HAND_IN
from sipol.web.shared.checklist import checklist_page, names_in, requirement_row
from sipol.web.shared.cycle import running_cycle
from sipol.web.shared.refusals import sentence
from sipol.web.shared.request_keys import request_id


@require_GET
def check(request: HttpRequest) -> HttpResponse:
    """Everything once more before the filing is handed in."""
    return render(request, "party/check.html", _page(request, running_cycle()))


@require_POST
def hand_in(request: HttpRequest) -> HttpResponse:
    """Hand the filing in and show the receipt; where two people do it, prepare it for the other.

    A refusal leaves the page as it was.
    """
    cycle = running_cycle()
    page = _page(request, cycle)
    try:
        if request.POST.get("confirm", "").strip() != page["dossier"].party.short_name:
            raise Refused(Refusal("confirmation_wrong"))
        sent = {
            "actor": request.actor,
            "cycle": cycle,
            "request_id": request_id(request),
            "seen_sha256": request.POST.get("figures", ""),
            "now": clock.now(),
        }
        if page["two_people"]:
            handing_in.prepare_hand_in(**sent)
            messages.success(request, _("Pendaftaran disiapkan. Admin lain harus memastikannya."))
            return redirect("party:check")
        receipt = handing_in.hand_in(**sent)
    except Refused as refused:
        page["problem"] = sentence(refused.refusal)
        page["typed"] = request.POST.get("confirm", "")
        return render(request, "party/check.html", page, status=422)
    return redirect("public:receipt", number=receipt.number)


@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """The second person confirms what the first prepared; the filing is handed in."""
    cycle = running_cycle()
    try:
        receipt = handing_in.hand_in(
            actor=request.actor,
            cycle=cycle,
            request_id=request_id(request),
            seen_sha256=request.POST.get("figures", ""),
            now=clock.now(),
        )
    except Refused as refused:
        page = _page(request, cycle) | {"problem": sentence(refused.refusal)}
        return render(request, "party/check.html", page, status=422)
    return redirect("public:receipt", number=receipt.number)


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """The party begins to fill in; access was opened before."""
    try:
        make_move(
            actor=request.actor,
            dossier_id=dossier_of_party(request.actor, running_cycle().id).id,
            move="begin",
            facts={},
            request_id=request_id(request),
            now=clock.now(),
        )
    except Refused as refused:
        messages.warning(request, sentence(refused.refusal))
    return redirect("party:home")


def _page(request: HttpRequest, cycle: CycleFacts) -> dict[str, Any]:
    state = handing_in.ready(request.actor, cycle, now=clock.now())
    names = names_in(state.judged.outcomes)
    return {
        "cycle": cycle,
        "window_open": ruling(
            request.actor, cycle_id=cycle.id, kind=HAND_IN, now=clock.now()
        ).may_begin,
        "filings_on_paper": papers_of(
            request.actor, party_id=request.actor.party_id, cycle_id=cycle.id
        ),
        "dossier": state.dossier,
        "coverage": state.reached,
        "pending": state.pending,
        "figures": state.sha256,
        "two_people": state.two_people,
        "prepared": state.waiting if state.is_prepared else None,
        "prepared_before": state.waiting is not None and not state.is_prepared,
        "judged": state.judged,
        "requirements": [requirement_row(each, names) for each in state.judged.outcomes],
        **checklist_page(checklist(request.actor, state.dossier)),
    }
