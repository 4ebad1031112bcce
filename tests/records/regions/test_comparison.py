from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sipol.records.regions.rules.comparison import Move, Renaming, Unit, compare, fold_name

# Few codes and few names, so that doubles, moves and swaps are the rule and not the exception.
CODES = [
    *("91", "92", "93"),
    *(f"{p}.{r}" for p in ("91", "92", "93") for r in ("01", "02")),
    *(f"{p}.{r}.0{d}" for p in ("91", "93") for r in ("01", "02") for d in (1, 2)),
    *(f"91.01.01.200{v}" for v in range(1, 5)),
    *(f"93.01.01.200{v}" for v in range(1, 5)),
]
NAMES = ["Kabupaten Asmat", "KAB. ASMAT", "Mappi", "Sadu", "S a d u", "Sota", "-"]
LISTS = st.dictionaries(st.sampled_from(CODES), st.sampled_from(NAMES))


@given(current=LISTS, new=LISTS)
def test_applying_the_comparison_gives_the_new_list(
    current: dict[str, str], new: dict[str, str]
) -> None:
    assert compare(current, new).applied_to(current) == new


@given(current=LISTS, new=LISTS)
def test_every_difference_is_named_exactly_once(
    current: dict[str, str], new: dict[str, str]
) -> None:
    comparison = compare(current, new)
    gone = [u.code for u in comparison.removed] + [m.old_code for m in comparison.moved]
    come = [u.code for u in comparison.added] + [m.new_code for m in comparison.moved]
    assert sorted(gone) == sorted(set(current) - set(new))
    assert sorted(come) == sorted(set(new) - set(current))
    assert all(fold_name(m.old_name) == fold_name(m.new_name) for m in comparison.moved)
    assert all(m.old_code.count(".") == m.new_code.count(".") for m in comparison.moved)


@given(same=LISTS)
def test_equal_lists_have_no_difference(same: dict[str, str]) -> None:
    assert compare(same, dict(same)).is_empty


def test_a_new_province_takes_its_regencies_along() -> None:
    """Papua, 2022: Merauke went from 91.01 to 93.01 with every district and village."""
    current = {
        "91": "PAPUA",
        "91.01": "KAB. MERAUKE",
        "91.01.01": "Merauke",
        "91.01.01.2001": "Wasur",
        "91.02": "KAB. JAYAPURA",
        "91.02.01": "Sentani",
        "91.02.01.2001": "Wasur",
    }
    new = {
        "91": "Papua",
        "91.02": "Kabupaten Jayapura",
        "91.02.01": "Sentani",
        "93": "Papua Selatan",
        "93.01": "Kabupaten Merauke",
        "93.01.01": "Merauke",
        "93.01.01.2001": "Wasur",
    }
    comparison = compare(current, new)
    assert comparison.added == (Unit("93", "Papua Selatan"),)
    assert comparison.removed == (Unit("91.02.01.2001", "Wasur"),)
    assert comparison.moved == (
        Move("91.01", "93.01", "KAB. MERAUKE", "Kabupaten Merauke"),
        Move("91.01.01", "93.01.01", "Merauke", "Merauke"),
        Move("91.01.01.2001", "93.01.01.2001", "Wasur", "Wasur"),
    )
    assert comparison.renamed == (
        Renaming("91", "PAPUA", "Papua"),
        Renaming("91.02", "KAB. JAYAPURA", "Kabupaten Jayapura"),
    )
    assert all(renaming.only_spelling for renaming in comparison.renamed)


def test_a_village_that_becomes_urban_is_the_same_village() -> None:
    above = {"32": "Jawa Barat", "32.16": "Kabupaten Bekasi", "32.16.01": "Tarumajaya"}
    comparison = compare(
        above | {"32.16.01.2007": "Setia Asih"}, above | {"32.16.01.1007": "Setiaasih"}
    )
    assert [(m.old_code, m.new_code) for m in comparison.moved] == [
        ("32.16.01.2007", "32.16.01.1007")
    ]


def test_two_candidates_are_no_candidate() -> None:
    comparison = compare(
        {"11.01.01.2001": "Sukamaju"}, {"11.01.01.2002": "Sukamaju", "11.01.01.2003": "Sukamaju"}
    )
    assert comparison.moved == ()
    assert len(comparison.removed) == 1
    assert len(comparison.added) == 2


def test_the_same_parent_goes_before_a_farther_place() -> None:
    comparison = compare(
        {"11.01.01.2001": "Sukamaju", "11.01.02.2001": "Sukamaju"},
        {"11.01.01.2009": "Sukamaju", "11.01.02.2009": "Sukamaju"},
    )
    assert [(m.old_code, m.new_code) for m in comparison.moved] == [
        ("11.01.01.2001", "11.01.01.2009"),
        ("11.01.02.2001", "11.01.02.2009"),
    ]


def test_a_village_name_is_not_followed_into_another_regency() -> None:
    comparison = compare({"11.01.01.2001": "Sukamaju"}, {"11.02.01.2001": "Sukamaju"})
    assert comparison.moved == ()


def test_a_regency_and_a_city_of_one_name_stay_two() -> None:
    comparison = compare(
        {"92.01": "KAB. SORONG", "92.71": "KOTA SORONG"},
        {"96.01": "Kabupaten Sorong", "96.71": "Kota Sorong"},
    )
    assert [(m.old_code, m.new_code) for m in comparison.moved] == [
        ("92.01", "96.01"),
        ("92.71", "96.71"),
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("KAB. ADM. KEP. SERIBU", "Kabupaten Administrasi Kepulauan Seribu"),
        ("S a d u", "Sadu"),
        ("Jong-Jong", "Jong - Jong"),
        ("Bangkelekila'", "Bangkelekila’"),
    ],
)
def test_spelling_folds_away(one: str, other: str) -> None:
    assert fold_name(one) == fold_name(other)


def test_folding_keeps_names_apart() -> None:
    assert fold_name("Kabanjahe") != fold_name("Kabupaten Anjahe")
    assert fold_name("Ilir Timur I") != fold_name("Ilir Timur II")
