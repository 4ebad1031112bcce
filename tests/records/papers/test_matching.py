"""Which region a file's name means; what could mean two means none."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sipol.records.papers.rules.kinds import LEVELS, PaperLevel, level_of_region
from sipol.records.papers.rules.matching import (
    AMBIGUOUS,
    CONTRADICTORY,
    NOT_NAMED,
    OTHER_LEVEL,
    RegionNames,
    levels_named,
    match,
)
from sipol.records.regions.readers.shipped import shipped_region_rows

UPPER = [(code, name) for code, name in shipped_region_rows() if code.count(".") < 3]
NAMES = RegionNames(UPPER)
ALL = frozenset(LEVELS)


@pytest.mark.parametrize(
    ("name", "level", "code"),
    [
        ("SK_81.71.pdf", "", "81.71"),
        ("81.71.03 SK pengurus.pdf", "", "81.71.03"),
        ("sk-dpc-81-71-03.PDF", "", "81.71.03"),
        ("8171.pdf", "", "81.71"),
        ("817103.pdf", "", "81.71.03"),
        ("SK Kota Ambon.pdf", "", "81.71"),
        ("sk_kab_maluku_tengah_final (2).pdf", "regency", "81.01"),
        ("SK Provinsi Maluku.pdf", "province", "81"),
        ("SK Kec. Nusaniwe Kota Ambon.pdf", "", "81.71.01"),
        ("SK DPP pusat.pdf", "national", ""),
        ("81.71 SK Kota Ambon.pdf", "", "81.71"),
    ],
)
def test_what_a_name_means(name: str, level: str, code: str):
    found = match(name, levels_named(level), NAMES)
    assert (found.found, found.region_code) == (True, code), found


@pytest.mark.parametrize(
    ("name", "level", "reason"),
    [
        ("scan0001.pdf", "", NOT_NAMED),
        ("SK no 8171 tahun 2022.pdf", "", NOT_NAMED),
        ("SK 12.pdf", "", NOT_NAMED),
        ("Scan baru.pdf", "", NOT_NAMED),
        ("99.99.pdf", "", NOT_NAMED),
        ("DPP.pdf", "regency", NOT_NAMED),
        ("SK Bandung.pdf", "regency", AMBIGUOUS),
        ("SK 81.71 Kabupaten Maluku Tengah.pdf", "", CONTRADICTORY),
        ("81.71 dan 81.01.pdf", "", CONTRADICTORY),
        ("SK 81.71.pdf", "district", OTHER_LEVEL),
    ],
)
def test_what_is_not_certain_is_not_guessed(name: str, level: str, reason: str):
    found = match(name, levels_named(level), NAMES)
    assert (found.found, found.reason) == (False, reason), found


def test_what_it_might_be_is_told():
    found = match("SK Bandung.pdf", levels_named("regency"), NAMES)
    assert set(found.candidates) == {"32.04", "32.73"}


codes = st.sampled_from(sorted(NAMES.codes))
scraps = st.sampled_from([*"._- ()0123456789", "Kota ", "Maluku", "81.71", "SK"])
beginnings = st.sampled_from(["", "SK_", "SK kec ", "dok-"])


@settings(deadline=None, max_examples=60)
@given(code=codes, before=beginnings, mark=st.sampled_from(".-"))
def test_every_code_is_found_wherever_it_stands(code: str, before: str, mark: str):
    if "." not in code:
        return
    name = f"{before}{code.replace('.', mark)}.pdf"
    assert match(name, ALL, NAMES).region_code == code


@settings(deadline=None, max_examples=60)
@given(text=st.text(max_size=60) | st.lists(scraps).map("".join))
def test_whatever_the_name_what_is_found_exists_at_a_wanted_level(text: str):
    for levels in (ALL, frozenset({PaperLevel.DISTRICT})):
        found = match(text, levels, NAMES)
        if found.found:
            assert found.region_code in NAMES.codes | {""}
            assert level_of_region(found.region_code) in levels
        assert len(found.candidates) <= 5
        assert match(text, levels, NAMES) == found


@settings(deadline=None, max_examples=60)
@given(code=codes)
def test_two_regions_side_by_side_are_never_one(code: str):
    other = "81.71" if not code.startswith("81") else "32.73"
    if "." in code:
        assert not match(f"SK {code} {other}.pdf", ALL, NAMES).found


@settings(deadline=None, max_examples=60)
@given(region=st.sampled_from(UPPER))
def test_a_name_alone_means_its_region_or_nothing(region: tuple[str, str]):
    code, name = region
    level = level_of_region(code)
    assert level is not None
    found = match(f"SK {name}.pdf", frozenset({level}), NAMES)
    assert not found.found or dict(UPPER)[found.region_code].lower() == name.lower()
