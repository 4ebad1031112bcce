"""Adding an officer on the region's page, changing and ending one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sipol.kernel import clock
from sipol.kernel.actors import Actor
from sipol.kernel.refusals import Refused
from sipol.records.boards import queries
from sipol.records.boards.actions.officers import OfficerEntry, end_officer, save_officer
from sipol.records.boards.messages import HINTS, OFFICER_TITLES, POST_TITLES, SEX_TITLES, sentence
from sipol.records.boards.queries import OfficerFacts
from sipol.records.boards.rules.entries import OFFICER_FIELDS
from sipol.records.drafts.rules.forms import OFFICER, Place, subject_of
from sipol.records.places.actions.batches import Saved
from sipol.web.party.filed_forms import FiledForm, Stored, page, show, take
from sipol.web.shared.board import region_page
from sipol.web.shared.boards import place_name
from sipol.web.shared.cycle import running_cycle
from sipol.web.shared.refusals import sentence as refusal_sentence


@require_POST
def add(request: HttpRequest, place: str) -> HttpResponse:
    """One officer more; what is wrong stands on the region's page, at the form."""

    def again(variables: dict[str, Any], status: int) -> HttpResponse:
        region = region_page(
            request.actor,
            running_cycle(),
            party_id=request.actor.party_id or 0,
            region_code=place,
        )
        region |= variables | {"writes": True}
        return render(request, "party/board.html", region, status=status)

    return take(request, lambda: adding_form(request.actor, place), again)


@require_GET
def officer(request: HttpRequest, place: str, officer_id: UUID) -> HttpResponse:
    return show(request, _form(request.actor, place, officer_id))


@require_POST
def save(request: HttpRequest, place: str, officer_id: UUID) -> HttpResponse:
    return take(request, lambda: _form(request.actor, place, officer_id))


@require_GET
def ask_to_end(request: HttpRequest, place: str, officer_id: UUID) -> HttpResponse:
    """What ending means, before it is done."""
    return render(request, "party/filed_end.html", _ending(request.actor, place, officer_id))


@require_POST
def end(request: HttpRequest, place: str, officer_id: UUID) -> HttpResponse:
    """End the officer as the page showed them; if changed meanwhile, show them anew."""
    version = request.POST.get("versi", "")
    try:
        saved = end_officer(
            actor=request.actor,
            cycle=running_cycle(),
            officer_id=officer_id,
            base=int(version) if version.isascii() and version.isdigit() else 0,
            now=clock.now(),
        )
    except Refused as refused:
        if refused.refusal.code == "officer_unknown":
            messages.error(request, refusal_sentence(refused.refusal))
            return redirect("party:board", place=place)
        found = _ending(request.actor, place, officer_id)
        found["problem"] = refusal_sentence(refused.refusal)
        return render(request, "party/filed_end.html", found, status=422)
    if saved.conflicts:
        found = _ending(request.actor, place, officer_id)
        found["problem"] = _("Isian ini berubah sejak halaman ini Anda buka. Periksa sekali lagi.")
        return render(request, "party/filed_end.html", found, status=409)
    messages.success(request, _("Diakhiri. Isian lama tetap dapat dibaca di riwayat."))
    return redirect("party:board", place=place)


def adding_page(actor: Actor, place: str) -> dict[str, Any]:
    """Template variables of the form on the region's page."""
    return page(actor, adding_form(actor, place))


def adding_form(actor: Actor, place: str) -> FiledForm:
    """The form for somebody new, empty but for the actor's own draft."""
    return _filed(actor, place, None)


def _form(actor: Actor, place: str, officer_id: UUID) -> FiledForm:
    return _filed(actor, place, _officer(actor, place, officer_id))


def _officer(actor: Actor, place: str, officer_id: UUID) -> OfficerFacts:
    found = queries.officer(
        actor, officer_id, party_id=actor.party_id or 0, cycle_id=running_cycle().id
    )
    if found is None or found.region_code != place:
        raise Http404("no such officer here")
    return found


def _filed(actor: Actor, place: str, there: OfficerFacts | None) -> FiledForm:
    cycle = running_cycle()
    address: dict[str, Any] = {"place": place}
    board_url = reverse("party:board", kwargs=address)
    names = address | ({"officer_id": there.id} if there else {})

    def save(texts: Mapping[str, str], base: int, now: datetime) -> Saved:
        entry = OfficerEntry(place, texts, there.id if there else None, base)
        return save_officer(actor=actor, cycle=cycle, entry=entry, now=now)

    return FiledForm(
        title=_("Ubah pengurus") if there else _("Tambah pengurus"),
        region_name=place_name(place),
        place=Place(cycle.id, OFFICER, subject_of(place, str(there.id) if there else "")),
        fields=OFFICER_FIELDS,
        titles=OFFICER_TITLES,
        hints=HINTS,
        choices={
            "post": [("", _("Menurut jabatannya")), *POST_TITLES.items()],
            "sex": [("", _("Pilih")), *SEX_TITLES.items()],
        },
        stored=_stored(there),
        save=save,
        tell=sentence,
        page_url=reverse("party:officer", kwargs=names) if there else board_url,
        save_url=reverse("party:save_officer" if there else "party:add_officer", kwargs=names),
        back_url=board_url,
        end_url=reverse("party:end_officer", kwargs=names) if there else "",
        ask_to_end_url=reverse("party:ask_to_end_officer", kwargs=names) if there else "",
        notes=_stored_nik(there),
    )


def _stored(there: OfficerFacts | None) -> Stored:
    if there is None:
        return Stored()
    return Stored(there.version, there.texts, there.changed_by, there.changed_at)


def _stored_nik(there: OfficerFacts | None) -> dict[str, str]:
    if there is None or not there.masked_nik:
        return {}
    told = _("Tersimpan: %(nik)s. Kosongkan bila tidak berubah.") % {"nik": there.masked_nik}
    return {"national_id": told}


def _ending(actor: Actor, place: str, officer_id: UUID) -> dict[str, Any]:
    form = _form(actor, place, officer_id)
    shown = ("title", "name")
    rows = [(form.titles[name], form.stored.texts[name]) for name in shown]
    return {"form": form, "ends_officers": False, "form_rows": rows}
