"""The waiting page and its twin for programs: where one stands, and what to do.

Made once in pieces; for one answer only the figures are put between them.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import time
from dataclasses import dataclass
from pathlib import Path

from sipol.web.shared.middleware import LEAST_HEADERS

WIB_SECONDS = 7 * 3600
MINUTE = 60

REASONS = {
    "busy": "Saat ini lebih banyak yang meminta layanan daripada yang dapat dilayani sekaligus.",
    "over_share": "Partai atau jaringan Anda sedang mengirim lebih banyak permintaan sekaligus "
    "daripada bagiannya.",
}
SENTENCES = {
    "busy": {
        "id": "Sipol sedang penuh. Permintaan ini belum dijalankan. Ulangi setelah {wait} detik; "
        "kirim kembali tiketnya agar urutan Anda tetap.",
        "en": "Sipol is full at the moment. This request was not carried out. Repeat it after "
        "{wait} seconds; send the ticket along to keep your place.",
    },
    "over_share": {
        "id": "Permintaan Anda sekaligus melebihi bagian Anda. Permintaan ini belum dijalankan. "
        "Ulangi setelah {wait} detik; kirim kembali tiketnya agar urutan Anda tetap.",
        "en": "You ask for more at once than your share. This request was not carried out. Repeat "
        "it after {wait} seconds; send the ticket along to keep your place.",
    },
}
NEXT_WHEN_LOOKING = (
    "Halaman ini memuat ulang sendiri {wait} detik lagi, dan terbuka begitu giliran Anda tiba. "
    "Menekan F5 tidak mengubah urutan Anda."
)
NEXT_WHEN_WRITING = (
    "Isian yang baru Anda kirim belum diterima, tetapi masih ada di peramban. Tunggu {wait} detik, "
    "lalu muat ulang halaman ini dan setujui pengiriman ulang, atau kembali ke halaman sebelumnya. "
    "Menekan F5 lebih cepat tidak mengubah urutan Anda."
)

_BLANK = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Place:
    """What somebody who has to wait is told; times in seconds."""

    code: str
    place: int
    shortest: int
    longest: int
    retry_after: int
    ticket: str


def page(place: Place, *, looking: bool, now: float) -> bytes:
    """The page for a person. It reloads itself unless a form was sent, which must not be lost."""
    wait = str(place.retry_after)
    words = {
        "refresh": f'<meta http-equiv="refresh" content="{wait}">\n' if looking else "",
        "place": str(place.place),
        "reason": REASONS[place.code],
        "range": range_in_words(place.shortest, place.longest),
        "time": time.strftime("%H.%M.%S", time.gmtime(now + WIB_SECONDS)),
        "what_next": (NEXT_WHEN_LOOKING if looking else NEXT_WHEN_WRITING).format(wait=wait),
    }
    pieces = [words[piece] if blank else piece for blank, piece in _PIECES]
    return "".join(pieces).encode("utf-8")


def twin(place: Place, *, in_english: bool) -> bytes:
    """The same as JSON."""
    sentence = SENTENCES[place.code]["en" if in_english else "id"]
    return json.dumps(
        {
            "code": place.code,
            "sentence": sentence.format(wait=place.retry_after),
            "place": place.place,
            "wait_seconds": [place.shortest, place.longest],
            "ticket": place.ticket,
            "retry_after": place.retry_after,
        }
    ).encode("ascii")


def range_in_words(shortest: int, longest: int) -> str:
    """A range of seconds as people say it."""
    if longest < MINUTE:
        return f"{max(1, shortest)} sampai {max(2, longest)} detik"
    low, high = shortest // MINUTE, -(-longest // MINUTE)
    if low == 0:
        return f"kurang dari {high} menit"
    return f"sekitar {low} menit" if low == high else f"{low} sampai {high} menit"


def _pieces() -> tuple[tuple[bool, str], ...]:
    """The page cut at its blanks: (whether it is a blank, text or name of the blank)."""
    html = (Path(__file__).with_suffix(".html")).read_text("utf-8").replace("{style}", _STYLE)
    cut = _BLANK.split(html)
    return tuple((index % 2 == 1, piece) for index, piece in enumerate(cut))


_STYLE = Path(__file__).with_suffix(".css").read_text("utf-8")
_PIECES = _pieces()
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode("utf-8")).digest()).decode("ascii")

HEADERS = {
    **LEAST_HEADERS,
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_HASH}'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
}
