"""Browsers in which somebody signed in before: their tries are counted apart from the network's.

The cookie opens nothing. It only says under which count a try goes, so that a stranger who guesses
from the same network does not make the owner wait.
"""

from __future__ import annotations

import secrets

from allauth.core.internal.ratelimit import get_ip
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

COOKIE = "__Host-sipol_known" if settings.SECURE else "sipol_known"
SALT = "sipol.known-browsers"
KNOWN_SECONDS = 180 * 24 * 3600
MOST_ACCOUNTS = 5


def place_of(request: HttpRequest, email: str) -> str:
    """Where a try at this account comes from: a browser that it knows, or else a network."""
    known = _known(request).get(_account(email))
    return f"browser:{known}" if known else f"network:{get_ip(request)}"


def is_known(request: HttpRequest, email: str) -> bool:
    return _account(email) in _known(request)


def remember(request: HttpRequest, response: HttpResponse, email: str) -> None:
    """This browser signed in to this account."""
    known = _known(request)
    account = _account(email)
    kept = {account: known.pop(account, None) or secrets.token_urlsafe(12)}
    kept |= dict(list(known.items())[: MOST_ACCOUNTS - 1])
    response.set_cookie(
        COOKIE,
        signing.dumps(kept, salt=SALT),
        max_age=KNOWN_SECONDS,
        httponly=True,
        secure=settings.SECURE,
        samesite="Lax",
    )


def _known(request: HttpRequest) -> dict[str, str]:
    try:
        found = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=KNOWN_SECONDS)
    except signing.BadSignature:
        return {}
    return found if isinstance(found, dict) else {}


def _account(email: str) -> str:
    return salted_hmac(SALT, email.strip().lower(), algorithm="sha256").hexdigest()[:24]
