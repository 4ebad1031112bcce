"""Taking up an invitation: the one page where somebody without an account sets a password."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sipol.kernel import clock
from sipol.kernel.refusals import Refused
from sipol.records.access.actions.accepting import accept
from sipol.records.access.queries import InvitationFacts, invitation_by_token
from sipol.records.parties.queries import party
from sipol.records.regions import queries as regions
from sipol.web.shared.people.words import office_word_for, role_word
from sipol.web.shared.refusals import sentence


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows what is offered and uses nothing up; POST makes the account."""
    now = clock.now()
    try:
        facts = invitation_by_token(token, now)
        if request.method != "POST":
            return render(request, "public/invitation.html", _page(facts))
        problems = _problems(request, facts)
        if not problems:
            name, password = request.POST.get("name", ""), request.POST.get("password", "")
            accept(token=token, name=name, password=password, now=now)
            messages.success(request, _("Akun Anda siap. Masuk dengan kata sandi yang baru."))
            return redirect("account_login")
    except Refused as refused:
        page = {"refused": sentence(refused.refusal)}
        status = 422 if request.method == "POST" else 410
        return render(request, "public/invitation_gone.html", page, status=status)
    page = _page(facts) | {"problems": problems, "typed_name": request.POST.get("name", "")}
    return render(request, "public/invitation.html", page, status=422)


def _problems(request: HttpRequest, facts: InvitationFacts) -> list[tuple[str, str]]:
    """What stands against it, as (id of the field, sentence)."""
    found = []
    password = request.POST.get("password", "")
    if not facts.is_restoration and not request.POST.get("name", "").strip():
        found.append(("isian-name", _("Tulis nama Anda.")))
    try:
        validate_password(password)
    except ValidationError:
        sentence_ = _("Kata sandi terlalu pendek atau terlalu umum. Pakai 12 huruf atau lebih.")
        found.append(("isian-password", sentence_))
    if password != request.POST.get("password_again", ""):
        found.append(("isian-password_again", _("Kedua kata sandi tidak sama.")))
    return found


def _page(facts: InvitationFacts) -> dict[str, Any]:
    names = regions.names([facts.region_code]) if facts.region_code else {}
    return {
        "facts": facts,
        "role": role_word(facts.role),
        "party": party(facts.party_id) if facts.party_id else None,
        "office": office_word_for(facts.role, facts.region_code, names),
        "region_name": names.get(facts.region_code, ""),
    }
