"""Lists of people to invite: good rows are taken, bad ones say why, none is lost."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sipol.kernel.actors import Role
from sipol.records.access.messages import FINDING_SENTENCES, finding_sentence
from sipol.records.access.rules.people_list import end_of, read_day, read_people

HEADINGS = ["No", "Nama", "Alamat Surel", "Kode Wilayah", "Peran", "Berlaku sampai"]


def test_rows_become_invitations_and_findings_name_their_row():
    reading = read_people(
        [
            ["Daftar operator"],
            HEADINGS,
            ["1", " Yosep  L. ", "Yosep@Contoh.test", "81.71", "Operator", "31-12-2027"],
            ["", "", "", "", "", ""],
            ["2", "Siti", "siti@contoh.test", "pusat", "admin", ""],
            ["3", "Budi", "budi@contoh.test", "81.01", "raja", ""],
            ["4", "Wati", "wati@contoh.test", "81.01", "operator", "kapan-kapan"],
            ["5", "Yosep", "yosep@contoh.test", "81.01", "operator", ""],
        ],
        party_id=7,
    )
    first, second = reading.wanted
    assert (first.name, first.email, first.row) == ("Yosep L.", "yosep@contoh.test", 3)
    assert (first.role, first.party_id) == (Role.PARTY_OPERATOR, 7)
    # The last day counts whole where Ambon lies: nine hours ahead of UTC.
    assert first.expires_at is not None
    assert first.expires_at.isoformat() == "2028-01-01T00:00:00+09:00"
    assert (second.role, second.region_code) == (Role.PARTY_ADMIN, "")
    assert [(f.code, f.where.row) for f in reading.findings] == [
        ("people_role", 6),
        ("people_day", 7),
        ("people_repeated", 8),
    ]
    assert reading.rows == 5


def test_a_list_without_headings_or_too_long_is_refused_whole():
    (finding,) = read_people([["a", "b"], ["c", "d"]], party_id=1).findings
    assert finding.code == "people_no_header"
    row = ["1", "A", "a@b.test", "", "operator", ""]
    (finding,) = read_people([HEADINGS, *[row] * 2001], party_id=1).findings
    assert finding.code == "people_too_many"


@given(
    st.lists(
        st.lists(st.text(max_size=12), max_size=7) | st.just(["1", "A", "a@b.c", "", "admin", ""]),
        max_size=12,
    )
)
def test_every_filled_row_is_taken_or_has_a_finding(rows: list[list[str]]):
    reading = read_people([HEADINGS, *rows], party_id=1)
    filled = {n for n, row in enumerate(rows, start=2) if any(cell.strip() for cell in row)}
    taken = {one.row for one in reading.wanted}
    wrong = {finding.where.row for finding in reading.findings}
    assert taken | wrong == filled
    assert taken & wrong == set()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("27-03-2027", date(2027, 3, 27)),
        ("7/3/2027", date(2027, 3, 7)),
        ("2027-03-27", date(2027, 3, 27)),
        ("2027-03-27T00:00:00", date(2027, 3, 27)),
        ("46473", date(2027, 3, 27)),
        ("31-02-2027", None),
        ("", None),
    ],
)
def test_days_as_people_and_programs_write_them(text: str, day: date | None):
    assert read_day(text) == day


def test_the_nations_day_ends_in_wib():
    assert end_of(date(2027, 3, 27), "").isoformat() == "2027-03-28T00:00:00+07:00"


def test_every_finding_has_words_in_both_languages():
    for words in FINDING_SENTENCES.values():
        assert set(words) == {"id", "en"}
    (finding,) = read_people([["x"]], party_id=1).findings
    assert finding_sentence(finding, "en") != finding_sentence(finding, "id")
