"""Many papers at once: a page for each sending, with what its files became and what is to mend."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sipol.infra.storage.faults import StorageFault
from sipol.infra.storage.installed import installed_vault
from sipol.kernel import clock
from sipol.kernel.refusals import Refused
from sipol.records.papers.actions.mending import (
    assign_item,
    drop_item,
    finish_sending,
    open_sending,
)
from sipol.records.papers.actions.sendings import begin_sending, receive_item
from sipol.records.papers.actions.storing import store
from sipol.records.papers.messages import ITEM_TITLES, LEVEL_TITLES
from sipol.records.papers.messages import sentence as problem_sentence
from sipol.records.papers.queries.sendings import (
    WAITING_FOR_PERSON,
    ItemFacts,
    SendingFacts,
    items,
    sending_of_item,
)
from sipol.records.papers.queries.sendings import sending as find_sending
from sipol.records.papers.queries.settings import kinds_of_cycle
from sipol.records.papers.rules.kinds import PaperLevel
from sipol.records.regions import queries as regions
from sipol.web.party.papers import NO_ROOM, overview_page
from sipol.web.shared.cycle import running_cycle
from sipol.web.shared.language import in_force
from sipol.web.shared.papers import limits_of
from sipol.web.shared.refusals import sentence
from sipol.web.shared.request_keys import request_id

ROWS = 100
MEND_ROWS = 25
# How a plain form takes several files at once; with script there is no such bound.
FILES_IN_A_FORM = 50


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Open a sending for the kind, and the level, that was chosen."""
    kind, _colon, level = request.POST.get("what", "").partition(":")
    try:
        sending_id = begin_sending(
            actor=request.actor,
            cycle_id=running_cycle().id,
            kind=kind,
            level=level,
            sending_id=request_id(request),
            now=clock.now(),
        )
    except Refused as refused:
        page = overview_page(request) | {"problem": sentence(refused.refusal)}
        return render(request, "party/papers/overview.html", page, status=422)
    return redirect("party:sending", sending_id=sending_id)


@require_GET
def sending(request: HttpRequest, sending_id: UUID) -> HttpResponse:
    return render(request, "party/papers/sending.html", _page(request, sending_id))


@require_GET
def progress(request: HttpRequest, sending_id: UUID) -> HttpResponse:
    """The balance of a sending; asks the browser to load the whole page when all is checked."""
    facts = find_sending(request.actor, sending_id)
    response = render(request, "party/papers/balance.html", _balance(facts))
    if not facts.under_way:
        response.headers["HX-Refresh"] = "true"
    return response


@require_POST
def send_files(request: HttpRequest, sending_id: UUID) -> HttpResponse:
    """Several files by an ordinary form, where the browser has no script."""
    given = request.FILES.getlist("file")[:FILES_IN_A_FORM]
    now, problem, status = clock.now(), "", 422
    try:
        kept = open_sending(request.actor, sending_id)
        for place, file in enumerate(given):
            stored = store(
                file.chunks(), file_name=file.name or "", vault=installed_vault(), now=now
            )
            item_id = _item_id(request, place)
            receive_item(sending_id=kept.pk, item_id=item_id, file=stored, now=now)
    except Refused as refused:
        problem = sentence(refused.refusal)
    except StorageFault:
        problem, status = _(NO_ROOM), 507
    if not given and not problem:
        problem = problem_sentence("paper_missing", {}, in_force())
    if problem:
        page = _page(request, sending_id) | {"problem": problem}
        return render(request, "party/papers/sending.html", page, status=status)
    return redirect("party:sending", sending_id=sending_id)


