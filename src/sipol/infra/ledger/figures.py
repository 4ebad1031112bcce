"""Figures, times and sizes as an Indonesian document writes them."""

from __future__ import annotations

from datetime import date, datetime

from sipol.kernel.clock import WIB

_UNITS = (
    "nol",
    "satu",
    "dua",
    "tiga",
    "empat",
    "lima",
    "enam",
    "tujuh",
    "delapan",
    "sembilan",
    "sepuluh",
    "sebelas",
)
_STEPS = ((10**12, "triliun"), (10**9, "miliar"), (10**6, "juta"), (1000, "ribu"), (100, "ratus"))
_MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)


def grouped(number: int) -> str:
    """`1234567` as `1.234.567`."""
    return f"{number:,}".replace(",", ".")


def in_words(number: int) -> str:
    """The number read aloud (terbilang), for 0 up to below a thousand trillion."""
    if number < 12:
        return _UNITS[number]
    if number < 20:
        return f"{_UNITS[number - 10]} belas"
    for size, name in _STEPS:
        if number >= size:
            return _with_rest(_multiple(number // size, name), number % size)
    return _with_rest(f"{_UNITS[number // 10]} puluh", number % 10)


def figure(number: int) -> str:
    """A total in figures and in words, so that a digit cannot be added by hand."""
    return f"{grouped(number)} ({in_words(number)})"


def moment(text: str, zone: str) -> str:
    """An ISO instant as `1 Agustus 2026 pukul 17.00.09 WIB`."""
    at = datetime.fromisoformat(text)
    return f"{at.day} {_MONTHS[at.month - 1]} {at.year} pukul {at:%H.%M.%S} {zone}"


def day(on: date) -> str:
    """A date as `1 Agustus 2026`."""
    return f"{on.day} {_MONTHS[on.month - 1]} {on.year}"


def in_wib(text: str) -> str:
    """An ISO instant of any zone, as `moment` writes it in WIB."""
    return moment(datetime.fromisoformat(text).astimezone(WIB).isoformat(), "WIB")


def lateness(seconds: int) -> str:
    """A span as `1 hari 2 jam 3 menit 4 detik`, without what is nothing; `kurang dari 1 detik`."""
    parts = []
    for size, name in ((86_400, "hari"), (3600, "jam"), (60, "menit"), (1, "detik")):
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{grouped(count)} {name}")
    return " ".join(parts) or "kurang dari 1 detik"


def _multiple(count: int, name: str) -> str:
    if count == 1 and name in ("ratus", "ribu"):
        return f"se{name}"
    return f"{in_words(count)} {name}"


def _with_rest(head: str, rest: int) -> str:
    return f"{head} {in_words(rest)}" if rest else head
