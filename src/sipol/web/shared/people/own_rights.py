"""“Hak saya”: what somebody may do here, since when, by whom, and what is proposed about it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sipol.records.access.queries import history_of, open_narrowings
from sipol.records.accounts.queries import account
from sipol.records.regions import queries as regions
from sipol.web.shared.people.listing import MOMENT
from sipol.web.shared.people.words import level_word, office_word, role_word


@require_GET
def own_rights(request: HttpRequest) -> HttpResponse:
    actor = request.user.as_actor()
    code = actor.region_code
    facts = account(actor, actor.user_id)
    page = {
        "facts": facts,
        "last_moment": facts.expires_at - MOMENT if facts.expires_at else None,
        "role": role_word(actor.role),
        "level": level_word(code),
        "office": office_word(actor),
        "region_name": regions.names([code]).get(code, "") if code else "",
        "history": history_of(actor.user_id),
        "narrowings": [
            one for one in open_narrowings(actor) if one.person.user_id == actor.user_id
        ],
    }
    return render(request, "shared/people/own_rights.html", page)