@require_POST
def mend(request: HttpRequest, sending_id: UUID) -> HttpResponse:
    """Use waiting files for the regions that were typed beside them, or put one aside."""
    now, problems, done = clock.now(), {}, 0
    for item in items(find_sending(request.actor, sending_id), states=WAITING_FOR_PERSON):
        code = request.POST.get(f"wilayah-{item.id}", "").strip()
        aside = request.POST.get("abaikan") == str(item.id)
        if not code and not aside:
            continue
        try:
            if aside:
                drop_item(actor=request.actor, item_id=item.id)
            else:
                kind = request.POST.get(f"jenis-{item.id}", "")
                assign_item(
                    actor=request.actor, item_id=item.id, kind=kind, region_code=code, now=now
                )
            done += 1
        except Refused as refused:
            problems[item.id] = sentence(refused.refusal)
    if problems:
        page = _page(request, sending_id, problems)
        return render(request, "party/papers/sending.html", page, status=422)
    if done:
        messages.success(request, _("{count} berkas sudah diurus.").format(count=done))
    return redirect("party:sending", sending_id=sending_id)


@require_POST
def finish(request: HttpRequest, sending_id: UUID) -> HttpResponse:
    """Close the sending; its receipt names every file."""
    try:
        finish_sending(actor=request.actor, sending_id=sending_id, now=clock.now())
    except Refused as refused:
        page = _page(request, sending_id) | {"problem": sentence(refused.refusal)}
        return render(request, "party/papers/sending.html", page, status=422)
    return redirect("party:sending", sending_id=sending_id)


def page_of_item(item_id: UUID) -> HttpResponse | None:
    """Where a file of a sending is shown, as a finished upload leads to what it became."""
    sending_id = sending_of_item(item_id)
    return redirect("party:sending", sending_id=sending_id) if sending_id else None


def _item_id(request: HttpRequest, place: int) -> UUID:
    """The form's key and the place in it: a repeat is the same file of the same sending."""
    return UUID(int=request_id(request).int ^ (place + 1))


def _page(
    request: HttpRequest, sending_id: UUID, problems: dict[UUID, str] | None = None
) -> dict[str, Any]:
    facts = find_sending(request.actor, sending_id)
    after = request.GET.get("dari", "")
    start = int(after) if after.isdigit() and len(after) < 9 else 0
    listed = items(facts, after=start, limit=ROWS)
    waiting = items(facts, states=WAITING_FOR_PERSON, limit=MEND_ROWS)
    names = regions.names(
        code for item in (*listed, *waiting) for code in (item.region_code, *item.candidates)
    )
    kinds = kinds_of_cycle(facts.cycle_id)
    return _balance(facts) | {
        "rows": [_shown(item, names) for item in listed],
        "waiting": [
            _shown(item, names)
            | {
                "error": (problems or {}).get(item.id, ""),
                "typed": request.POST.get(f"wilayah-{item.id}", item.region_code),
                "typed_kind": request.POST.get(f"jenis-{item.id}", item.kind or facts.kind),
            }
            for item in waiting
        ],
        "kinds": kinds.values(),
        "hint": limits_of(kinds[facts.kind]),
        "level_title": _(LEVEL_TITLES[PaperLevel(facts.level)]) if facts.level else "",
        "older": start + ROWS if facts.sent > start + ROWS else 0,
        "newer": max(0, start - ROWS) if start else None,
        "problems": list((problems or {}).values()),
        "create_url": reverse("api-1:create_upload"),
    }


def _balance(facts: SendingFacts) -> dict[str, Any]:
    counts = facts.counts
    return {
        "sending": facts,
        "looked_at": facts.sent - counts.get("received", 0),
        "balance": [
            (_(title), counts[state]) for state, title in ITEM_TITLES.items() if counts.get(state)
        ],
    }


def _shown(item: ItemFacts, names: dict[str, str]) -> dict[str, Any]:
    code = item.region_code
    return {
        "item": item,
        "state": _(ITEM_TITLES[item.state]),
        "region": f"{names.get(code, code)} ({code})" if code else "",
        "why": problem_sentence(item.problem, dict(item.values), in_force())
        if item.problem
        else "",
        "candidates": [(other, names.get(other, other)) for other in item.candidates],
    }
