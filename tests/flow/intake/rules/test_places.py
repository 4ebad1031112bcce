"""Regions by code and by name, each within the one above it."""

from __future__ import annotations

import pytest

from sipol.flow.intake.rules.judgement import Judged
from tests.flow.intake.rules.lists import codes, judge, only, person, rules

Found = tuple[str | None, str | None, str | None]


def place(
    regency: str | None, district: str | None, village: str | None = None, scope: str = ""
) -> Judged:
    people = person(regency=regency, district=district, village=village)
    return judge(people, rule_set=rules(regency_scope=scope))


def found(judged: Judged) -> Found:
    row = judged.rows.row(0, named=True)
    return row["regency_code"], row["district_code"], row["village_code"]


@pytest.mark.parametrize(
    ("regency", "district", "village", "expected"),
    [
        ("98.71", "98.71.01", "98.71.01.1001", ("98.71", "98.71.01", "98.71.01.1001")),
        ("9871", "987101", "9871011001", ("98.71", "98.71.01", "98.71.01.1001")),
        ("98,71", "98,71,01", "98,71,01,1001", ("98.71", "98.71.01", "98.71.01.1001")),
        ("98.71", "1", "1001", ("98.71", "98.71.01", "98.71.01.1001")),
        ("98.1", "98.10.01", None, ("98.10", "98.10.01", None)),
        ("98.71 Kota Melati", "98.71.01 - Utara", None, ("98.71", "98.71.01", None)),
        ("Kota Melati", "UTARA", "pasar baru", ("98.71", "98.71.01", "98.71.01.1001")),
        ("KAB. MELATI", "Kec. Utara", "Desa Sukamaju", ("98.01", "98.01.01", "98.01.01.2001")),
        ("Kab.Melati", "kecamatan utara", None, ("98.01", "98.01.01", None)),
        ("Kabupaten Melati", "Kota Manis", "SUKA MAJU", ("98.01", "98.01.02", "98.01.02.2001")),
        ("Kabupaten Melati", "Distrik Manis", None, ("98.01", "98.01.03", None)),
        ("kenanga", "utara", "Sidodadi", ("99.01", "99.01.01", "99.01.01.2001")),
        ("Kepulauan Anggrek", "tengah", None, ("98.10", "98.10.01", None)),
        ("Kab. Melati", "Utara", "Kampung Baru", ("98.01", "98.01.01", "98.01.01.2002")),
        # A name that a regency and a city share is told apart by what lies below it.
        ("Melati", "98.71.01", None, ("98.71", "98.71.01", None)),
        ("Melati", "Nusaniwe", None, ("98.71", "98.71.02", None)),
        ("Melati", "Manis", None, ("98.01", "98.01.03", None)),
        # An empty regency follows from a full code below it.
        (None, "98.71.01", None, ("98.71", "98.71.01", None)),
        (None, "Utara", "98.71.01.1001", ("98.71", "98.71.01", "98.71.01.1001")),
        (None, None, "98.71.01.1001", ("98.71", "98.71.01", "98.71.01.1001")),
    ],
)
def test_a_place_is_found(
    regency: str | None, district: str | None, village: str | None, expected: Found
) -> None:
    judged = place(regency, district, village)
    assert found(judged) == expected
    assert judged.findings.is_empty()


@pytest.mark.parametrize(
    ("regency", "district", "village", "column", "detail"),
    [
        ("Melati", "Utara", None, "kode_kabko", "Kabupaten Melati / Kota Melati"),
        ("98.72", "98.72.01", None, "kode_kabko", "98.71"),
        ("Atlantis", "Utara", None, "kode_kabko", ""),
        (None, "Utara", None, "kode_kabko", ""),
        (None, None, None, "kode_kabko", ""),
        ("98.71", None, None, "kode_kecamatan", ""),
        ("98.71", "-", None, "kode_kecamatan", ""),
        ("98.71", "Nusa Niwi", None, "kode_kecamatan", "Nusaniwe"),
        # A known district of another regency is unknown in this one.
        ("98.71", "Manis", None, "kode_kecamatan", ""),
        ("98.71", "98.01.02", None, "kode_kecamatan", "98.71.02"),
        ("98.71", "Utara", "98.71.02.1001", "kode_desa", "98.71.01.1001"),
        ("98.71", "Nusaniwe", "Kembar", "kode_desa", "98.71.02.1001 / 98.71.02.2001"),
    ],
)
def test_an_unknown_region_is_named_once_with_the_nearest_known(
    regency: str | None, district: str | None, village: str | None, column: str, detail: str
) -> None:
    judged = place(regency, district, village)
    finding = only(judged, "region_unknown")
    text = {"kode_kabko": regency, "kode_kecamatan": district, "kode_desa": village}[column]
    assert codes(judged) == ["region_unknown"]
    assert (finding["column"], finding["detail"]) == (column, detail)
    assert finding["value"] == finding["group"] == (text or "")


@pytest.mark.parametrize(
    ("scope", "regency", "outside"),
    [
        ("", "98.71", False),
        ("98", "98.71", False),
        ("98.71", "98.71", False),
        ("99", "98.71", True),
        ("98.01", "98.71", True),
        ("98.7", "98.71", True),
    ],
)
def test_a_list_may_speak_of_its_scope_only(scope: str, regency: str, outside: bool) -> None:
    judged = place(regency, "98.71.01", scope=scope)
    assert codes(judged) == (["region_outside_scope"] if outside else [])
    if outside:
        assert only(judged, "region_outside_scope")["column"] == "kode_kabko"


def test_a_scope_of_one_regency_fills_an_empty_one_and_decides_between_namesakes() -> None:
    assert found(place(None, "Utara", scope="98.71")) == ("98.71", "98.71.01", None)
    assert found(place("Melati", "Utara", scope="98.71")) == ("98.71", "98.71.01", None)
    assert codes(place(None, "98.01.01", scope="98.71")) == ["region_outside_scope"]


def test_suggestions_stay_inside_the_scope() -> None:
    assert only(place("Kenangaa", "Utara", scope="98"), "region_unknown")["detail"] == ""
    assert only(place("Kenangaa", "Utara"), "region_unknown")["detail"] == "Kabupaten Kenanga"
