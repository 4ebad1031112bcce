"""Numbers in words say what the figures say: read back by rules of their own."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from sipol.infra.ledger.figures import day, figure, in_words

_UNITS = "nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"
_DIGITS = {word: value for value, word in enumerate(_UNITS)}
_SCALES = {"ribu": 10**3, "juta": 10**6, "miliar": 10**9, "triliun": 10**12}
_ONES = {"sepuluh": "satu puluh", "sebelas": "satu belas", "seratus": "satu ratus"}


def read_aloud(words: str) -> int:
    """The number that these words say."""
    total = part = digit = 0
    for short, long in (*_ONES.items(), ("seribu", "satu ribu")):
        words = words.replace(short, long)
    for word in words.split():
        if word in _DIGITS:
            digit = _DIGITS[word]
            continue
        if word == "belas":
            part, digit = part + 10 + digit, 0
        elif word in ("puluh", "ratus"):
            part, digit = part + digit * (10 if word == "puluh" else 100), 0
        else:
            total, part, digit = total + (part + digit) * _SCALES[word], 0, 0
    return total + part + digit


@given(st.integers(0, 10**12) | st.integers(0, 10**5) | st.sampled_from([10**n for n in range(13)]))
def test_words_say_the_number(number: int) -> None:
    words = in_words(number)
    assert read_aloud(words) == number
    assert words == " ".join(words.split()) == words.lower()
    assert "satu ratus" not in words
    assert "satu puluh" not in words
    assert "satu belas" not in words
    assert not words.startswith("satu ribu")


@given(st.integers(0, 10**12))
def test_figure_and_words_stand_together(number: int) -> None:
    digits, words = figure(number).removesuffix(")").split(" (")
    assert int(digits.replace(".", "")) == read_aloud(words) == number


def test_a_day_is_written_out() -> None:
    assert day(date(2026, 8, 1)) == "1 Agustus 2026"
