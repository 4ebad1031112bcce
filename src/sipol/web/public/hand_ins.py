"""The public list of hand-ins: who handed in when, and by what anybody can check it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sipol.records.hand_ins.queries import HandInFacts, public_list
from sipol.records.timetable.queries import current_cycle


@require_GET
def hand_ins(request: HttpRequest) -> HttpResponse:
    cycle = current_cycle()
    page = {"cycle": cycle, "hand_ins": public_list(cycle.id) if cycle else []}
    return render(request, "public/hand_ins.html", page)


@require_GET
def hand_ins_json(request: HttpRequest) -> JsonResponse:
    """The same for programs; whoever keeps a copy sees whether anything was taken away."""
    cycle = current_cycle()
    rows = public_list(cycle.id) if cycle else []
    answer = {"cycle": cycle.name if cycle else None, "hand_ins": [_row(each) for each in rows]}
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False})


def _row(facts: HandInFacts) -> dict[str, str | int]:
    return {
        "party": facts.party_name,
        "party_short": facts.party_short,
        "number": facts.number,
        "at": facts.at.isoformat(),
        "snapshot_sha256": facts.snapshot_sha256,
        "receipt": facts.receipt_number,
        "ledger_entry": facts.entry,
    }
