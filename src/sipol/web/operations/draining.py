"""What a process says of itself that is about to end, also when its database is away."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

BODY = b'{"ready": false, "draining": true}'
HEADERS = {
    b"content-type": b"application/json",
    b"content-length": b"%d" % len(BODY),
    b"retry-after": b"2",
    b"cache-control": b"no-store",
    b"content-security-policy": b"default-src 'none'; frame-ancestors 'none'",
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"same-origin",
}


async def not_ready(send: Callable[[Any], Awaitable[None]]) -> None:
    """The answer of /readyz while draining."""
    headers = list(HEADERS.items())
    await send({"type": "http.response.start", "status": 503, "headers": headers})
    await send({"type": "http.response.body", "body": BODY})
