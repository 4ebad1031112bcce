"""When a request came to the door: whoever stood in the queue before the end was in time.

The admission layer writes the instant into the server's own scope, where no client can write. For
somebody who was sent away with a ticket it is that of the ticket.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from django.http import HttpRequest

from sipol.kernel.actors import Actor

SCOPE_KEY = "sipol.arrived"


def as_arrived(request: HttpRequest, actor: Actor) -> Actor:
    """The actor, with the instant at which this request of theirs came to the door."""
    scope = request.META.get("asgi.scope")
    seconds = scope.get(SCOPE_KEY) if isinstance(scope, dict) else None
    if seconds is None:
        return actor
    return replace(actor, asked_at=datetime.fromtimestamp(seconds, UTC))
