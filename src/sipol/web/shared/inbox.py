"""The inbox of an office: the same at each door."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from sipol.infra.notices import queries
from sipol.infra.notices.actions import open_notice
from sipol.infra.notices.queries import NoticeFacts
from sipol.kernel import clock
from sipol.web.shared.notices import words

MOST_SHOWN = 200


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """The newest notices of the reader's office; looking at the list opens none."""
    rows = queries.inbox(request.actor, limit=MOST_SHOWN)
    page = {"notices": [_told(facts) for facts in rows], "most_shown": MOST_SHOWN}
    return render(request, "shared/notices/inbox.html", page)


@require_safe
def notice(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """One notice; that this person opened it is recorded at the first look."""
    opened = open_notice(actor=request.actor, notice_id=notice_id, now=clock.now())
    if opened is None:
        raise Http404
    return render(
        request, "shared/notices/notice.html", _told(queries.facts_of(opened, request.actor))
    )


def _told(facts: NoticeFacts) -> dict[str, Any]:
    title, text = words(facts.kind, facts.values, (get_language() or "id")[:2])
    return {"notice": facts, "notice_title": title, "notice_text": text}
