"""What a request says: its headers read into values, or refused by name."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from sipol.kernel.refusals import Refusal, Refused
from sipol.web.uploads.arrivals import ConnectionLost
from sipol.web.uploads.bodies import Checksum

Receive = Callable[[], Awaitable[Any]]

ALGORITHMS = ("sha256", "sha1")
MOST_DIGITS = 18

_BEARER = re.compile(r"bearer +(\S+)", re.IGNORECASE)
_BODY_METHODS = frozenset({"POST", "PATCH"})


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
        self.method = self._method(scope["method"])
        self.body_is_over = scope["method"] not in _BODY_METHODS
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
            raise _wrong(name)
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

    def checksum(self) -> Checksum | None:
        """What Upload-Checksum says, or None where there is none."""
        text = self.header("upload-checksum")
        if not text:
            return None
        algorithm, _, encoded = text.partition(" ")
        digest = _decoded(encoded, "upload-checksum")
        if algorithm not in ALGORITHMS or not digest:
            raise _wrong("upload-checksum")
        return Checksum(algorithm, digest)

    def metadata(self) -> dict[str, str]:
        """The pairs of Upload-Metadata."""
        pairs: dict[str, str] = {}
        for pair in filter(None, map(str.strip, self.header("upload-metadata").split(","))):
            key, _, encoded = pair.partition(" ")
            try:
                pairs[key] = _decoded(encoded, "upload-metadata").decode("utf-8")
            except UnicodeDecodeError:
                raise _wrong("upload-metadata") from None
        return pairs

    async def next_piece(self) -> bytes | None:
        """The next piece of the body, None after the last; raises `ConnectionLost`."""
        if self.body_is_over:
            return None
        message = await self._receive()
        if message["type"] == "http.disconnect":
            raise ConnectionLost
        self.body_is_over = not message.get("more_body", False)
        return bytes(message.get("body", b""))

    def _method(self, method: str) -> str:
        override = self._headers.get("x-http-method-override", "").upper()
        return override if method == "POST" and override else method


def encoded_metadata(pairs: dict[str, str]) -> str:
    """Pairs as Upload-Metadata has them; empty values are left out."""
    return ",".join(
        f"{key} {base64.b64encode(value.encode('utf-8')).decode('ascii')}"
        for key, value in pairs.items()
        if value
    )


def uuid_of(text: str, header: str) -> UUID:
    """The id in a header or address, or Refused naming it."""
    try:
        return UUID(text)
    except ValueError:
        raise _wrong(header) from None


def _decoded(encoded: str, header: str) -> bytes:
    try:
        return base64.b64decode(encoded.strip(), validate=True)
    except (binascii.Error, ValueError):
        raise _wrong(header) from None


def _wrong(name: str) -> Refused:
    return Refused(Refusal("header_wrong", {"header": name.title()}))
