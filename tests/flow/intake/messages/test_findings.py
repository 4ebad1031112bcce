"""Every code has words, in both languages, and they fill in."""

from __future__ import annotations

import pytest

from sipol.flow.intake.messages.findings import FINDING_CODES, mending, render, sentence
from sipol.flow.intake.readers.errors import UNREADABLE_CODES

ALL_CODES = [*FINDING_CODES, *sorted(UNREADABLE_CODES)]


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("code", ALL_CODES)
def test_every_code_says_what_happened_and_what_to_do(code: str, language: str) -> None:
    told, mend = render(code, "{value} & <b>", "{0}", language)
    assert sentence(code, language)
    assert mend == mending(code, language)
    for text in (told, mend):
        assert text[0].isupper() or text.startswith("“")
        assert text.endswith(".")
    for word in ("{detail}", "Submit", "Upload", "Error 5"):
        assert word not in told


@pytest.mark.parametrize("code", ALL_CODES)
def test_the_two_languages_differ_and_take_the_same_values(code: str) -> None:
    indonesian, english = sentence(code, "id"), sentence(code, "en")
    assert indonesian != english
    assert mending(code, "id") != mending(code, "en")
    for name in ("{value}", "{detail}"):
        assert (name in indonesian) == (name in english)


def test_an_empty_cell_and_a_missing_detail_leave_no_hole() -> None:
    assert render("sex_invalid")[0] == "Jenis kelamin kosong."
    assert render("sex_invalid", "X")[0] == "Jenis kelamin “X” tidak dikenal."
    assert render("region_unknown", "Sirimao")[0].endswith("di wilayah atasnya.")
    assert render("region_unknown", "Sirimao", "Sirimau")[0].endswith("dimaksud: Sirimau.")
    assert render("column_missing", "", "nik, nama")[0].endswith("Yang belum ada: nik, nama.")


def test_a_warning_says_that_the_row_is_in() -> None:
    kept = render("occupation_barred", "PNS", "", severity="warning")[0]
    assert kept.endswith("Baris tetap diterima; verifikator akan melihatnya.")
    assert "diterima" not in render("occupation_barred", "PNS", "", severity="error")[0]


def test_an_unknown_code_is_our_mistake() -> None:
    with pytest.raises(KeyError):
        render("no_such_code")
