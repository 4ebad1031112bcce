"""The party's account page: permissions to send that are alive, and tokens of programs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sipol.flow.intake.actions.permits import revoke_upload
from sipol.flow.intake.queries.permits import living_permit, living_permits
from sipol.kernel import clock
from sipol.kernel.refusals import Refused
from sipol.records.accounts import actions as accounts
from sipol.records.accounts.queries import living_token, living_tokens
from sipol.records.regions import queries as regions
from sipol.web.shared.refusals import sentence
from sipol.web.shared.request_keys import request_id

USUAL_DAYS = 30


@require_GET
def account(request: HttpRequest) -> HttpResponse:
    return render(request, "party/account.html", _page(request))


@require_POST
def make_token(request: HttpRequest) -> HttpResponse:
    """A new token, shown in this one answer and never again."""
    label, days = request.POST.get("label", ""), request.POST.get("days", "")
    try:
        token = accounts.make_own_token(
            actor=request.actor,
            label=label,
            valid_days=int(days) if days.isascii() and days.isdigit() else 0,
            request_id=request_id(request),
            now=clock.now(),
        )
    except Refused as refused:
        typed = {"label": label, "days": days, "problem": sentence(refused.refusal)}
        field = "masa" if refused.refusal.code == "token_days_invalid" else "nama-program"
        page = _page(request) | typed | {"problem_field": field}
        return render(request, "party/account.html", page, status=422)
    return render(request, "party/account.html", _page(request) | {"new_token": token})


@require_GET
def token(request: HttpRequest, token_id: int) -> HttpResponse:
    """What revoking this token means, before it is done."""
    facts = living_token(request.actor, token_id)
    return render(request, "party/token_revoke.html", {"token": facts})


@require_POST
def revoke_token(request: HttpRequest, token_id: int) -> HttpResponse:
    accounts.revoke_api_token(actor=request.actor, token_id=token_id, now=clock.now())
    told = _("Token dicabut. Program yang memakainya tidak dapat masuk lagi.")
    messages.success(request, told)
    return redirect("party:account")


@require_GET
def permit(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """What revoking this permission means, before it is done."""
    facts = living_permit(request.actor, upload_id, now=clock.now())
    return render(request, "party/permit_revoke.html", {"permit": facts})


@require_POST
def revoke_permit(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    revoke_upload(actor=request.actor, upload_id=upload_id, now=clock.now())
    told = _("Izin dicabut. Pengiriman itu berhenti dan tidak dapat dilanjutkan.")
    messages.success(request, told)
    return redirect("party:account")


def _page(request: HttpRequest) -> dict[str, Any]:
    names = dict(regions.regencies())
    return {
        "permits": [
            {"facts": facts, "regency": names.get(facts.regency_code, "")}
            for facts in living_permits(request.actor, now=clock.now())
        ],
        "tokens": living_tokens(request.actor),
        "days": USUAL_DAYS,
        "longest_days": accounts.LONGEST_DAYS,
    }
