"""Receipt numbers survive being read aloud and typed, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sipol.infra.ledger.figures import figure, in_words
from sipol.infra.ledger.numbers import new_number, read_number
from sipol.infra.ledger.redaction import hide_niks, hide_niks_within

numbers = st.builds(new_number, st.integers(2022, 2099), st.integers(1, 99_999))


@given(numbers)
def test_a_number_is_read_back_as_people_type_it(number: str) -> None:
    assert read_number(number) == number
    assert read_number(f" {number.lower()} ") == number
    assert read_number(number.replace("0", "o").replace("1", "l")) == number


@given(numbers, st.data())
def test_any_one_wrong_character_is_noticed(number: str, data: st.DataObject) -> None:
    places = [i for i in range(3, len(number)) if number[i] != "-"]
    place = data.draw(st.sampled_from(places))
    allowed = "0123456789" if place < len(number) - 14 else "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    wrong = data.draw(st.sampled_from(allowed.replace(number[place], "")))
    assert read_number(number[:place] + wrong + number[place + 1 :]) is None


@given(numbers, st.integers(0, 8))
def test_two_swapped_characters_are_noticed(number: str, start: int) -> None:
    head, drawn = number[:-14], number[-14:-3].replace("-", "")
    swapped = drawn[:start] + drawn[start + 1] + drawn[start] + drawn[start + 2 :]
    if swapped != drawn:
        assert read_number(f"{head}{swapped[:5]}-{swapped[5:]}{number[-3:]}") is None


def test_numbers_do_not_repeat() -> None:
    assert len({new_number(2026, 1) for _ in range(2000)}) == 2000


@pytest.mark.parametrize("text", ["", "TT-2026-0001", "TT-2026-0001-UUUUU-UUUUU-UU", "９" * 20])
def test_other_texts_are_no_numbers(text: str) -> None:
    assert read_number(text) is None


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "nol"),
        (11, "sebelas"),
        (15, "lima belas"),
        (20, "dua puluh"),
        (101, "seratus satu"),
        (1_990, "seribu sembilan ratus sembilan puluh"),
        (11_000, "sebelas ribu"),
        (100_000, "seratus ribu"),
        (1_000_000, "satu juta"),
        (2_001_017, "dua juta seribu tujuh belas"),
    ],
)
def test_numbers_are_read_aloud(number: int, words: str) -> None:
    assert in_words(number) == words


def test_a_figure_is_grouped_and_spelled_out() -> None:
    assert figure(1_250) == "1.250 (seribu dua ratus lima puluh)"


def test_niks_are_hidden_and_hashes_are_not() -> None:
    digest = "1234567890123456" * 4
    value = {"sha256": digest, "names": ["x 9901012001900001"], "size": 9901012001900001}
    assert hide_niks_within(value) == {
        "sha256": digest,
        "names": ["x 9901••••••••••01"],
        "size": 9901012001900001,
    }
    uuid = "12345678-1234-4123-8123-123456789012"
    assert hide_niks(uuid) == uuid
