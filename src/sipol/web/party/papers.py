"""The party's papers: what is there, sending one, looking at it, withdrawing it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET, require_POST

from sipol.infra.ledger.queries import receipt_of
from sipol.infra.storage.faults import StorageFault
from sipol.infra.storage.installed import installed_vault
from sipol.kernel import clock
from sipol.kernel.refusals import Refusal, Refused
from sipol.records.papers.actions.filing import file_paper, withdraw_paper
from sipol.records.papers.actions.versions import FiledPaper
from sipol.records.papers.messages import LEVEL_TITLES
from sipol.records.papers.queries.papers import paper as find_paper
from sipol.records.papers.queries.sendings import sendings, waiting_files
from sipol.records.papers.queries.settings import kinds_of_cycle
from sipol.records.papers.rules.kinds import KINDS, LEVELS, level_of_region
from sipol.web.shared.cycle import running_cycle
from sipol.web.shared.papers import Door, kind_page, limits_of, overview, paper_page, region_name
from sipol.web.shared.refusals import sentence

DOOR = Door("party")
NO_ROOM = gettext_noop(
    "Server sedang tidak dapat menyimpan berkas. Berkas Anda tidak disimpan dan tidak ada data "
    "lain yang berubah. Coba lagi beberapa menit lagi."
)


@require_GET
def papers(request: HttpRequest) -> HttpResponse:
    """What is there of each kind, and what waits for somebody."""
    return render(request, "party/papers/overview.html", overview_page(request))


def overview_page(request: HttpRequest) -> dict[str, Any]:
    actor, cycle = request.actor, running_cycle()
    where = {"party_id": actor.party_id, "cycle_id": cycle.id}
    return overview(actor, **where, door=DOOR) | {
        "cycle": cycle,
        "sendings": sendings(actor, **where),
        "waiting": waiting_files(actor, **where),
        "kinds": _kinds_for(request),
        "bulk_levels": [
            (f"{kind.code}:{level}", f"{_(kind.title)}: {_(LEVEL_TITLES[level]).lower()}")
            for kind in _kinds_for(request)
            for level in kind.levels[1:]
        ],
    }


@require_GET
def paper_kind(request: HttpRequest, kind: str) -> HttpResponse:
    """One kind, region by region."""
    page = kind_page(
        request.actor,
        party_id=request.actor.party_id,
        cycle_id=running_cycle().id,
        code=kind,
        inside=request.GET.get("di", ""),
        door=DOOR,
    )
    return render(request, "party/papers/kind.html", page)


@require_GET
def paper_form(request: HttpRequest) -> HttpResponse:
    """The form that sends one file for one paper."""
    return render(request, "party/papers/send.html", _form_page(request))


@require_POST
def send_paper(request: HttpRequest) -> HttpResponse:
    """Keep the file, or say in one sentence what is wrong with it."""
    actor, file = request.actor, request.FILES.get("file")
    try:
        if file is None:
            raise Refused(Refusal("paper_missing"))
        filed = file_paper(
            actor=actor,
            cycle_id=running_cycle().id,
            kind=request.POST.get("kind", ""),
            region_code=request.POST.get("region", "").strip(),
            file_name=file.name or "",
            size=file.size or 0,
            chunks=file.chunks(),
            vault=installed_vault(),
            now=clock.now(),
        )
    except Refused as refused:
        page = _form_page(request) | {"problem": sentence(refused.refusal)}
        return render(request, "party/papers/send.html", page, status=422)
    except StorageFault:
        page = _form_page(request) | {"problem": _(NO_ROOM)}
        return render(request, "party/papers/send.html", page, status=507)
    _tell(request, filed)
    return redirect("party:paper", paper_id=filed.paper_id)


@require_GET
def paper(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    page = paper_page(request.actor, paper_id, "party")
    return render(request, "party/papers/paper.html", page)


@require_POST
def withdraw(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    """End the paper of which this is a version."""
    facts = find_paper(request.actor, paper_id)
    try:
        withdraw_paper(
            actor=request.actor,
            cycle_id=facts.cycle_id,
            kind=facts.kind,
            region_code=facts.region_code,
            reason=request.POST.get("reason", ""),
            now=clock.now(),
        )
    except Refused as refused:
        page = paper_page(request.actor, paper_id, "party")
        page |= {"problem": sentence(refused.refusal), "reason": request.POST.get("reason", "")}
        return render(request, "party/papers/paper.html", page, status=422)
    messages.success(request, _("Dokumen ditarik. Versi-versi sebelumnya tetap tersimpan."))
    return redirect("party:paper", paper_id=paper_id)


def _tell(request: HttpRequest, filed: FiledPaper) -> None:
    receipt = receipt_of("papers", f"papers:{filed.sending_id}")
    number = receipt.number if receipt else ""
    if filed.already:
        told = _(
            "Berkas ini sama persis dengan versi {version} yang sudah tersimpan, jadi tidak ada "
            "versi baru. Tanda terimanya {number}."
        )
        messages.info(request, told.format(version=filed.version, number=number))
        return
    told = _("Dokumen tersimpan sebagai versi {version}. Tanda terima {number}.")
    messages.success(request, told.format(version=filed.version, number=number))
    for kind, code in filed.also_used_for[:3]:
        warning = _("Perhatian: berkas ini juga dipakai untuk {title}, {region}.")
        where = {"title": _(KINDS[kind].title), "region": region_name(code)}
        messages.warning(request, warning.format(**where))


def _form_page(request: HttpRequest) -> dict[str, Any]:
    given = request.POST if request.method == "POST" else request.GET
    chosen, region = given.get("kind", ""), given.get("region", request.actor.region_code).strip()
    kinds = kinds_of_cycle(running_cycle().id)
    kind = kinds.get(chosen)
    return {
        "kinds": _kinds_for(request),
        "chosen": chosen,
        "kind": kind,
        "hint": limits_of(kind) if kind else "",
        "region": region,
        "region_name": region_name(region) if level_of_region(region) else "",
    }


def _kinds_for(request: HttpRequest) -> list[Any]:
    """The kinds that this person may send: an operator of a region none of the centre alone."""
    own = level_of_region(request.actor.region_code) or LEVELS[0]
    reached = set(LEVELS[LEVELS.index(own) :])
    kinds = kinds_of_cycle(running_cycle().id).values()
    return [kind for kind in kinds if reached & set(kind.levels)]
