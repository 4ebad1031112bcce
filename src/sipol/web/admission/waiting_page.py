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

from sipol.web.shared.language import LANGUAGES
from sipol.web.shared.middleware import LEAST_HEADERS

WIB_SECONDS = 7 * 3600
MINUTE = 60

REASONS = {
    "busy": {
        "id": "Saat ini lebih banyak yang meminta layanan daripada yang dapat dilayani sekaligus.",
        "en": "At the moment more people ask for service than can be served at once.",
    },
    "over_share": {
        "id": "Partai atau jaringan Anda sedang mengirim lebih banyak permintaan sekaligus "
        "daripada bagiannya.",
        "en": "Your party or network is sending more requests at once than its share.",
    },
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
NEXT_WHEN_LOOKING = {
    "id": "Halaman ini memuat ulang sendiri {wait} detik lagi, dan terbuka begitu giliran Anda "
    "tiba. Menekan F5 tidak mengubah urutan Anda.",
    "en": "This page reloads by itself in {wait} seconds, and opens as soon as it is your turn. "
    "Pressing F5 does not change your place.",
}
NEXT_WHEN_WRITING = {
    "id": "Isian yang baru Anda kirim belum diterima, tetapi masih ada di peramban. Tunggu {wait} "
    "detik, lalu muat ulang halaman ini dan setujui pengiriman ulang, atau kembali ke halaman "
    "sebelumnya. Menekan F5 lebih cepat tidak mengubah urutan Anda.",
    "en": "The form you just sent was not taken yet, but it is still in your browser. Wait {wait} "
    "seconds, then reload this page and agree to send again, or go back to the previous page. "
    "Pressing F5 earlier does not change your place.",
}
# About so many seconds or minutes, as people say it.
RANGES = {
    "id": {
        "seconds": "{low} sampai {high} detik",
        "below": "kurang dari {high} menit",
        "about": "sekitar {low} menit",
        "minutes": "{low} sampai {high} menit",
    },
    "en": {
        "seconds": "{low} to {high} seconds",
        "below": "less than {high} min",
        "about": "about {low} min",
        "minutes": "{low} to {high} minutes",
    },
}
CLOCK = {"id": "%H.%M.%S", "en": "%H:%M:%S"}

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


def page(place: Place, *, looking: bool, now: float, language: str) -> bytes:
    """The page for a person. It reloads itself unless a form was sent, which must not be lost."""
    wait = str(place.retry_after)
    what_next = NEXT_WHEN_LOOKING if looking else NEXT_WHEN_WRITING
    words = {
        "refresh": f'<meta http-equiv="refresh" content="{wait}">\n' if looking else "",
        "place": str(place.place),
        "reason": REASONS[place.code][language],
        "range": range_in_words(place.shortest, place.longest, language),
        "time": time.strftime(CLOCK[language], time.gmtime(now + WIB_SECONDS)),
        "what_next": what_next[language].format(wait=wait),
    }
    pieces = [words[piece] if blank else piece for blank, piece in _PIECES[language]]
    return "".join(pieces).encode("utf-8")


def twin(place: Place, *, language: str) -> bytes:
    """The same as JSON."""
    sentence = SENTENCES[place.code][language]
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


def range_in_words(shortest: int, longest: int, language: str = "id") -> str:
    """A range of seconds as people say it."""
    if longest < MINUTE:
        said, low, high = "seconds", max(1, shortest), max(2, longest)
    else:
        low, high = shortest // MINUTE, -(-longest // MINUTE)
        said = "below" if low == 0 else "about" if low == high else "minutes"
    return RANGES[language][said].format(low=low, high=high)


def _pieces(language: str) -> tuple[tuple[bool, str], ...]:
    """The page cut at its blanks: (whether it is a blank, text or name of the blank)."""
    file = Path(__file__).with_suffix(f".{language}.html")
    cut = _BLANK.split(file.read_text("utf-8").replace("{style}", _STYLE))
    return tuple((index % 2 == 1, piece) for index, piece in enumerate(cut))


_STYLE = Path(__file__).with_suffix(".css").read_text("utf-8")
_PIECES = {language: _pieces(language) for language in LANGUAGES}
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode("utf-8")).digest()).decode("ascii")

HEADERS = {
    **LEAST_HEADERS,
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_HASH}'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
}
