"""Boards and offices of the own party: the table of regions, one region, and its history."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from sipol.web.party.officers import adding_page
from sipol.web.shared.board import history_page, region_page
from sipol.web.shared.boards import tree_page
from sipol.web.shared.cycle import running_cycle


@require_GET
def tree(request: HttpRequest) -> HttpResponse:
    """The regions below one, in pages, with what each of them has and lacks."""
    page = tree_page(
        request.actor,
        request.GET,
        party_id=request.actor.party_id or 0,
        cycle_id=running_cycle().id,
    )
    page["tree_url"] = reverse("party:boards")
    return render(request, "party/boards.html", page)


@require_GET
def region(request: HttpRequest, place: str) -> HttpResponse:
    """Everything of one region, and the form that adds an officer."""
    actor = request.actor
    page = region_page(actor, running_cycle(), party_id=actor.party_id or 0, region_code=place)
    page |= adding_page(actor, place) | {"writes": True}
    return render(request, "party/board.html", page)


@require_GET
def history(request: HttpRequest, place: str) -> HttpResponse:
    page = history_page(
        request.actor,
        party_id=request.actor.party_id or 0,
        cycle_id=running_cycle().id,
        region_code=place,
    )
    page["board_url"] = reverse("party:board", kwargs={"place": place})
    return render(request, "party/board_history.html", page)
