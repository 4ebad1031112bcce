"""“Sesi saya”: where somebody is signed in, since when, and ending it there.

Uploads under way go on: their permits are their own, and stand on the account page.
"""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from sipol.kernel import clock
from sipol.records.accounts.actions import enter_security_change
from sipol.web.shared.security.devices import device_words, short_address


@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        _end(request, request.POST.get("end", ""))
        return redirect("account_sessions")
    shown = [
        {
            "id": row.pk,
            "device": device_words(row.user_agent),
            "address": short_address(row.ip),
            "since": row.created_at,
            "seen": row.last_seen_at,
            "own": row.session_key == request.session.session_key,
        }
        for row in UserSession.objects.filter(user_id=request.user.pk).order_by("-last_seen_at")
        if row.exists()
    ]
    shown.sort(key=lambda one: not one["own"])
    page = {"sessions": shown, "others": sum(not one["own"] for one in shown)}
    return render(request, "account/security/sessions.html", page)


@transaction.atomic
def _end(request: HttpRequest, which: str) -> None:
    """One by its id, or all but this one."""
    others = UserSession.objects.filter(user_id=request.user.pk).exclude(
        session_key=request.session.session_key
    )
    if which != "others":
        others = others.filter(pk=int(which)) if which.isdecimal() else others.none()
    ended = [row.end() for row in others]
    if ended:
        enter_security_change(
            actor=request.user.as_actor(),
            kind="sessions_ended",
            payload={"number": len(ended)},
            now=clock.now(),
        )
