from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sipol.records.regions.messages import SENTENCES, sentence
from sipol.records.regions.rules import reading as reading_rules
from sipol.records.regions.rules.reading import ListedRegion, read_region_list

ACEH = "code,name\n11,Aceh\n11.01,Kabupaten Aceh Selatan\n"


def codes_and_lines(text: str) -> list[tuple[str, int | None]]:
    return [(finding.code, finding.where.row) for finding in read_region_list(text).findings]


def test_a_sound_list_is_read_with_its_lines() -> None:
    reading = read_region_list(ACEH + '11.01.01,"Bakongan,  Timur"\n')
    assert reading.findings == ()
    assert reading.regions == (
        ListedRegion(2, "11", "Aceh"),
        ListedRegion(3, "11.01", "Kabupaten Aceh Selatan"),
        ListedRegion(4, "11.01.01", "Bakongan, Timur"),
    )


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + ACEH,
        ACEH.replace("\n", "\r\n"),
        ACEH.replace(",", ";"),
        ACEH + "\n,\n\n",
        ACEH.replace("code,name", "Code, NAME"),
    ],
)
def test_harmless_variants_read_the_same(text: str) -> None:
    assert read_region_list(text).names == read_region_list(ACEH).names
    assert read_region_list(text).findings == ()


def test_all_errors_are_told_with_their_lines() -> None:
    text = "code,name\n11,Aceh\n11.1,A\n\n11.02,\n11,Aceh\n13.01,Orphan\n11.03,a,b\n11.04,\x07\n"
    assert codes_and_lines(text) == [
        ("code_malformed", 3),
        ("name_empty", 5),
        ("code_double", 6),
        ("parent_missing", 7),
        ("row_length_wrong", 8),
        ("name_unprintable", 9),
    ]


def test_a_child_may_stand_before_its_parent() -> None:
    assert codes_and_lines("code,name\n11.01,Selatan\n11,Aceh\n") == []


def test_lines_are_counted_through_quoted_line_breaks() -> None:
    text = 'code,name\n11,"Nanggroe\nAceh"\n11.1,x\n'
    reading = read_region_list(text)
    assert reading.names == {"11": "Nanggroe Aceh"}
    assert codes_and_lines(text) == [("code_malformed", 4)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "table_empty"),
        ("\n\n", "table_empty"),
        ("code,name\n", "table_empty"),
        ("kode,nama\n11,Aceh\n", "header_wrong"),
        ("11,Aceh\n", "header_wrong"),
        ('code,name\n11,"Aceh\n', "line_unreadable"),
        ("code,name\n11,Aceh\x00\n", "name_unprintable"),
        (f"code,name\n11,{'a' * 201}\n", "name_too_long"),
    ],
)
def test_what_is_no_list_is_refused(text: str, code: str) -> None:
    assert [found for found, _ in codes_and_lines(text)] == [code]


def test_findings_stop_at_a_hundred_and_say_how_many_there_are() -> None:
    reading = read_region_list("code,name\n" + "x,y\n" * 250)
    assert len(reading.findings) == 100
    assert reading.finding_total == 250
    assert reading.findings[-1].where.row == 101


@given(st.text(alphabet='codename,;"\n\r.1209 \x00é', max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    reading = read_region_list("code,name\n" + text)
    assert reading.regions or reading.findings
    for finding in reading.findings:
        assert sentence(finding)


def test_every_code_has_its_sentence_in_both_languages() -> None:
    sources = Path(reading_rules.__file__).parent.glob("*.py")
    found = {
        code
        for source in sources
        for code in re.findall(
            r"""(?:error\(|code = |Finding\()\s*"([a-z_]+)\"""", source.read_text()
        )
    }
    assert len(found) > 15
    assert found <= set(SENTENCES)
    for indonesian, english in SENTENCES.values():
        assert re.findall(r"{\w+}", indonesian) == re.findall(r"{\w+}", english)
