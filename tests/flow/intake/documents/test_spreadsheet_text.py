from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sipol.flow.intake.documents.spreadsheet_text import safe_cell


@pytest.mark.parametrize(
    "hostile",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n=1", "＝1", "-"],
)
def test_a_text_that_would_start_a_formula_gets_an_apostrophe(hostile: str) -> None:
    assert safe_cell(hostile) == "'" + hostile


@pytest.mark.parametrize("plain", ["Ma'ruf", "9901015708900001", "Jl. A=B", "a+b", "", "'=1"])
def test_other_texts_stay_as_they_are(plain: str) -> None:
    assert safe_cell(plain) == plain


def test_nothing_is_an_empty_cell() -> None:
    assert safe_cell(None) == ""


@given(st.text())
def test_no_cell_starts_a_formula_and_no_text_is_lost(text: str) -> None:
    cell = safe_cell(text)
    assert not cell.strip().startswith(("=", "+", "-", "@"))
    assert cell.endswith(text)
