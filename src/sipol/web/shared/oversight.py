"""Pages on which those who look at all parties see one of them: the same at each of their doors.

A door lists them among its addresses as `delivery`, `dossier`, `requirement`, `coverage`,
`coverage_csv`, `boards`, `board`, `board_history`, `papers`, `paper_kind`, `paper`,
`handed_in_form` and `decision_form`.
"""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from sipol.flow.intake.queries import deliveries
from sipol.records.dossiers.queries import dossier
from sipol.records.hand_ins.queries import checklist
from sipol.records.parties.queries import party
from sipol.web.shared.board import history_page, region_page
from sipol.web.shared.boards import tree_page
from sipol.web.shared.checklist import requirement_page
from sipol.web.shared.coverage import coverage_csv, coverage_page, standing_page
from sipol.web.shared.cycle import running_cycle
from sipol.web.shared.delivery import delivery_page
from sipol.web.shared.forms import decision_pdf, handed_in_pdf
from sipol.web.shared.judged import judged_now, party_coverage
from sipol.web.shared.page import NAVIGATION
from sipol.web.shared.papers import Door, kind_page, overview, paper_page


@require_GET
def coverage(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    cycle, facts = running_cycle(), dossier(request.actor, dossier_id)
    reached = party_coverage(request.actor, party_id=facts.party.id, cycle_id=cycle.id)
    judged = judged_now(request.actor, party_id=facts.party.id, cycle_id=cycle.id)
    door = request.resolver_match.namespace
    page = (
        coverage_page(reached)
        | standing_page(reached, judged)
        | {
            "cycle": cycle,
            "dossier": facts,
            "dossier_url": reverse(f"{door}:dossier", args=[dossier_id]),
            "csv_url": reverse(f"{door}:coverage_csv", args=[dossier_id]),
        }
    )
    return render(request, "shared/oversight/coverage.html", page)


@require_GET
def coverage_table(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    party_id = dossier(request.actor, dossier_id).party.id
    reached = party_coverage(request.actor, party_id=party_id, cycle_id=running_cycle().id)
    return coverage_csv(reached, "cakupan.csv")


@require_GET
def papers(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    facts, door = dossier(request.actor, dossier_id), request.resolver_match.namespace
    where = {"party_id": facts.party.id, "cycle_id": running_cycle().id}
    page = overview(request.actor, **where, door=Door(door, dossier_id)) | {
        "dossier": facts,
        "dossier_url": reverse(f"{door}:dossier", args=[dossier_id]),
    }
    return render(request, "shared/oversight/papers.html", page)


@require_GET
def paper_kind(request: HttpRequest, dossier_id: UUID, kind: str) -> HttpResponse:
    facts, door = dossier(request.actor, dossier_id), request.resolver_match.namespace
    page = kind_page(
        request.actor,
        party_id=facts.party.id,
        cycle_id=running_cycle().id,
        code=kind,
        inside=request.GET.get("di", ""),
        door=Door(door, dossier_id),
    )
    page |= {"dossier": facts, "papers_url": reverse(f"{door}:papers", args=[dossier_id])}
    return render(request, "shared/oversight/paper_kind.html", page)


@require_GET
def paper(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    page = paper_page(request.actor, paper_id, request.resolver_match.namespace)
    home_title, home = NAVIGATION[request.actor.role][0]
    page |= {"home_title": _(home_title), "home_url": reverse(home)}
    page["party"] = party(page["paper"].party_id)
    return render(request, "shared/oversight/paper.html", page)


@require_GET
def handed_in_form(
    request: HttpRequest, dossier_id: UUID, hand_in: int, model: str
) -> HttpResponse:
    """A form of the party as it was handed in."""
    return handed_in_pdf(request.actor, dossier(request.actor, dossier_id), hand_in, model)


@require_GET
def decision_form(request: HttpRequest, dossier_id: UUID, entry: int, record: str) -> HttpResponse:
    """What the commission hands out after a decision."""
    return decision_pdf(request.actor, dossier(request.actor, dossier_id), entry, record)


@require_GET
def requirement(request: HttpRequest, dossier_id: UUID, letter: str) -> HttpResponse:
    """One requirement of what was handed in; before a hand-in, of what stands there now."""
    cycle, facts = running_cycle(), dossier(request.actor, dossier_id)
    frozen = checklist(request.actor, facts)
    outcomes = (
        frozen.judged.outcomes
        if frozen
        else judged_now(request.actor, party_id=facts.party.id, cycle_id=cycle.id).outcomes
    )
    outcome = next((each for each in outcomes if each.letter == letter), None)
    if outcome is None:
        raise Http404("no such requirement")
    door = request.resolver_match.namespace
    page = requirement_page(outcome) | {
        "cycle": cycle,
        "dossier": facts,
        "dossier_url": reverse(f"{door}:dossier", args=[dossier_id]),
    }
    return render(request, "shared/oversight/requirement.html", page)


@require_GET
def delivery(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    page = delivery_page(request, request.actor, deliveries.delivery(request.actor, delivery_id))
    home_title, home = NAVIGATION[request.actor.role][0]
    page |= {"home_title": _(home_title), "home_url": reverse(home)}
    return render(request, "shared/oversight/delivery.html", page)


@require_GET
def boards(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """The party's boards and offices as a table of regions, inside the reader's own."""
    facts = dossier(request.actor, dossier_id)
    page = tree_page(
        request.actor, request.GET, party_id=facts.party.id, cycle_id=running_cycle().id
    )
    door = request.resolver_match.namespace
    page |= {
        "dossier": facts,
        "dossier_url": reverse(f"{door}:dossier", args=[dossier_id]),
        "tree_url": reverse(f"{door}:boards", args=[dossier_id]),
    }
    return render(request, "shared/oversight/boards.html", page)


@require_GET
def board(request: HttpRequest, dossier_id: UUID, place: str) -> HttpResponse:
    """One region of the party."""
    facts, door = dossier(request.actor, dossier_id), request.resolver_match.namespace
    page = region_page(request.actor, running_cycle(), party_id=facts.party.id, region_code=place)
    page |= {
        "dossier": facts,
        "tree_url": reverse(f"{door}:boards", args=[dossier_id]),
        "history_url": reverse(f"{door}:board_history", args=[dossier_id, place]),
    }
    return render(request, "shared/oversight/board.html", page)


@require_GET
def board_history(request: HttpRequest, dossier_id: UUID, place: str) -> HttpResponse:
    facts, door = dossier(request.actor, dossier_id), request.resolver_match.namespace
    page = history_page(
        request.actor, party_id=facts.party.id, cycle_id=running_cycle().id, region_code=place
    )
    page["dossier"] = facts
    page["board_url"] = reverse(f"{door}:board", args=[dossier_id, place])
    return render(request, "shared/oversight/board_history.html", page)
