from __future__ import annotations

import csv
from pathlib import Path

import pytest

import sipol.config
from sipol.kernel.findings import Severity
from sipol.records.regions.messages import sentence
from sipol.records.regions.rules.thresholds import (
    ThresholdChange,
    ThresholdReading,
    read_threshold_table,
    threshold_changes,
)

REGENCIES = {"11.01", "11.02", "11.03"}
DECREED = "code,population,minimum\n11.01,239629,240\n11.02,235589,235\n11.03,1461391,1000\n"
DEMO_TABLE = Path(sipol.config.__file__).parent / "demo" / "population-2024.csv"


def read(text: str) -> ThresholdReading:
    return read_threshold_table(text, regencies=REGENCIES)


def test_a_decrees_minima_are_taken_as_they_stand() -> None:
    reading = read(DECREED)
    assert reading.findings == ()
    assert not reading.provisional
    assert [(t.calculated, t.minimum) for t in reading.thresholds] == [
        (240, 240),
        (236, 235),
        (1000, 1000),
    ]


def test_without_minima_the_table_is_provisional() -> None:
    reading = read("code,population\n11.01,239629\n11.02,235589\n11.03,1461391\n")
    assert reading.loadable
    assert reading.provisional
    assert [t.minimum for t in reading.thresholds] == [240, 236, 1000]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("11.01,-5,1", "figure_negative"),
        ("11.01,239.629,240", "figure_grouped"),
        ('11.01,"239,629",240', "figure_grouped"),
        ("11.01,2.478.145,1000", "figure_grouped"),
        ("11.01,239629.0,240", "figure_malformed"),
        ("11.01,dua,240", "figure_malformed"),
        ("11.01,1234567890,240", "figure_malformed"),
        ("11.01,٢٣٩,240", "figure_malformed"),
        ("11.01,239629,", "figure_missing"),
        ("11.01,0,1", "population_zero"),
        ("11.01,239629,0", "minimum_zero"),
        ("11.1,239629,240", "code_malformed"),
        ("11,239629,240", "code_not_regency"),
        ("99.01,239629,240", "regency_unknown"),
        ("11.02,235589,236", "code_double"),
        ("11.01,239629", "row_length_wrong"),
    ],
)
def test_a_wrong_line_is_refused_with_its_number(line: str, code: str) -> None:
    reading = read("code,population,minimum\n11.02,235589,235\n" + line + "\n11.03,9000,9\n")
    assert not reading.loadable
    assert (code, 3) in [(finding.code, finding.where.row) for finding in reading.findings]
    assert all(sentence(finding, "en") for finding in reading.findings)


def test_every_missing_regency_is_named() -> None:
    reading = read("code,population,minimum\n11.02,235589,235\n")
    assert [(f.code, f.values["code"]) for f in reading.findings] == [
        ("regency_missing", "11.01"),
        ("regency_missing", "11.03"),
    ]
    assert not reading.loadable


def test_a_doubtful_minimum_is_loaded_with_a_warning() -> None:
    reading = read(DECREED.replace("1461391,1000", "1461391,1461"))
    assert reading.loadable
    assert [(f.code, f.severity) for f in reading.findings] == [
        ("minimum_unlike_rule", Severity.WARNING)
    ]


def test_many_warnings_never_hide_an_error() -> None:
    codes = {f"11.{n:02}" for n in range(1, 100)} | {f"12.{n:02}" for n in range(1, 100)}
    lines = [f"{code},239629,9999" for code in sorted(codes)]
    text = "\n".join(["code,population,minimum", *lines, "11.01,1,1"])
    reading = read_threshold_table(text, regencies=codes)
    assert len(reading.findings) == 100
    assert not reading.loadable


def test_changes_name_what_differs() -> None:
    assert threshold_changes(
        {"11.01": 240, "11.02": 5, "11.04": 7}, {"11.01": 240, "11.02": 6}
    ) == [
        ThresholdChange("11.02", 5, 6),
        ThresholdChange("11.04", 7, None),
    ]


def test_the_shipped_demo_table_is_whole() -> None:
    text = DEMO_TABLE.read_text("utf-8")
    codes = {row["code"] for row in csv.DictReader(text.splitlines())}
    reading = read_threshold_table(text, regencies=codes)
    assert reading.findings == ()
    assert reading.provisional
    assert len(reading.thresholds) == 514
    assert sum(t.population for t in reading.thresholds) == 284_973_643
    assert sum(t.minimum for t in reading.thresholds) == 220_147
    assert sum(t.population >= 1_000_000 for t in reading.thresholds) == 89
