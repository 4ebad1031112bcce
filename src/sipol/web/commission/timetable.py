"""The commission's calendar: what is open when, and windows that two people open."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sipol.kernel import clock
from sipol.kernel.actors import Role
from sipol.kernel.refusals import Refusal, Refused
from sipol.records.dossiers.queries import dossiers
from sipol.records.regions import queries as regions
from sipol.records.timetable import queries as timetable
from sipol.records.timetable.actions.proposals import decide_proposal, propose_window
from sipol.records.timetable.messages import KIND_TITLES, PURPOSE_TITLES
from sipol.records.timetable.queries import CycleFacts
from sipol.records.timetable.rules.calendars import WindowTerms
from sipol.records.timetable.rules.windows import REOPENING
from sipol.web.commission.typed import ZONES, read_moment
from sipol.web.shared.cycle import running_cycle
from sipol.web.shared.refusals import sentence
from sipol.web.shared.request_keys import request_id
from sipol.web.shared.timetable import shown, timetable_page

LONGEST_CLOSING_HOURS = 240


@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    cycle = running_cycle()
    page = timetable_page(cycle, clock.now())
    page["proposals"] = [_proposal_page(facts) for facts in timetable.proposals(cycle.id)]
    page["may_propose"] = _is_national(request)
    return render(request, "commission/timetable.html", page)


@require_GET
def ask(request: HttpRequest) -> HttpResponse:
    """The form by which a window is proposed."""
    return render(request, "commission/window_form.html", _form_page(request))


@require_POST
def propose(request: HttpRequest) -> HttpResponse:
    """Propose a window; a refusal shows the form again with what was typed."""
    cycle = running_cycle()
    try:
        facts = propose_window(
            actor=request.actor,
            cycle_id=cycle.id,
            terms=_terms(request, cycle),
            reason=request.POST.get("reason", ""),
            request_id=request_id(request),
            now=clock.now(),
        )
    except Refused as refused:
        page = _form_page(request) | {"problem": sentence(refused.refusal)}
        return render(request, "commission/window_form.html", page, status=422)
    messages.success(request, _("Usulan tercatat. Petugas KPU lain harus mengesahkannya."))
    return redirect("commission:proposal", proposal_id=facts.id)


@require_GET
def proposal(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    page = _decision_page(request, proposal_id)
    return render(request, "commission/proposal.html", page)


@require_POST
def decide(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Confirm or withdraw a proposal."""
    try:
        facts = decide_proposal(
            actor=request.actor,
            proposal_id=proposal_id,
            move=request.POST.get("move", ""),
            reason=request.POST.get("reason", ""),
            now=clock.now(),
        )
    except Refused as refused:
        page = _decision_page(request, proposal_id) | {"problem": sentence(refused.refusal)}
        return render(request, "commission/proposal.html", page, status=422)
    if facts.state == "confirmed":
        messages.success(request, _("Jangka waktu berlaku. Partai melihatnya di berandanya."))
    return redirect("commission:proposal", proposal_id=proposal_id)


def _terms(request: HttpRequest, cycle: CycleFacts) -> WindowTerms:
    """What was typed, as terms; of a window that is extended only its end is new."""
    typed = request.POST
    zone = typed.get("zone", "WIB")
    ends = read_moment(typed.get("end_date", ""), typed.get("end_time", ""), zone, last_second=True)
    if ends is None:
        raise Refused(Refusal("window_times_wrong"))
    order = {
        "legal_basis": typed.get("legal_basis", "").strip(),
        "reference": typed.get("reference", "").strip(),
        "ends_at": ends,
        "closing_until": _closing(typed.get("closing_hours", ""), ends),
    }
    code = typed.get("window", "")
    if code:
        known = timetable.terms_in_force(cycle.id)[1].get(code)
        if known is None:
            raise Refused(Refusal("window_unknown"))
        kept = {name: getattr(known, name) for name in known.__dataclass_fields__}
        return WindowTerms(**(kept | order))
    starts = read_moment(typed.get("start_date", ""), typed.get("start_time", ""), zone)
    if starts is None:
        raise Refused(Refusal("window_times_wrong"))
    party = _party(request, cycle, typed.get("party", ""))
    return WindowTerms(
        code="",
        name=typed.get("name", "").strip() or _(PURPOSE_TITLES[REOPENING]),
        kinds=tuple(kind for kind in KIND_TITLES if kind in typed.getlist("kinds")),
        starts_at=starts,
        purpose=typed.get("purpose", REOPENING),
        party_id=party[0],
        party_name=party[1],
        regions=_regions(typed.getlist("provinces"), typed.get("regencies", "")),
        **order,
    )


def _closing(hours: str, ends: datetime) -> datetime | None:
    if not hours.strip():
        return None
    if not hours.strip().isdigit() or int(hours) > LONGEST_CLOSING_HOURS:
        raise Refused(Refusal("window_times_wrong"))
    return ends + timedelta(hours=int(hours))


def _party(request: HttpRequest, cycle: CycleFacts, chosen: str) -> tuple[int | None, str]:
    if not chosen:
        return None, ""
    for facts in dossiers(request.actor, cycle.id):
        if str(facts.party.id) == chosen:
            return facts.party.id, facts.party.name
    raise Refused(Refusal("window_terms_missing"))


def _regions(provinces: list[str], regencies: str) -> tuple[str, ...]:
    named = regencies.replace(",", " ").replace(";", " ").split()
    return tuple(dict.fromkeys([*provinces, *named]))


def _form_page(request: HttpRequest) -> dict[str, Any]:
    cycle, typed = running_cycle(), request.POST
    return {
        "cycle": cycle,
        "may_propose": _is_national(request),
        "parties": [facts.party for facts in dossiers(request.actor, cycle.id)],
        "provinces": regions.provinces(),
        "windows": timetable.windows(cycle.id),
        "kinds": [(code, _(title)) for code, title in KIND_TITLES.items()],
        "purposes": [(code, _(title)) for code, title in reversed(PURPOSE_TITLES.items())],
        "zones": list(ZONES),
        "typed": typed.dict(),
        "chosen_kinds": typed.getlist("kinds"),
        "chosen_provinces": typed.getlist("provinces"),
    }


def _decision_page(request: HttpRequest, proposal_id: UUID) -> dict[str, Any]:
    facts = timetable.proposal(proposal_id)
    return _proposal_page(facts) | {
        "cycle": running_cycle(),
        "is_proposer": facts.proposer_id == request.actor.user_id,
        "may_decide": _is_national(request) and facts.state == "proposed",
    }


def _proposal_page(facts: timetable.ProposalFacts) -> dict[str, Any]:
    named = regions.names(facts.terms.regions)
    return {"proposal": facts, "terms": shown(facts.terms, named, clock.now())}


def _is_national(request: HttpRequest) -> bool:
    actor = request.actor
    return bool(actor.role == Role.COMMISSION and not actor.region_code)
