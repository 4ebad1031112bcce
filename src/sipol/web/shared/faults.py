"""What people see when something is not allowed, not there, or our mistake: never a trace."""

from __future__ import annotations

import logging
import secrets
import sys
from typing import Any

from django.core.exceptions import (
    BadRequest,
    ObjectDoesNotExist,
    PermissionDenied,
    SuspiciousOperation,
)
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from sipol.kernel.refusals import Refusal
from sipol.web.shared.refusals import sentence

logger = logging.getLogger(__name__)

NOT_FOUND = (Http404, ObjectDoesNotExist)
MALFORMED = (BadRequest, SuspiciousOperation, MultiPartParserError, UnreadablePostError)
DATABASE_AWAY = (OperationalError, InterfaceError)
MINUTE = 60
CODE_OF_STATUS = {
    400: "request_malformed",
    403: "not_allowed",
    404: "not_found",
    429: "too_many",
    500: "unexpected",
    503: "busy",
}


def fault(request: HttpRequest, error: BaseException) -> HttpResponse:
    """A page for what went wrong: with a sender's request, or with us and then with a number.

    The log knows the same number.
    """
    if isinstance(error, NOT_FOUND):
        return not_found(request)
    if isinstance(error, MALFORMED):
        return bad_request(request)
    if isinstance(error, PermissionDenied):
        return forbidden(request)
    number = f"G-{secrets.token_hex(4).upper()}"
    if isinstance(error, DATABASE_AWAY):
        logger.error("fault %s: the database does not answer: %s", number, type(error).__name__)
        return unavailable(request, number)
    logger.error("fault %s", number, exc_info=error)
    return _bare(request, "500.html", 500, {"fault_number": number})


def unavailable(request: HttpRequest, number: str = "") -> HttpResponse:
    """An honest 503: what was received is safe, and when to try again."""
    response = _bare(request, "503.html", 503, {"fault_number": number})
    response.headers["Retry-After"] = "5"
    return response


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _bare(request, "404.html", 404, {})


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _bare(request, "400.html", 400, {})


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _bare(request, "403.html", 403, {})


def not_allowed(request: HttpRequest) -> HttpResponse:
    """The page for somebody at a door that is not theirs."""
    return forbidden(request)


def broken(request: HttpRequest) -> HttpResponse:
    """What failed before any page was reached, for instance since the database is away."""
    return fault(request, sys.exception() or RuntimeError("a fault that nobody raised"))


def too_many(request: HttpRequest) -> HttpResponse:
    """More attempts than one network may make."""
    return ask_to_wait(_bare(request, "429.html", 429, {}), MINUTE)


def ask_to_wait(response: HttpResponse, seconds: int) -> HttpResponse:
    """The same answer, saying that it is one too many and when to come back."""
    response.status_code = 429
    response.headers["Retry-After"] = str(seconds)
    return response


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A page that says why not, and that nothing was changed."""
    context = {"title": _("Langkah ini belum dapat dilakukan"), "text": sentence(refusal)}
    return render(request, "shared/message.html", context, status=403)


def _bare(
    request: HttpRequest, template: str, status: int, context: dict[str, Any]
) -> HttpResponse:
    if request.path.startswith(("/api/", "/uploads/")):
        return _for_a_program(status, context.get("fault_number", ""))
    # Without the request: these pages must work when session, database and sign-in do not.
    return HttpResponse(render_to_string(template, context), status=status)


def _for_a_program(status: int, number: str) -> HttpResponse:
    refusal = Refusal(CODE_OF_STATUS[status], {"number": number})
    answer = {"code": refusal.code, "sentence": sentence(refusal)}
    return JsonResponse(answer, status=status)
