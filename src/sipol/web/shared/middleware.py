"""The gate before every page, and the headers on every answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from sipol.kernel.refusals import Refused
from sipol.web.shared import access
from sipol.web.shared.faults import fault, not_allowed, refused

GetResponse = Callable[[HttpRequest], HttpResponse]


class PrivateByDefault:
    """Answers are nobody's but the asker's: no shared cache keeps them, no page may be framed."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store, private")
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"
        )
        return response


class Gate:
    """Lets through who stands in the access list, and turns refusals and faults into pages."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        audience = access.AUDIENCE_OF.get(name)
        if audience is None:
            return not_allowed(request)
        if audience in {access.ANYBODY, access.PROGRAMS}:
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), reverse("account_login"))
        if audience == access.SIGNED_IN:
            return None
        request.actor = request.user.as_actor()  # type: ignore[attr-defined]
        if request.actor.role not in access.ROLES[audience]:  # type: ignore[attr-defined]
            return not_allowed(request)
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Refused):
            return refused(request, error.refusal)
        return fault(request, error)
