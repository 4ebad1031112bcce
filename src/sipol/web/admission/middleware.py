"""Names the flow of whoever is signed in, so that the layer outside needs no session to know it."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from sipol.infra.keys.sealing import derive_key
from sipol.web.admission.asked import FLOW_COOKIE
from sipol.web.admission.flows import KNOWN_SECONDS, FlowCookies, flow_of


@cache
def signing_key() -> bytes:
    """The key of tickets and flows: one per installation, the same in all its processes."""
    return derive_key(settings.SECRET_KEY.encode(), "admission")


class NameTheFlow:
    """Sets the cookie after sign-in and keeps it young; takes it away at sign-out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._cookies = FlowCookies(signing_key())

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        user = _user_that_was_looked_up(request)
        if user is None:
            return response
        held = request.COOKIES.get(FLOW_COOKIE, "")
        if isinstance(user, AnonymousUser):
            if held and not isinstance(request.__dict__.get("user"), SimpleLazyObject):
                response.delete_cookie(FLOW_COOKIE, samesite="Lax")
            return response
        flow, now = flow_of(user.as_actor()), time.time()
        if not self._cookies.is_fresh(held, flow, now):
            response.set_cookie(
                FLOW_COOKIE,
                self._cookies.write(flow, now),
                max_age=KNOWN_SECONDS,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response


def _user_that_was_looked_up(request: HttpRequest) -> object | None:
    """The user where some view asked for one: this must not be what costs a query."""
    user = request.__dict__.get("user")
    if isinstance(user, SimpleLazyObject):
        return getattr(request, "_cached_user", None)
    return user
