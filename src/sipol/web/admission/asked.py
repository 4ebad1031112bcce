"""What this layer has to know of a request, from its headers alone."""

from __future__ import annotations

from typing import Any

from sipol.web.shared.language import COOKIE as LANGUAGE_COOKIE
from sipol.web.shared.language import known

TICKET_COOKIE = "sipol_ticket"
FLOW_COOKIE = "sipol_flow"


class Asked:
    """One request. Every header is read when it is asked for: most requests need few."""

    __slots__ = ("_cookie", "_headers", "client", "http1", "method", "path")

    def __init__(self, scope: dict[str, Any]) -> None:
        self.path: str = scope["path"]
        self.method: str = scope["method"]
        self._headers: dict[bytes, bytes] = dict(scope["headers"])
        self._cookie: str | None = None
        client = scope.get("client")
        self.client: str = client[0] if client else ""
        self.http1: bool = scope.get("http_version", "1.1").startswith("1")

    def header(self, name: bytes) -> str:
        return self._headers.get(name, b"").decode("latin-1")

    def has(self, name: bytes) -> bool:
        return name in self._headers

    @property
    def cookies(self) -> str:
        if self._cookie is None:
            self._cookie = self.header(b"cookie")
        return self._cookie

    def cookie(self, name: str) -> str:
        """The value of a cookie of ours (which need no unquoting), empty where there is none."""
        cookies = self.cookies
        if name not in cookies:
            return ""
        for part in cookies.split(";"):
            key, _, value = part.strip().partition("=")
            if key == name:
                return value
        return ""

    @property
    def bearer(self) -> str:
        kind, _, token = self.header(b"authorization").partition(" ")
        return token.strip() if kind.lower() == "bearer" else ""

    @property
    def ticket(self) -> str:
        """The ticket, as a program or a browser carries it."""
        return self.header(b"sipol-ticket") or self.cookie(TICKET_COOKIE)

    @property
    def body_length(self) -> int | None:
        """What is announced; None for a body of unknown length, 0 for no body."""
        if b"transfer-encoding" in self._headers:
            return None
        text = self._headers.get(b"content-length", b"0")
        return int(text) if text.isdigit() else None

    @property
    def wants_page(self) -> bool:
        """Whether a person looks at the answer."""
        if self.path.startswith(("/api/", "/uploads")):
            return False
        return "text/html" in self.header(b"accept")

    @property
    def is_program(self) -> bool:
        return b"authorization" in self._headers or b"sipol-ticket" in self._headers

    @property
    def language(self) -> str:
        """What the reader chose; a program says it in Accept-Language."""
        chosen = self.cookie(LANGUAGE_COOKIE)
        if not chosen and not self.wants_page:
            chosen = self.header(b"accept-language").lower()[:2]
        return known(chosen)
