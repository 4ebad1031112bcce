"""The session as a page's script may ask for it, and staying signed in."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from sipol.kernel import clock
from sipol.web.shared.expired import signed_out_body
from sipol.web.shared.security.entering import pending_question

ENDS_AT = "ends_at"


@require_http_methods(["GET", "HEAD", "POST"])
def session(request: HttpRequest) -> HttpResponse:
    """GET tells how long the session lasts, POST makes it last its whole length from now.

    Both give the proof of origin that forms of this session need.
    """
    if request.method == "POST":
        if not request.user.is_authenticated:
            return JsonResponse(signed_out_body(), status=401)
        begin_length(request)
    told = {
        "signed_in": request.user.is_authenticated,
        "account": getattr(request.user, "email", ""),
        "ends_in": seconds_left(request),
        "asks": reverse("mfa_authenticate") if pending_question(request) else "",
        "csrf_token": get_token(request),
    }
    return JsonResponse(told)


def seconds_left(request: HttpRequest) -> int | None:
    """Whole seconds until the session ends; None where nobody is signed in or it is not known.

    The end is noted at sign-in, so that looking at a page, which does not prolong the session,
    does not seem to either.
    """
    ends_at = request.session.get(ENDS_AT) if request.user.is_authenticated else None
    return max(0, int(ends_at - clock.now().timestamp())) if ends_at is not None else None


def begin_length(request: HttpRequest, **_: Any) -> None:
    """The session lasts its whole length from now."""
    length = request.session.get_expiry_age()
    request.session[ENDS_AT] = clock.now().timestamp() + length


user_logged_in.connect(
    lambda sender, request, **_: begin_length(request),
    dispatch_uid="sipol.session.length",
    weak=False,
)
