from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sipol.flow.intake.rules.fields import FIELDS
from sipol.flow.intake.rules.headers import find_header

TEMPLATE = [field.heading for field in FIELDS]


def test_the_template_maps_every_field_to_its_own_column() -> None:
    header = find_header([TEMPLATE])
    assert header is not None
    assert header.mapping == {field.name: i for i, field in enumerate(FIELDS)}
    assert header.missing == ()
    assert header.ignored == ()


@given(st.permutations(range(len(FIELDS))))
def test_columns_may_stand_in_any_order(order: list[int]) -> None:
    header = find_header([[TEMPLATE[i] for i in order]])
    assert header is not None
    assert {TEMPLATE[column] for column in header.mapping.values()} == set(TEMPLATE)
    assert all(FIELDS[order[column]].name == name for name, column in header.mapping.items())


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("NO. KTA", "card_number"),
        ("N I K", "national_id"),
        ("Nama Lengkap*", "name"),
        ("3. Nama", "name"),
        ("Tgl. Lahir (HH-BB-TTTT)", "birth_date"),
        ("Jenis\nKelamin", "sex"),
        ("Desa/Kelurahan", "village"),
        ("Kab./Kota", "regency"),
    ],
)
def test_headings_are_known_in_the_forms_that_people_write(heading: str, name: str) -> None:
    others = [f.heading for f in FIELDS if f.name != name][:4]
    header = find_header([[*others, heading]])
    assert header is not None
    assert header.mapping[name] == len(others)


def test_the_header_is_found_below_titles_and_beside_foreign_columns() -> None:
    rows = [
        ["DAFTAR NAMA ANGGOTA", None, None],
        [None, None, None],
        ["No", "NIK", "Nama", "Catatan", "JK", None],
        ["1", "9901010101900001", "SITI UJI", "", "P", None],
    ]
    header = find_header(rows)
    assert header is not None
    assert header.index == 2
    assert header.titles == ("No", "NIK", "Nama", "Catatan", "JK")
    assert header.mapping == {"national_id": 1, "name": 2, "sex": 4}
    assert header.ignored == ("No", "Catatan")
    assert set(header.missing) == {
        "no_kta",
        "tanggal_lahir",
        "status_perkawinan",
        "kode_kecamatan",
    }


def test_the_first_of_two_equal_headings_counts_and_the_second_is_listed_as_ignored() -> None:
    header = find_header([["NIK", "Nama", "JK", "Nama"]])
    assert header is not None
    assert header.mapping["name"] == 1
    assert header.ignored == ("Nama",)


def test_group_titles_above_the_header_are_passed_over() -> None:
    rows = [
        ["IDENTITAS", None, None, "WILAYAH", None],
        ["NIK", "Nama", "JK", "Kecamatan", "Kabupaten"],
    ]
    header = find_header(rows)
    assert header is not None
    assert (header.index, header.mapping["district"]) == (1, 3)


def test_a_second_row_of_headings_under_a_group_title_belongs_to_the_header() -> None:
    rows = [
        ["No KTA", "NIK", "Nama", "JK", "Alamat", None, None],
        [None, None, None, None, "RT", "RW", "Kecamatan"],
        ["K1", "9901010101900001", "SITI UJI", "P", "1", "2", "UJI"],
    ]
    header = find_header(rows)
    assert header is not None
    assert header.index == 1
    assert header.mapping == {
        "card_number": 0,
        "national_id": 1,
        "name": 2,
        "sex": 3,
        "rt": 4,
        "rw": 5,
        "district": 6,
    }


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [[]],
        [["NIK", "Nama"]],
        [["Kecamatan", "Kabupaten", "Desa", "RT"]],
        [[None] * 5] * 30 + [TEMPLATE],
    ],
    ids=["nothing", "empty", "two headings", "no person", "too far down"],
)
def test_what_is_no_header(rows: list[list[str | None]]) -> None:
    assert find_header(rows) is None
