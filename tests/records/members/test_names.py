"""Names as they are searched: many spellings of one name, and names that stay apart."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sipol.records.members.rules.names import name_key, name_keys, words_sought


@pytest.mark.parametrize(
    "spellings",
    [
        ("H. Moh. Soekarno, S.Pd.", "Muhammad Sukarno", "M. SUKARNO", "Mochamad Soekarno"),
        ("Djojohadikoesoemo", "Joyohadikusumo"),
        ("Hj. Siti Chadidjah", "Siti Khadijah", "siti hadija"),
        ("Drs. H. Achmad Syafi'i", "Ahmad Safii"),
        ("Chandra", "Candra"),
        ("Taufiq Rahman", "Taufik Rachman"),
        ("Ramadhan  Putra", "RAMADAN PUTRA"),
        ("Sudirman bin Ali", "Sudirman Ali", "Soedirman Ali, S.H., M.H."),
    ],
)
def test_spellings_of_one_name_share_a_key(spellings: tuple[str, ...]) -> None:
    assert len({name_key(name) for name in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("Sutrisno", "Sutisna"), ("Budi", "Budiman"), ("Sri Wahyuni", "Sri"), ("Made", "Muhammad")],
)
def test_other_names_stay_apart(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


def test_a_name_of_one_word_or_of_nothing_but_titles_is_kept() -> None:
    assert name_key("Suharto") == "suharto"
    assert name_key("Hj.") == "hj"
    assert name_key("") == ""


def test_what_is_sought_are_the_words_in_any_order() -> None:
    assert words_sought("Soekarno, Moh") == ["sukarno"]
    assert words_sought("soekarno moh.") == words_sought("Muhammad Sukarno")


@given(st.lists(st.text(max_size=40), min_size=1, max_size=5))
def test_keys_are_plain_words_and_a_key_of_its_own(names: list[str]) -> None:
    keys = pl.DataFrame({"name": names}).select(name_keys(pl.col("name"))).to_series().to_list()
    for name, key in zip(names, keys, strict=True):
        assert key == name_key(name)
        assert set(key) <= set("abcdefghijklmnopqrstuvwxyz ")
        assert key == " ".join(key.split())
