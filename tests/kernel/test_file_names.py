"""Names of files are kept readable and carry nothing but the name."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sipol.kernel.file_names import clean_file_name


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("anggota.xlsx", "anggota.xlsx"),
        ("C:\\Users\\sari\\Ambon 2026.xlsx", "Ambon 2026.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("a\x00b\r\nc.csv", "abc.csv"),
        ("gnp.\u202eslx", "gnp.slx"),
        ("", "tanpa nama"),
        ("folder/", "tanpa nama"),
        ("..", "tanpa nama"),
        ("x" * 300 + ".xlsx", "x" * 250 + ".xlsx"),
        ("x" * 300, "x" * 255),
    ],
)
def test_names(sent: str, kept: str) -> None:
    assert clean_file_name(sent) == kept


@given(st.text(max_size=600))
def test_a_kept_name_is_one_short_visible_component(sent: str) -> None:
    kept = clean_file_name(sent)
    assert 1 <= len(kept) <= 255
    assert not any(unicodedata.category(letter).startswith("C") for letter in kept)
    assert "/" not in kept
    assert "\\" not in kept
