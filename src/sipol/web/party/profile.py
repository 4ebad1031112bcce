"""The profile of the party: a long form with a draft, and its read-only look for operators."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sipol.kernel import clock
from sipol.kernel.actors import Actor, Role
from sipol.kernel.findings import Finding
from sipol.kernel.refusals import Refused
from sipol.records.drafts.actions import empty_draft
from sipol.records.drafts.queries import differs
from sipol.records.drafts.rules.forms import PROFILE, Place
from sipol.records.parties.actions import save_profile
from sipol.records.parties.messages import FIELD_HINTS, FIELD_TITLES, GROUP_TITLES
from sipol.records.parties.messages import sentence as finding_sentence
from sipol.records.parties.queries import ProfileFacts
from sipol.records.parties.queries import profile as find_profile
from sipol.records.parties.rules.profile import GROUPS, NAMES
from sipol.records.regions import queries as regions
from sipol.web.shared.cycle import running_cycle
from sipol.web.shared.drafts import (
    CHOICE_FIELD,
    DraftForm,
    Posted,
    draft_page,
    posted_texts,
    save_posted,
)
from sipol.web.shared.language import in_force
from sipol.web.shared.profile import profile_page
from sipol.web.shared.refusals import sentence

INPUTS = {
    "email": {"type": "email", "autocomplete": "email"},
    "phone": {"type": "tel", "autocomplete": "tel"},
    "website": {"type": "text", "inputmode": "url"},
    "date": {"type": "text", "inputmode": "numeric"},
    "postcode": {"type": "text", "inputmode": "numeric"},
    "account": {"type": "text", "inputmode": "numeric"},
}
NARROW = {"date", "postcode", "phone", "account"}


@require_GET
def profile(request: HttpRequest) -> HttpResponse:
    """The form for the party's leaders, what was saved for everybody else of the party."""
    actor = request.actor
    if actor.role != Role.PARTY_ADMIN:
        page = profile_page(actor, party_id=actor.party_id, cycle_id=running_cycle().id)
        return render(request, "party/profile_read.html", page)
    return render(request, "party/profile.html", _page(actor))


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Save the draft, and for “Simpan profil” the profile, if nothing stands in the way."""
    actor, now = request.actor, clock.now()
    form = form_of(actor)
    try:
        posted = save_posted(actor=actor, request=request, form=form, now=now)
    except Refused as refused:
        return _again(request, 422, posted_texts(request, form), [sentence(refused.refusal)])
    if CHOICE_FIELD in request.POST:
        return redirect("party:profile")
    if "draf" in request.POST and not posted.open_conflicts:
        told = _("Draf tersimpan di server. Anda dapat melanjutkannya nanti.")
        messages.success(request, told)
        return redirect("party:profile")
    if hindrance := _hindrance(posted):
        return _again(request, 409, posted.shown, [hindrance])
    problems, findings = _save(actor, form.place.cycle_id, posted.shown, now)
    if problems or findings:
        return _again(request, 422, posted.shown, problems, findings)
    told = _("Profil partai tersimpan. KPU dan Bawaslu membaca isian ini.")
    messages.success(request, told)
    return redirect("party:profile")


@require_GET
def ask_to_discard(request: HttpRequest) -> HttpResponse:
    """What would be lost, before it is."""
    return render(request, "party/profile_discard.html", _page(request.actor))


@require_POST
def discard(request: HttpRequest) -> HttpResponse:
    """Empty the draft; the profile stays as it was last saved."""
    empty_draft(actor=request.actor, place=form_of(request.actor).place, now=clock.now())
    told = _("Draf dibuang. Yang tampak sekarang adalah profil yang tersimpan.")
    messages.success(request, told)
    return redirect("party:profile")


def profile_state(actor: Actor, cycle_id: int) -> dict[str, bool]:
    """How far the profile is, for the list of tasks; who cannot write sees what was saved."""
    saved = find_profile(actor, party_id=actor.party_id or 0, cycle_id=cycle_id)
    writes = actor.role == Role.PARTY_ADMIN
    stored = saved.texts if saved else {}
    unsaved = writes and differs(actor, Place(cycle_id, PROFILE), stored)
    return {"profile_saved": saved is not None, "profile_draft_differs": unsaved}


def form_of(actor: Actor) -> DraftForm:
    """The form of the actor's party in the running cycle."""
    cycle_id = running_cycle().id
    return _form(cycle_id, find_profile(actor, party_id=actor.party_id or 0, cycle_id=cycle_id))


def _form(cycle_id: int, saved: ProfileFacts | None) -> DraftForm:
    return DraftForm(Place(cycle_id, PROFILE), NAMES, saved.texts if saved else {})


def _save(
    actor: Actor, cycle_id: int, texts: dict[str, str], now: datetime
) -> tuple[list[str], list[Finding]]:
    """Save the profile; returns why not as sentences about all of it, and what is wrong with it."""
    try:
        return [], save_profile(actor=actor, cycle_id=cycle_id, texts=texts, now=now)
    except Refused as refused:
        return [sentence(refused.refusal)], []


def _again(
    request: HttpRequest,
    status: int,
    shown: dict[str, str],
    problems: list[str] | None = None,
    findings: list[Finding] | None = None,
) -> HttpResponse:
    page = _page(request.actor, shown, findings or [])
    page["problems"] = problems or []
    return render(request, "party/profile.html", page, status=status)


def _page(
    actor: Actor, shown: dict[str, str] | None = None, findings: list[Finding] | None = None
) -> dict[str, Any]:
    cycle_id = running_cycle().id
    saved = find_profile(actor, party_id=actor.party_id or 0, cycle_id=cycle_id)
    page = draft_page(actor, _form(cycle_id, saved))
    texts = shown or page["draft_texts"]
    errors = {found.where.column: _told(found) for found in findings or []}
    return page | {
        "saved": saved,
        "regencies": regions.regencies(),
        "errors": [{"field": f"isian-{name}", "text": text} for name, text in errors.items()],
        "groups": [
            {
                "code": code,
                "title": _(GROUP_TITLES[code]),
                "fields": [
                    {
                        "name": field.name,
                        "id": f"isian-{field.name}",
                        "title": _(FIELD_TITLES[field.name]),
                        "hint": _(FIELD_HINTS.get(field.name, "")),
                        "kind": field.kind,
                        "narrow": field.kind in NARROW,
                        "input": INPUTS.get(field.kind, {"type": "text"}),
                        "text": texts[field.name],
                        "error": errors.get(field.name, ""),
                        "sides": page["draft_sides"].get(field.name, []),
                    }
                    for field in fields
                ],
            }
            for code, fields in GROUPS.items()
        ],
    }


def _hindrance(posted: Posted) -> str:
    """Why what was typed is kept as a draft only, or nothing."""
    names = posted.open_conflicts or posted.others
    listed = ", ".join(_(FIELD_TITLES[name]) for name in names)
    if posted.open_conflicts:
        told = _(
            "Bentrok pada: %s. Dua orang mengisi berbeda; keduanya tersimpan. Pilih salah "
            "satu di bawah, lalu simpan sekali lagi."
        )
        return told % listed
    if not names:
        return ""
    told = _(
        "Isian berikut berubah sejak halaman ini Anda buka: %s. Isian Anda tersimpan "
        "sebagai draf; profil belum disimpan. Periksa, lalu simpan sekali lagi."
    )
    return told % listed


def _told(found: Finding) -> str:
    title = _(FIELD_TITLES[found.where.column or ""])
    return finding_sentence(found, in_force(), title=title)
