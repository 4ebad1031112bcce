"""`sipol check`: the checks of intake on one file, without a server, a database or a key."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from sipol.flow.intake.documents.error_workbook import (
    CellFinding,
    RejectedCells,
    write_error_workbook,
)
from sipol.flow.intake.messages.findings import render
from sipol.flow.intake.readers.errors import UnreadableFile
from sipol.flow.intake.readers.member_list import (
    SheetHeader,
    header_and_batches,
    read_member_list,
)
from sipol.flow.intake.rules.fields import FIELDS
from sipol.flow.intake.rules.judgement import RowJudge, RuleSet
from sipol.flow.intake.rules.occupations import DEFAULT_BARRED_OCCUPATIONS
from sipol.flow.intake.rules.regions import RegionTable
from sipol.flow.intake.rules.severities import severities_with
from sipol.kernel import clock
from sipol.records.regions.readers.shipped import shipped_region_rows

CLEAN, FOUND, UNREADABLE = 0, 1, 2
SHOWN_FINDINGS = 40

_NAME_OF_HEADING = {field.heading: field.name for field in FIELDS}


@dataclass
class Report:
    """What the checks say of a file; `rejected` keeps cells only where a workbook is wanted."""

    header: SheetHeader | None = None
    rows: int = 0
    accepted: int = 0
    warned: int = 0
    findings: list[dict[str, Any]] = field(default_factory=list)
    rejected: list[RejectedCells] = field(default_factory=list)


def check(file: Path, *, regency: str, as_json: bool, errors: Path | None) -> int:
    """Print counts and findings; write the error workbook where `errors` names a file.

    Returns 0 for a clean list, 1 where there are findings, 2 where the file cannot be read.
    """
    if not file.is_file():
        return _unreadable(f"Berkas {file} tidak ada.", as_json, "file_missing")
    today = clock.now().astimezone(clock.WIB).date()
    regions = RegionTable.from_rows(shipped_region_rows())
    if regency and regency not in {code for code, _ in regions.regencies_in("")}:
        return _unreadable(f"Kabupaten/kota {regency} tidak dikenal.", as_json, "regency_unknown")
    try:
        report = _examine(file, regency, regions, today, keep_cells=errors is not None)
    except UnreadableFile as problem:
        sentence, mending = render(problem.code, "", _detail(problem))
        return _unreadable(f"{sentence} {mending}", as_json, problem.code)
    if errors is not None and report.header is not None:
        write_error_workbook(errors, titles=report.header.titles, rows=report.rejected)
    _print(report, as_json)
    return FOUND if report.findings else CLEAN


def _examine(
    file: Path, regency: str, regions: RegionTable, today: date, *, keep_cells: bool
) -> Report:
    rule_set = RuleSet(
        severities=severities_with({}),
        reference_date=today,
        barred_occupations=DEFAULT_BARRED_OCCUPATIONS,
        regions=regions,
        regency_scope=regency,
    )
    header, batches = header_and_batches(read_member_list(file, file.name))
    judge = RowJudge(rule_set, header.mapping)
    report = Report(header=header)
    for batch in batches:
        judged = judge.judge(batch)
        report.rows += judged.rows.height
        report.accepted += judged.rows["accepted"].sum()
        report.warned += judged.rows.filter(
            pl.col("accepted") & (pl.col("flags").list.len() > 0)
        ).height
        report.findings += judged.findings.sort("row", maintain_order=True).to_dicts()
        if keep_cells:
            report.rejected += _rejected(batch, judged.rows, judged.findings, header)
    return report


def _rejected(
    batch: pl.DataFrame, rows: pl.DataFrame, findings: pl.DataFrame, header: SheetHeader
) -> Iterator[RejectedCells]:
    wanted = rows.filter(~pl.col("accepted")).select("row")
    cells = batch.join(wanted, on="row", how="semi", maintain_order="left")
    by_row = findings.partition_by("row", as_dict=True)
    texts = cells.select(pl.selectors.matches(r"^c\d+$")).rows()
    for row, texts_of_row in zip(cells["row"], texts, strict=True):
        found = by_row[(row,)].to_dicts() if (row,) in by_row else []
        yield RejectedCells(
            row=row,
            cells=texts_of_row,
            findings=tuple(_cell_findings(found, header)),
            row_key="",
            rounded=frozenset(
                header.mapping["national_id"]
                for finding in found
                if finding["code"] == "nik_rounded_by_excel"
            ),
        )


def _cell_findings(found: Iterable[dict[str, Any]], header: SheetHeader) -> Iterator[CellFinding]:
    for finding in found:
        sentence, mending = render(finding["code"], finding["value"], finding["detail"])
        column = header.mapping.get(_NAME_OF_HEADING.get(finding["column"], ""))
        yield CellFinding(column, sentence, mending)


def _print(report: Report, as_json: bool) -> None:
    if as_json:
        answer = {
            "rows": report.rows,
            "accepted": report.accepted,
            "rejected": report.rows - report.accepted,
            "warnings": report.warned,
            "findings": [
                {name: finding[name] for name in ("row", "column", "code", "severity")}
                for finding in report.findings
            ],
        }
        print(json.dumps(answer, ensure_ascii=False))
        return
    print(f"Baris data : {report.rows}")
    print(f"Diterima   : {report.accepted} (dengan peringatan: {report.warned})")
    print(f"Ditolak    : {report.rows - report.accepted}")
    for finding in report.findings[:SHOWN_FINDINGS]:
        sentence, mending = render(finding["code"], finding["value"], finding["detail"])
        print(f"  baris {finding['row']}, {finding['column']}: {sentence} {mending}")
    if (more := len(report.findings) - SHOWN_FINDINGS) > 0:
        print(f"  … dan {more} temuan lagi. Semua ada di --json dan --errors BERKAS.xlsx.")


def _unreadable(sentence: str, as_json: bool, code: str) -> int:
    if as_json:
        print(json.dumps({"unreadable": code, "sentence": sentence}, ensure_ascii=False))
    print(f"Berkas tidak dapat diperiksa. {sentence}", file=sys.stderr)
    return UNREADABLE


def _detail(problem: UnreadableFile) -> str:
    values = problem.values
    return values.get("columns") or values.get("limit") or values.get("row") or ""
