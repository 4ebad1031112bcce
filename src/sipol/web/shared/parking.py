"""Keeping a form that came too late, for whoever sent it from this browser."""

from __future__ import annotations

import secrets
from uuid import UUID

from allauth.core.internal.ratelimit import get_ip
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from sipol.infra.parked import actions as parked
from sipol.kernel import clock
from sipol.web.shared import access
from sipol.web.shared.asking import FORM_TYPES, door_of

COOKIE = "__Host-sipol_browser" if settings.SECURE else "sipol_browser"
COOKIE_SECONDS = int(parked.LIFETIME.total_seconds())
FIELD = "parked_form"
LONGEST_PATH = 400


def park(request: HttpRequest, browser: str) -> UUID | None:
    """Keep the posted form under this browser's secret; None where it is not of the kind that is
    kept: no form of a page, with a file, too large, or too many."""
    door = door_of(request)
    page_form = (
        door in access.ONCE_PER_KEY - access.IN_STEPS
        and access.AUDIENCE_OF[door] != access.PROGRAMS
    )
    path = request.get_full_path()
    if not page_form or request.content_type not in FORM_TYPES or len(path) > LONGEST_PATH:
        return None
    if request.FILES:
        return None
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in {"csrfmiddlewaretoken", FIELD}
        for value in values
    ]
    return parked.park(
        sender=sender_of(request, browser), door=door, path=path, fields=fields, now=clock.now()
    )


def browser_of(request: HttpRequest) -> str:
    """The browser's secret from its cookie; empty where it has none."""
    return request.COOKIES.get(COOKIE, "")


def new_browser() -> str:
    return secrets.token_urlsafe(32)


def remember_browser(answer: HttpResponse, browser: str) -> None:
    """Leave the secret with the browser, out of reach of scripts."""
    answer.set_cookie(
        COOKIE,
        browser,
        max_age=COOKIE_SECONDS,
        httponly=True,
        secure=settings.SECURE,
        samesite="Lax",
    )


def sender_of(request: HttpRequest, browser: str) -> parked.Sender:
    who = f"user:{request.user.pk}" if request.user.is_authenticated else ""
    return parked.Sender(browser=browser, network=get_ip(request), who=who)


def let_go_of_sent(request: HttpRequest) -> None:
    """The waiting form from which this request was sent is done with."""
    if request.content_type not in FORM_TYPES:
        return
    try:
        parked_id = UUID(request.POST.get(FIELD, ""))
    except ValueError:
        return
    parked.let_go(parked_id, browser=browser_of(request))
