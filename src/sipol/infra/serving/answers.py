"""Whole answers to connections that never became a request of the application."""

from __future__ import annotations

from http import HTTPStatus

RETRY_SECONDS = 5
_WORDS = {
    400: "Permintaan tidak terbaca. Tidak ada yang berubah. / The request is unreadable.",
    408: "Permintaan terlalu lama tiba. Yang sudah tersimpan tetap aman; coba lagi. / "
    "The request took too long to arrive. What was saved is safe; try again.",
    414: "Alamat terlalu panjang. Tidak ada yang berubah. / The address is too long.",
    431: "Kepala permintaan terlalu besar. Hapus kuki situs ini, lalu coba lagi. / "
    "The request's headers are too large. Delete this site's cookies and try again.",
    503: "Sambungan sedang penuh. Yang sudah tersimpan tetap aman; coba lagi sebentar lagi. / "
    "Too many connections. What was saved is safe; try again in a moment.",
}
_TEMPORARY = frozenset({408, 503})


def raw(status: int) -> bytes:
    """The answer as it goes over the line; the connection has to be closed after it."""
    body = (_WORDS[status] + "\n").encode("utf-8")
    headers = {
        "content-type": "text/plain; charset=utf-8",
        "content-length": str(len(body)),
        "cache-control": "no-store",
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
        "x-content-type-options": "nosniff",
        "connection": "close",
    }
    if status in _TEMPORARY:
        headers["retry-after"] = str(RETRY_SECONDS)
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii") + body
