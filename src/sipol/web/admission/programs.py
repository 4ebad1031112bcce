"""Who holds a program's token, asked from a thread that no request owns."""

from __future__ import annotations

from django.db import close_old_connections

from sipol.kernel.actors import Actor
from sipol.records.accounts.queries import actor_by_api_token


def holder_of_token(token: str) -> Actor | None:
    """The person of the token. Between requests Django does not look after a connection's age."""
    close_old_connections()
    try:
        return actor_by_api_token(token)
    finally:
        close_old_connections()
