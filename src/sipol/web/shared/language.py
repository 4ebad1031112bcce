"""Which language a page speaks: the one its reader chose in this browser, else Indonesian.

The browser's own wish (Accept-Language) does not count: many devices here came set to English, and
two people who look at one page together must see the same words. The choice is made by a link of
the page itself, `?bahasa=en`, and kept in a cookie.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation

from sipol.infra.ledger.redaction import hide_niks
from sipol.web.shared.asking import LOOKING, page_before

COOKIE = "sipol_bahasa"
CHOICE = "bahasa"
USUAL = "id"
LANGUAGES = {"id": "Bahasa Indonesia", "en": "English"}
YEAR_IN_SECONDS = 365 * 24 * 3600

GetResponse = Callable[[HttpRequest], HttpResponse]


class ChosenLanguage:
    """Middleware that speaks the chosen language, and takes a new choice."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in LOOKING and request.GET.get(CHOICE) in LANGUAGES:
            return _remembered(request)
        with translation.override(known(request.COOKIES.get(COOKIE, ""))):
            return self.get_response(request)


def known(language: str) -> str:
    """The language itself, or Indonesian for one that is not spoken here."""
    return language if language in LANGUAGES else USUAL


def in_force() -> str:
    """The language of the page that is being made: "id" or "en"."""
    return known((translation.get_language() or USUAL).partition("-")[0])


def other_languages(request: HttpRequest) -> list[dict[str, str]]:
    """The links that change the language and come back to the page on which they stand."""
    return [
        {"code": code, "title": title, "url": _address(request, code)}
        for code, title in LANGUAGES.items()
        if code != in_force()
    ]


def _address(request: HttpRequest, language: str) -> str:
    """The answer to a form stands at an address that cannot be looked at, so the page before."""
    if request.method not in LOOKING:
        return f"{page_before(request).partition('?')[0] or '/'}?{CHOICE}={language}"
    query = _query_without_choice(request)
    return f"{request.path}?{query}&{CHOICE}={language}" if query else f"?{CHOICE}={language}"


def _remembered(request: HttpRequest) -> HttpResponse:
    query = _query_without_choice(request)
    # Of several leading slashes a browser would make the name of another site.
    path = "/" + request.path.lstrip("/")
    answer = redirect(f"{path}?{query}" if query else path)
    answer.set_cookie(
        COOKIE,
        request.GET[CHOICE],
        max_age=YEAR_IN_SECONDS,
        httponly=True,
        secure=settings.SECURE,
        samesite="Lax",
    )
    return answer


def _query_without_choice(request: HttpRequest) -> str:
    """The rest of the query; nothing where an identity number stands in it."""
    rest = request.GET.copy()
    rest.pop(CHOICE, None)
    query = rest.urlencode()
    return query if hide_niks(query) == query else ""
