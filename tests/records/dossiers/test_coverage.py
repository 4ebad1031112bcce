"""Coverage: shortages, the 75 % of each province, and rows of unknown region."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sipol.records.dossiers.rules.coverage import Coverage, build_coverage

PROVINCES = {"81": "Maluku", "82": "Maluku Utara"}
TABLE = [
    ("81.01", "Maluku Tengah", 400_000, 400),
    ("81.02", "Maluku Tenggara", 100_000, 100),
    ("81.71", "Ambon", 350_000, 350),
    ("81.72", "Tual", 90_000, 90),
    ("82.01", "Halmahera Barat", 130_000, 130),
]


def _coverage(accepted: dict[str, int], rejected: dict[str, int] | None = None) -> Coverage:
    return build_coverage(
        provinces=PROVINCES,
        thresholds=TABLE,
        accepted=accepted,
        rejected=rejected or {},
        provisional=True,
        source="uji",
    )


def test_the_smallest_shortage_stands_first_and_met_regencies_last() -> None:
    maluku = _coverage({"81.71": 350, "81.72": 80, "81.01": 1}).provinces[0]
    assert [(r.code, r.short_by) for r in maluku.regencies] == [
        ("81.72", 10),
        ("81.02", 100),
        ("81.01", 399),
        ("81.71", 0),
    ]


def test_a_province_needs_three_quarters_of_its_regencies() -> None:
    met = _coverage({"81.71": 350, "81.72": 90, "81.02": 100}).provinces[0]
    assert (met.required, met.met_count, met.met, met.short_by) == (3, 3, True, 0)
    short = _coverage({"81.71": 350, "81.72": 80}).provinces[0]
    assert (short.met, short.regencies_missing, short.short_by) == (False, 2, 10 + 100)


def test_rejected_rows_of_no_known_region_are_counted_apart() -> None:
    reached = _coverage({}, {"": 5, "81.71": 2, "99.99": 1})
    assert reached.rejected_without_region == 6
    assert reached.rejected == 8


@given(st.dictionaries(st.sampled_from([row[0] for row in TABLE]), st.integers(0, 500)))
def test_more_members_never_make_it_worse(accepted: dict[str, int]) -> None:
    before = _coverage(accepted)
    after = _coverage({code: count + 1 for code, count in accepted.items()})
    assert after.regencies_met >= before.regencies_met
    assert after.provinces_met >= before.provinces_met
    assert after.accepted == before.accepted + len(accepted)
