"""Letters in which parties ask for access: taken down, then granted or refused."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sipol.kernel import clock
from sipol.kernel.actors import Actor
from sipol.kernel.refusals import Refusal, Refused
from sipol.records.access.actions.letters import grant_letter, receive_letter, refuse_letter
from sipol.records.access.messages import FIELD_TITLES, finding_sentence
from sipol.records.access.queries import letter as find_letter
from sipol.records.access.queries import letters as find_letters
from sipol.records.access.rules.letters import LENGTHS, handles_letters
from sipol.records.access.rules.people_list import read_day
from sipol.records.parties.queries import GROUP_TITLES, known_parties
from sipol.web.shared.cycle import running_cycle
from sipol.web.shared.language import in_force
from sipol.web.shared.people.inviting import Problem, invitation_address
from sipol.web.shared.refusals import sentence

KIND_TITLES = {"national": "Partai nasional", "local_aceh": "Partai lokal Aceh"}
OF_PARTY = ("party_name", "short_name")
OF_LETTER = (
    *("number", "dated", "asked_by", "decree", "operators"),
    *("admin_name", "admin_email"),
)
HINTS = {
    "dated": "Misalnya 27-03-2027",
    "asked_by": "Nama dan jabatan penanda tangan",
    "operators": "Boleh kosong. Jangan menulis NIK",
}


@require_GET
def letters(request: HttpRequest) -> HttpResponse:
    return render(request, "commission/letters.html", _page(request.actor))


@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    """Take a letter down; the party that Sipol does not know yet is named in it."""
    typed = {name: request.POST.get(name, "") for name in (*LENGTHS, "kind", "group", "dated")}
    chosen = request.POST.get("party", "")
    try:
        made, found = receive_letter(
            actor=request.actor,
            cycle_id=running_cycle().id,
            texts={name: text for name, text in typed.items() if name != "dated"},
            dated=read_day(typed["dated"]),
            party_id=_chosen_party(chosen),
            now=clock.now(),
        )
    except Refused as refused:
        return _again(request, typed, chosen, [Problem(sentence(refused.refusal))])
    if made is None:
        problems = [
            Problem(finding_sentence(one, in_force()), f"isian-{one.where.column}") for one in found
        ]
        return _again(request, typed, chosen, problems)
    messages.success(request, _("Surat tercatat. Periksa, lalu buka aksesnya."))
    return redirect("commission:letter", letter_id=made)


@require_GET
def letter(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    return render(request, "commission/letter.html", _letter_page(request, letter_id))


@require_POST
def decide_letter(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """Open access and invite the party's first leader, or refuse with a reason."""
    what = {"actor": request.actor, "letter_id": letter_id, "now": clock.now()}
    try:
        if "buka" in request.POST:
            invited = grant_letter(**what, link=invitation_address())
            messages.success(request, _("Akses dibuka. Admin pusat partai diundang lewat surel."))
            return redirect("commission:invitation", invitation_id=invited)
        refuse_letter(**what, reason=request.POST.get("reason", ""))
    except Refused as refused:
        page = _letter_page(request, letter_id)
        page["problems"] = [Problem(sentence(refused.refusal))]
        return render(request, "commission/letter.html", page, status=422)
    messages.success(request, _("Permohonan ditolak dengan alasannya."))
    return redirect("commission:letters")


def _chosen_party(text: str) -> int | None:
    if not text:
        return None
    known = {str(one.id): one.id for one in known_parties()}
    if text not in known:
        raise Refused(Refusal("party_missing"))
    return known[text]


def _letter_page(request: HttpRequest, letter_id: UUID) -> dict[str, Any]:
    facts = find_letter(request.actor, letter_id)
    return {
        "facts": facts,
        "group_title": _(GROUP_TITLES[facts.group]),
        "kind_title": _(KIND_TITLES[facts.kind]),
    }


def _page(actor: Actor, typed: dict[str, str] | None = None, chosen: str = "") -> dict[str, Any]:
    typed = typed or {}
    kinds = [(kind, _(title)) for kind, title in KIND_TITLES.items()]
    return {
        "letters": find_letters(actor, running_cycle().id),
        "parties": [
            (str(one.id), f"{one.short_name}, {one.name}")
            for one in known_parties()
            if handles_letters(actor, one.kind)
        ],
        "chosen": chosen,
        "typed": typed,
        "kinds": [one for one in kinds if handles_letters(actor, one[0])],
        "groups": [(group, _(title)) for group, title in GROUP_TITLES.items()],
        "party_fields": [_field(name, typed) for name in OF_PARTY],
        "fields": [_field(name, typed) for name in OF_LETTER],
    }


def _field(name: str, typed: dict[str, str]) -> dict[str, str]:
    return {
        "name": name,
        "label": _(FIELD_TITLES[name]),
        "hint": _(HINTS[name]) if name in HINTS else "",
        "value": typed.get(name, ""),
        "type": "email" if name == "admin_email" else "text",
    }


def _again(
    request: HttpRequest, typed: dict[str, str], chosen: str, problems: list[Problem]
) -> HttpResponse:
    page = _page(request.actor, typed, chosen) | {"problems": problems}
    return render(request, "commission/letters.html", page, status=422)
