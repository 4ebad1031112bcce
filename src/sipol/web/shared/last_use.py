"""When each session was last used, to within some minutes."""

from __future__ import annotations

from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.http import HttpRequest

from sipol.kernel import clock
from sipol.web.shared.session import ENDS_AT

NOTED_EVERY = timedelta(minutes=5)
MOST_REMEMBERED = 20_000

# Only saves asking the database each time; what it holds decides nothing.
_noted: dict[str, float] = {}


def note_use(request: HttpRequest) -> None:
    """The session of this request is in use. Not a write of the session, which would prolong it."""
    key, now = request.session.session_key, clock.now()
    lately = (now - NOTED_EVERY).timestamp()
    if not key or _noted.get(key, 0) > lately or _began(request) > lately:
        return
    if len(_noted) >= MOST_REMEMBERED:
        _noted.clear()
    _noted[key] = now.timestamp()
    stale = UserSession.objects.filter(session_key=key, last_seen_at__lt=now - NOTED_EVERY)
    stale.update(last_seen_at=now)


def _began(request: HttpRequest) -> float:
    """When its present length began, in seconds since 1970; 0 if that is not known."""
    ends_at = request.session.get(ENDS_AT)
    return ends_at - request.session.get_expiry_age() if ends_at else 0
