"""What a request says: its headers read into values, or refused by name."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from sipol.kernel.refusals import Refusal, Refused
from sipol.web.uploads.arrivals import ConnectionLost

Receive = Callable[[], Awaitable[Any]]

MOST_DIGITS = 18

_BEARER = re.compile(r"bearer +(\S+)", re.IGNORECASE)
_BODY_METHODS = frozenset({"POST", "PUT", "PATCH"})


class Asked:
    """One request. What it lacks or has wrong is raised as Refused when it is asked for."""

    def __init__(self, scope: dict[str, Any], receive: Receive) -> None:
        self._headers: dict[str, str] = {
            name.decode("latin-1").lower(): value.decode("latin-1").strip()
            for name, value in scope["headers"]
        }
        self._receive = receive
        self.root = str(scope.get("root_path", ""))
        self.path = str(scope["path"]).removeprefix(self.root)
        self.method = str(scope["method"])
        self.body_is_over = self.method not in _BODY_METHODS
        self.http1 = scope.get("http_version", "1.1").startswith("1")

    @property
    def language(self) -> str:
        return "en" if self.header("accept-language").lower().startswith("en") else "id"

    def header(self, name: str) -> str:
        """The header's text, empty where it is missing."""
        return self._headers.get(name, "")

    def count(self, name: str) -> int:
        """A header that must be a whole number from 0."""
        text = self.header(name)
        if not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS):
            raise wrong(name)
        return int(text)

    @property
    def content_length(self) -> int:
        """The announced length of the body; 0 where none is announced."""
        return self.count("content-length") if self.header("content-length") else 0

    def bearer(self) -> str:
        """The token in the Authorization header."""
        match = _BEARER.fullmatch(self.header("authorization"))
        if match is None:
            raise Refused(Refusal("token_missing"))
        return match[1]

    async def next_piece(self) -> bytes | None:
        """The next piece of the body, None after the last; raises `ConnectionLost`."""
        if self.body_is_over:
            return None
        message = await self._receive()
        if message["type"] == "http.disconnect":
            raise ConnectionLost
        self.body_is_over = not message.get("more_body", False)
        return bytes(message.get("body", b""))


def uuid_of(text: str, header: str) -> UUID:
    """The id in a header or address, or Refused naming it."""
    try:
        return UUID(text)
    except ValueError:
        raise wrong(header) from None


def wrong(name: str) -> Refused:
    """The refusal of a header that is missing or unreadable."""
    return Refused(Refusal("header_wrong", {"header": name.title()}))
