from __future__ import annotations

import pytest

from sipol.records.regions.rules.codes import Level, ancestor_of, is_code, level_of, parent_of


@pytest.mark.parametrize(
    ("code", "level", "parent"),
    [
        ("11", Level.PROVINCE, ""),
        ("11.01", Level.REGENCY, "11"),
        ("81.71.05", Level.DISTRICT, "81.71"),
        ("11.01.01.2001", Level.VILLAGE, "11.01.01"),
    ],
)
def test_a_code_tells_its_level_and_parent(code: str, level: Level, parent: str) -> None:
    assert is_code(code)
    assert level_of(code) is level
    assert parent_of(code) == parent


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "01",
        "11.1",
        "11.1.01",
        "1101",
        "11.01.",
        "11.01.01.201",
        "11.00",
        "11.01.01.0000",
        "11.01\n",
        " 11",
        "11,01",
        "11.01.01.2001.01",
        "١١",
        "11.01.01.20010",
    ],
)
def test_other_texts_are_no_codes(text: str) -> None:
    assert not is_code(text)
    with pytest.raises(ValueError, match="not a region code"):
        level_of(text)


def test_ancestor_cuts_a_code_to_a_level() -> None:
    assert ancestor_of("11.01.01.2001", Level.REGENCY) == "11.01"
    assert ancestor_of("11.01.01.2001", Level.PROVINCE) == "11"
    assert ancestor_of("11", Level.DISTRICT) == "11"
