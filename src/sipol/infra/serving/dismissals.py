"""A no that is said before a request becomes work: whole, and by the connection itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

_LINES = {status.value: f"HTTP/1.1 {status.value} {status.phrase}\r\n" for status in HTTPStatus}


@dataclass(frozen=True, slots=True)
class Dismissal:
    """`headers` are whole lines, those of length and connection excepted; `body` may be empty."""

    status: int
    headers: bytes
    body: bytes

    def raw(self, always: list[tuple[bytes, bytes]], *, close: bool, with_body: bool) -> bytes:
        """The answer as it goes over the line; `always` are headers that every answer has."""
        head = _LINES[self.status].encode("ascii")
        head += b"".join(b"%b: %b\r\n" % header for header in always)
        ending = b"connection: close\r\n\r\n" if close else b"\r\n"
        head += b"%bcontent-length: %d\r\n%b" % (self.headers, len(self.body), ending)
        return head + self.body if with_body else head


# Asked with the ASGI scope of a request without a body, as soon as its head is there; None lets it
# become a request of the application, which then finds the same scope.
TurnAway = Callable[[dict[str, Any]], Dismissal | None]


def nobody(scope: dict[str, Any]) -> None:
    """Turns nobody away."""
