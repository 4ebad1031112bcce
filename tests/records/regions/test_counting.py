from __future__ import annotations

from collections import Counter

import pytest

from sipol.records.regions.readers import shipped
from sipol.records.regions.rules.codes import Level, level_of, parent_of
from sipol.records.regions.rules.counting import (
    provisional_minimum,
    required_districts,
    required_regencies,
)
from sipol.records.regions.rules.reading import read_region_list


@pytest.mark.parametrize(
    ("regencies", "required"), [(22, 17), (15, 11), (17, 13), (19, 14), (6, 5), (10, 8), (1, 1)]
)
def test_three_quarters_of_the_regencies_half_up(regencies: int, required: int) -> None:
    assert required_regencies(regencies) == required


@pytest.mark.parametrize(("districts", "required"), [(27, 14), (12, 6), (4, 2), (1, 1), (0, 0)])
def test_half_of_the_districts_half_up(districts: int, required: int) -> None:
    assert required_districts(districts) == required


@pytest.mark.parametrize(
    ("population", "minimum"),
    [
        (2_478_145, 1000),
        (1_000_000, 1000),
        (999_500, 1000),
        (999_499, 999),
        (442_838, 443),
        (27_965, 28),
        (92_500, 93),
        (500, 1),
        (499, 0),
    ],
)
def test_a_thousandth_of_the_people_and_never_more_than_a_thousand(
    population: int, minimum: int
) -> None:
    assert provisional_minimum(population) == minimum


@pytest.mark.skipif(not shipped.SHIPPED_LIST.exists(), reason="the region list is not built")
def test_the_nation_of_38_provinces() -> None:
    reading = read_region_list(shipped.shipped_region_text())
    assert reading.finding_total == 0
    names = reading.names
    levels = Counter(level_of(code) for code in names)
    assert [levels[level] for level in Level] == [38, 514, 7285, 83762]

    below = Counter(parent_of(code) for code in names)
    regencies_required = [
        required_regencies(below[code]) for code in names if level_of(code) is Level.PROVINCE
    ]
    districts_required = [
        required_districts(below[code]) for code in names if level_of(code) is Level.REGENCY
    ]
    assert sum(regencies_required) == 391
    assert sum(districts_required) == 3766
