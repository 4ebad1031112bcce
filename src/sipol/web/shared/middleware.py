"""The gate before every page, and the headers on every answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from sipol.kernel.refusals import Refused
from sipol.web.shared import access
from sipol.web.shared.arrival import as_arrived
from sipol.web.shared.asking import LOOKING
from sipol.web.shared.expired import signed_out
from sipol.web.shared.faults import fault, not_allowed, refused
from sipol.web.shared.last_use import note_use
from sipol.web.shared.security.proof import is_due, second_factor_due, used_factor

GetResponse = Callable[[HttpRequest], HttpResponse]

# What any answer says of itself that no inner layer got to say more about: also one that was made
# because an inner layer failed.
LEAST_HEADERS = {
    "Cache-Control": "no-store, private",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class PrivateByDefault:
    """Answers are nobody's but the asker's: no shared cache keeps them, no page may be framed."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in LEAST_HEADERS.items():
            response.headers.setdefault(name, value)
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
        refusal = self._refusal(request)
        request.admitted = refusal is None  # type: ignore[attr-defined]
        return refusal

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        request.admitted = False  # type: ignore[attr-defined]
        if isinstance(error, Refused):
            return refused(request, error.refusal)
        return fault(request, error)

    def _refusal(self, request: HttpRequest) -> HttpResponse | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        audience = access.AUDIENCE_OF.get(name)
        if audience is None:
            return not_allowed(request)
        if audience in {access.ANYBODY, access.PROGRAMS}:
            return _for_programs(request, audience) or _only_looking(request, name)
        if not request.user.is_authenticated:
            return signed_out(request)
        note_use(request)
        actor = replace(request.user.as_actor(), second_factor=used_factor(request))
        request.actor = as_arrived(request, actor)  # type: ignore[attr-defined]
        if audience != access.SIGNED_IN and (refusal := _not_theirs(request, audience)):
            return refusal
        return _only_looking(request, name)


def _for_programs(request: HttpRequest, audience: str) -> HttpResponse | None:
    """A session opens no more for a program than it does for its person."""
    barred = audience == access.PROGRAMS and request.user.is_authenticated and is_due(request)
    return not_allowed(request) if barred else None


def _not_theirs(request: HttpRequest, audience: str) -> HttpResponse | None:
    """Who has another role, or must prove a second factor first."""
    if request.actor.role not in access.ROLES[audience]:  # type: ignore[attr-defined]
        return not_allowed(request)
    return second_factor_due(request) if is_due(request) else None


def _only_looking(request: HttpRequest, name: str) -> HttpResponse | None:
    """Refuses to write where nothing is written."""
    if request.method in LOOKING or name in access.WRITES:
        return None
    return HttpResponseNotAllowed(LOOKING)
