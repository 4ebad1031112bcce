"""Answers that this layer gives itself, without asking anybody behind it."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from sipol.infra.serving.dismissals import Dismissal
from sipol.web.admission import waiting_page
from sipol.web.admission.asked import TICKET_COOKIE, Asked
from sipol.web.admission.waiting_page import Place

Send = Callable[[dict[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

TICKET_SECONDS = 6 * 3600
STATUS_OF = {"busy": 503, "over_share": 429}

HTML, JSON = b"text/html; charset=utf-8", b"application/json"
_PAGE: Headers = [
    (name.lower().encode("ascii"), value.encode("ascii"))
    for name, value in waiting_page.HEADERS.items()
]


def lines_of(headers: Headers) -> bytes:
    """Headers as they go over the line."""
    return b"".join(b"%b: %b\r\n" % header for header in headers)


_PAGE_LINES = lines_of(_PAGE)

SENTENCES = {
    "body_too_slow": {
        "id": "Isi permintaan datang terlalu lambat, jadi sambungan ini ditutup. Tidak ada yang "
        "berubah di server. Coba lagi; berkas besar lebih aman lewat halaman unggah, yang dapat "
        "dilanjutkan.",
        "en": "The content came too slowly, so this connection is closed. Nothing has changed on "
        "the server. Try again; large files are safer on the sending page, which can go on where "
        "it stopped.",
    },
    "body_too_long": {
        "id": "Isi permintaan lebih besar daripada yang diterima di alamat ini. Tidak ada yang "
        "berubah di server.",
        "en": "The content is larger than what is taken at this address. Nothing has changed on "
        "the server.",
    },
    "no_room": {
        "id": "Server sedang tidak punya ruang untuk menerima isian ini. Tidak ada yang berubah "
        "di server. Coba lagi sebentar lagi.",
        "en": "The server has no room for this at the moment. Nothing has changed on the server. "
        "Try again in a moment.",
    },
    "not_found": {
        "id": "Yang diminta tidak ditemukan.",
        "en": "What was asked for was not found.",
    },
}
STATUS = {"body_too_slow": 408, "body_too_long": 413, "no_room": 503, "not_found": 404}


class Whole(NamedTuple):
    """An answer of this layer's own; what every page of it has comes on top of the headers."""

    status: int
    headers: Headers
    body: bytes


def come_back(asked: Asked, place: Place, *, now: float, secure: bool) -> Whole:
    """Tells somebody to come back, and where they stand."""
    if asked.wants_page:
        looking = asked.method in {"GET", "HEAD"}
        words = asked.language
        kind, body = HTML, waiting_page.page(place, looking=looking, now=now, language=words)
    else:
        kind, body = JSON, waiting_page.twin(place, language=asked.language)
    headers = [
        (b"content-type", kind),
        (b"retry-after", b"%d" % place.retry_after),
        (b"sipol-ticket", place.ticket.encode("ascii")),
    ]
    if asked.path.startswith("/uploads"):
        headers.append((b"tus-resumable", b"1.0.0"))
    if not asked.is_program:
        headers.append(cookie(TICKET_COOKIE, place.ticket, TICKET_SECONDS, secure=secure))
    return Whole(STATUS_OF[place.code], headers, body)


def dismissal(asked: Asked, place: Place, *, now: float, secure: bool) -> Dismissal:
    """The same for a connection that says it itself."""
    no = come_back(asked, place, now=now, secure=secure)
    return Dismissal(no.status, _PAGE_LINES + lines_of(no.headers), no.body)


async def fault(send: Send, asked: Asked, code: str) -> None:
    """A body that is not taken. The rest of it is not wanted, so the connection ends."""
    sentence = SENTENCES[code][asked.language]
    headers: Headers = [(b"retry-after", b"5")] if STATUS[code] == 503 else []
    if asked.wants_page:
        headers.append((b"content-type", HTML))
        text = (
            f'<!doctype html><html lang="{asked.language}"><title>Sipol</title>'
            f"<p>{sentence}</p></html>"
        )
    else:
        headers.append((b"content-type", JSON))
        text = json.dumps({"code": code, "sentence": sentence})
    await send_whole(send, asked, Whole(STATUS[code], headers, text.encode()), close=True)


async def figures(send: Send, asked: Asked, content: dict[str, Any]) -> None:
    """Figures for whoever watches the installation."""
    body = json.dumps(content).encode("ascii")
    await send_whole(send, asked, Whole(200, [(b"content-type", JSON)], body), close=False)


def cookie(name: str, value: str, seconds: int, *, secure: bool) -> tuple[bytes, bytes]:
    """A Set-Cookie header that no script reads; 0 seconds take the cookie away."""
    text = f"{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax"
    return b"set-cookie", (text + ("; Secure" if secure else "")).encode("ascii")


async def send_whole(send: Send, asked: Asked, answer: Whole, *, close: bool) -> None:
    """Sends it by ASGI; `close` ends the connection after it."""
    length = (b"content-length", b"%d" % len(answer.body))
    headers = [*_PAGE, *answer.headers, length]
    if close and asked.http1:
        headers.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    body = b"" if asked.method == "HEAD" else answer.body
    await send({"type": "http.response.body", "body": body, "more_body": False})
