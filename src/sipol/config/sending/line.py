"""The line to the server: one request, one whole answer, and never a wait without end."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import urllib3
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    NameResolutionError,
    NewConnectionError,
    ReadTimeoutError,
    SSLError,
)

from sipol.config.sending.faults import LineBroken
from sipol.config.sending.pacing import KIB, seconds_in

CONNECT_SECONDS, SILENCE_SECONDS = 30.0, 60.0
# What a machine holds back between us and a slow line must have left it before silence counts.
SLOWEST_BYTES_PER_SECOND, LONGEST_DRAIN_SECONDS = 1024, 120.0
BLOCK = 16 * KIB
LARGEST_ANSWER = 32 * 1024 * KIB

_REASONS: tuple[tuple[type[HTTPError], str], ...] = (
    (SSLError, "certificate"),
    (NameResolutionError, "no_line"),
    (NewConnectionError, "no_line"),
    (ConnectTimeoutError, "no_line"),
    (ReadTimeoutError, "silence"),
)


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer, whoever gave it."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def retry_after(self) -> float | None:
        return seconds_in(self.headers.get("retry-after"))

    def content(self) -> dict[str, Any]:
        """The JSON object in the body; an empty one where there is something else."""
        try:
            found = json.loads(self.body)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


class Piece:
    """A body that is handed over in blocks: `on_block` hears how much of it has left."""

    def __init__(self, data: bytes, on_block: Callable[[int], None]) -> None:
        self.data = data
        self._on_block = on_block

    def __iter__(self) -> Iterator[bytes]:
        for start in range(0, len(self.data), BLOCK):
            yield self.data[start : start + BLOCK]
            self._on_block(min(start + BLOCK, len(self.data)))


class Line:
    """Requests to one server. Follows no redirection: a token goes where it was meant to go.

    A connection on which nothing moves for `silence` seconds is given up.
    """

    def __init__(self, target: str, *, silence: float = SILENCE_SECONDS) -> None:
        self.target = target
        self._silence = silence
        proxy = _proxy_for(target)
        self._pool = urllib3.ProxyManager(proxy) if proxy else urllib3.PoolManager()

    def ask(
        self,
        method: str,
        path: str,
        *,
        token: str = "",
        headers: Mapping[str, str] | None = None,
        piece: Piece | None = None,
    ) -> Reply:
        """One request and its answer, whatever it is; raises LineBroken where there is none."""
        size = len(piece.data) if piece else 0
        drain = min(LONGEST_DRAIN_SECONDS, size / SLOWEST_BYTES_PER_SECOND)
        sent = {"Accept": "application/json", "Accept-Language": "id", **(headers or {})}
        if token:
            sent["Authorization"] = f"Bearer {token}"
        if piece or method in {"POST", "PATCH"}:
            sent["Content-Length"] = str(size)
        try:
            response = self._pool.request(
                method,
                self.target + path,
                body=piece if size else None,
                headers=sent,
                timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=self._silence + drain),
                retries=False,
                redirect=False,
                preload_content=False,
            )
            return _whole(response)
        except HTTPError as error:
            raise LineBroken(_reason(error)) from error


def _whole(response: urllib3.BaseHTTPResponse) -> Reply:
    try:
        body = response.read(LARGEST_ANSWER)
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Reply(response.status, headers, body)
    finally:
        response.drain_conn() if response.length_remaining == 0 else response.close()
        response.release_conn()


def _reason(error: HTTPError) -> str:
    cause = getattr(error, "reason", None)
    for kind, reason in _REASONS:
        if isinstance(error, kind) or isinstance(cause, kind):
            return reason
    return "cut"


def _proxy_for(target: str) -> str:
    parts = urlsplit(target)
    if not parts.hostname or urllib.request.proxy_bypass(parts.hostname):
        return ""
    return urllib.request.getproxies().get(parts.scheme, "")
