"""What holds for every list, however it is filled and cut."""

from __future__ import annotations

import re
from itertools import pairwise
from random import Random

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from sipol.flow.intake.rules.fields import FIELDS
from sipol.flow.intake.rules.judgement import Judged, RowJudge
from sipol.flow.intake.rules.masking import masked_nik
from sipol.kernel.identifiers import clean_nik, mask_nik
from tests.flow.intake.rules.lists import batch, person, rules

_TELLING = {
    "national_id": [None, "9901010304900001", "9901010304900002", "9901 0103 0490 0001", "99",
                    "99010103O4900001", "9,90101E+15", "9901019999900001"],
    "sex": ["L", "P", "Pria", "?", None],
    "birth_date": ["03-04-1990", "04/17/1990", "31-02-1990", "1990-04-03", "05/06/1970", None],
    "marital_status": ["B", "S", "P", "janda", "x", None],
    "occupation": ["PNS", "Petani", "Pensiunan TNI", None],
    "regency": ["98.71", "Melati", "Kab. Melati", "99.01", "Entah", None],
    "district": ["98.71.01", "Utara", "Manis", "Nusaniwi", None],
    "village": ["98.71.01.1001", "Sukamaju", "Kembar", None],
    "card_number": ["KTA-1", "CONTOH-001", "Jumlah", None],
}  # fmt: skip
_ANY = st.text(max_size=20) | st.from_regex(r"[0-9 .\-]{10,24}", fullmatch=True)


@st.composite
def _row(draw: st.DrawFn) -> dict[str, str | None]:
    row = person(draw(st.integers(1, 5)))
    for field in draw(st.lists(st.sampled_from(FIELDS), max_size=6)):
        cell = st.sampled_from(_TELLING[field.name]) if field.name in _TELLING else st.nothing()
        row[field.name] = draw(cell | _ANY)
    return row


LISTS = st.lists(_row(), max_size=12)


def _judged(people: list[dict[str, str | None]], cuts: tuple[int, ...] = ()) -> Judged:
    frame, mapping = batch(people)
    judge = RowJudge(rules(regency_scope="98"), mapping)
    edges = [0, *sorted(min(cut, len(people)) for cut in cuts), len(people)]
    parts = [judge.judge(frame.slice(start, end - start)) for start, end in pairwise(edges)]
    return Judged(pl.concat(p.rows for p in parts), pl.concat(p.findings for p in parts))


@given(people=LISTS)
@settings(deadline=None, max_examples=50)
def test_a_row_is_accepted_or_has_an_error_and_never_both(
    people: list[dict[str, str | None]],
) -> None:
    judged = _judged(people)
    errors = set(judged.findings.filter(pl.col("severity") == "error")["row"])
    refused = set(judged.rows.filter(~pl.col("accepted"))["row"])
    assert refused == errors
    warned = judged.findings.filter(pl.col("severity") == "warning")
    for row, flags in judged.rows.select("row", "flags").rows():
        assert flags == sorted(set(warned.filter(pl.col("row") == row)["code"]))


@given(people=LISTS)
@settings(deadline=None, max_examples=50)
def test_findings_speak_of_real_rows_and_accepted_rows_are_whole(
    people: list[dict[str, str | None]],
) -> None:
    judged = _judged(people)
    assert set(judged.findings["row"]) <= set(judged.rows["row"])
    assert judged.rows["row"].is_sorted()
    assert judged.rows["row"].is_unique().all()
    needed = ["national_id", "name", "sex", "birth_date", "marital_status", "district_code"]
    accepted = judged.rows.filter("accepted")
    assert sum(accepted.select(needed).null_count().row(0)) == 0
    assert accepted["national_id"].is_unique().all()


@given(people=LISTS)
@settings(deadline=None, max_examples=50)
def test_no_finding_shows_an_identity_number(people: list[dict[str, str | None]]) -> None:
    findings = _judged(people).findings
    for column in ("value", "group"):
        for text in findings[column]:
            assert len(re.findall(r"\d", text)) < 12
            assert len(text) <= 60
    for text in findings["detail"]:
        assert not re.search(r"(?:\d[\s.\-]*){12}", text)
    assert findings.null_count().sum_horizontal().item() == 0


@given(people=LISTS, cuts=st.tuples(st.integers(0, 12), st.integers(0, 12), st.integers(0, 12)))
@settings(deadline=None, max_examples=50)
def test_the_verdict_does_not_hang_on_the_batches(
    people: list[dict[str, str | None]], cuts: tuple[int, ...]
) -> None:
    whole, cut = _judged(people), _judged(people, cuts)
    assert_frame_equal(whole.rows, cut.rows)
    assert_frame_equal(whole.findings, cut.findings)


@given(people=LISTS, seed=st.integers())
@settings(deadline=None, max_examples=50)
def test_the_order_of_columns_is_free(people: list[dict[str, str | None]], seed: int) -> None:
    columns = [field.name for field in FIELDS]
    Random(seed).shuffle(columns)
    frame, mapping = batch(people, columns=columns)
    shuffled = RowJudge(rules(regency_scope="98"), mapping).judge(frame)
    assert_frame_equal(_judged(people).rows, shuffled.rows)
    assert_frame_equal(_judged(people).findings, shuffled.findings)


@given(text=st.text(alphabet="0123456789Ox", max_size=24))
def test_a_column_is_masked_as_a_single_nik_is(text: str) -> None:
    frame = pl.DataFrame({"nik": [clean_nik(text)]})
    assert frame.select(masked_nik(pl.col("nik"))).item() == mask_nik(text)
