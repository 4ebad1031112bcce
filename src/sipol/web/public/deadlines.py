"""Signed deadlines, for everybody."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from sipol.infra import keys
from sipol.infra.ledger.statements import StatementInvalid
from sipol.records.timetable import queries as timetable
from sipol.records.timetable.documents import signed, verified
from sipol.records.timetable.messages import KIND_TITLES
from sipol.web.shared.timetable import ZONES


@require_GET
def deadlines(request: HttpRequest) -> HttpResponse:
    """Every deadline of the current cycle that was ever signed, the newest first."""
    cycle = timetable.current_cycle()
    rows = timetable.deadlines(cycle.id) if cycle else []
    return render(request, "public/deadlines.html", {"cycle": cycle, "deadlines": rows})


@require_GET
def deadline(request: HttpRequest, deadline_id: UUID) -> HttpResponse:
    """The permanent page of a deadline, checked again at every look."""
    row = _found(deadline_id)
    ends_at = datetime.fromisoformat(row.body["ends_at"])
    page = {
        "deadline": row,
        "body": row.body,
        "genuine": _is_genuine(row),
        "newer": timetable.deadline_after(row),
        "kinds": [_(KIND_TITLES[kind]) for kind in row.body["kinds"]],
        "starts_at": datetime.fromisoformat(row.body["starts_at"]),
        "ends": [(name, ends_at.astimezone(zone)) for name, zone in ZONES],
    }
    return render(request, "public/deadline.html", page)


@require_GET
def deadline_json(request: HttpRequest, deadline_id: UUID) -> HttpResponse:
    """The signed document, byte for byte the same every time."""
    row = _found(deadline_id)
    response = HttpResponse(signed(row).document(), content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="tenggat-{row.pk}.json"'
    return response


def _found(deadline_id: UUID) -> Any:
    row = timetable.deadline(deadline_id)
    if row is None:
        raise Http404("no such deadline")
    return row


def _is_genuine(row: Any) -> bool:
    try:
        verified(signed(row).document(), keys.current().public)
    except StatementInvalid:
        return False
    return True
