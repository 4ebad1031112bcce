"""What people see when something is not allowed, not there, or our mistake: never a trace."""

from __future__ import annotations

import logging
import secrets
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from sipol.kernel.refusals import Refusal
from sipol.records.dossiers.messages import sentence

logger = logging.getLogger(__name__)


def fault(request: HttpRequest, error: Exception) -> HttpResponse | None:
    """A page for an error of ours, with a number that the log knows too."""
    if isinstance(error, Http404 | ObjectDoesNotExist):
        return not_found(request)
    number = f"G-{secrets.token_hex(4).upper()}"
    if isinstance(error, OperationalError):
        logger.error("fault %s: the database does not answer: %s", number, type(error).__name__)
        return unavailable(request, number)
    logger.exception("fault %s", number)
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
    number = f"G-{secrets.token_hex(4).upper()}"
    logger.error("fault %s before any page was reached", number)
    return _bare(request, "500.html", 500, {"fault_number": number})


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A page that says why not, and that nothing was changed."""
    context = {"title": "Langkah ini belum dapat dilakukan", "text": sentence(refusal)}
    return render(request, "shared/message.html", context, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's proof of origin is too old: nothing was sent, the way on is to open it anew."""
    context = {
        "title": "Formulir ini sudah terlalu lama terbuka",
        "text": "Demi keamanan, formulir yang dibuka sebelum Anda masuk (atau terlalu lama) tidak "
        "diterima. Tidak ada yang berubah dan tidak ada data yang hilang di server.",
        "what_next": "Kembali ke halaman sebelumnya, muat ulang, lalu kirim sekali lagi.",
    }
    return render(request, "shared/message.html", context, status=403)


def _bare(
    request: HttpRequest, template: str, status: int, context: dict[str, Any]
) -> HttpResponse:
    if request.path.startswith(("/api/", "/uploads/")):
        return JsonResponse({"status": status, **context}, status=status)
    # Without the request: these pages must work when session, database and sign-in do not.
    return HttpResponse(render_to_string(template, context), status=status)
