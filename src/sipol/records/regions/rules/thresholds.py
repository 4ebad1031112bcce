"""Reading a cycle's threshold table: people and the minimum of members for every regency.

The decree's annex gives both. A table with `code,population` alone is provisional: its minima are
computed, until the decree is loaded over it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sipol.kernel.findings import Finding, Severity, Where
from sipol.records.regions.rules.codes import Level, is_code, level_of
from sipol.records.regions.rules.counting import MINIMUM_CAP, provisional_minimum
from sipol.records.regions.rules.tables import CEILING, Row, error, read_table

_WHOLE = re.compile(r"[0-9]{1,9}")
_NEGATIVE = re.compile(r"[-\u2212][0-9.,]+")
_GROUPED = re.compile(r"[0-9]{1,3}([.,\u00a0 ][0-9]{3})+")


class ListedThreshold(NamedTuple):
    """One regency's line; `calculated` is what the population alone would ask for."""

    line: int
    regency_code: str
    population: int
    calculated: int
    minimum: int


@dataclass(frozen=True, slots=True)
class ThresholdReading:
    """What a table says; with any error it must not be loaded, a warning only wants a second look.

    `findings` stop at the ceiling of 100; `finding_total` counts all.
    """

    thresholds: tuple[ListedThreshold, ...]
    provisional: bool
    findings: tuple[Finding, ...]
    finding_total: int

    @property
    def loadable(self) -> bool:
        return all(finding.severity is not Severity.ERROR for finding in self.findings)


class ThresholdChange(NamedTuple):
    """A regency whose minimum differs between two tables; None where a table lacks it."""

    regency_code: str
    old_minimum: int | None
    new_minimum: int | None


def read_threshold_table(text: str, *, regencies: Collection[str]) -> ThresholdReading:
    """Read `code,population,minimum` or `code,population` for exactly the given regencies.

    Figures are digits only. A grouped figure is refused, not guessed at: 239.629 is a regency's
    people in Jakarta's notation and 239.629 thousand people in a statistical yearbook's.
    """
    table = read_table(text, ("code", "population", "minimum"), ("code", "population"))
    provisional = "minimum" not in table.header
    errors = list(table.findings)
    warnings: list[Finding] = []
    thresholds: list[ListedThreshold] = []
    first_lines: dict[str, int] = {}
    for row in table.rows:
        found = [*_code_findings(row, regencies, first_lines), *_figure_findings(row)]
        first_lines.setdefault(row.cells["code"], row.line)
        if not found:
            threshold = _threshold(row)
            thresholds.append(threshold)
            found = list(_zero_findings(threshold))
            warnings += _doubts(threshold)
        errors += found
    if table.header:
        missing = sorted(set(regencies) - set(first_lines))
        errors += [error("regency_missing", code=code) for code in missing]
    findings = errors + warnings
    return ThresholdReading(
        tuple(thresholds), provisional, tuple(findings[:CEILING]), len(findings)
    )


def threshold_changes(old: Mapping[str, int], new: Mapping[str, int]) -> list[ThresholdChange]:
    """What differs between two tables of minima by regency code, sorted by code."""
    return [
        ThresholdChange(code, old.get(code), new.get(code))
        for code in sorted({*old, *new})
        if old.get(code) != new.get(code)
    ]


def _code_findings(
    row: Row, regencies: Collection[str], first_lines: Mapping[str, int]
) -> Iterator[Finding]:
    code = row.cells["code"]
    if not is_code(code):
        yield error("code_malformed", row.line, "code", code=code[:40])
    elif level_of(code) is not Level.REGENCY:
        yield error("code_not_regency", row.line, "code", code=code)
    elif code not in regencies:
        yield error("regency_unknown", row.line, "code", code=code)
    elif code in first_lines:
        yield error("code_double", row.line, "code", code=code, first=str(first_lines[code]))


def _figure_findings(row: Row) -> Iterator[Finding]:
    for column in ("population", "minimum"):
        figure = row.cells.get(column)
        if figure is None or _WHOLE.fullmatch(figure):
            continue
        if not figure:
            code = "figure_missing"
        elif _NEGATIVE.fullmatch(figure):
            code = "figure_negative"
        elif _GROUPED.fullmatch(figure):
            code = "figure_grouped"
        else:
            code = "figure_malformed"
        yield error(code, row.line, column, figure=figure[:40])


def _threshold(row: Row) -> ListedThreshold:
    population = int(row.cells["population"])
    calculated = provisional_minimum(population)
    minimum = int(row.cells.get("minimum", calculated))
    return ListedThreshold(row.line, row.cells["code"], population, calculated, minimum)


def _zero_findings(threshold: ListedThreshold) -> Iterator[Finding]:
    if threshold.population < 1:
        yield error("population_zero", threshold.line, "population", code=threshold.regency_code)
    elif threshold.minimum < 1:
        yield error("minimum_zero", threshold.line, "minimum", code=threshold.regency_code)


def _doubts(threshold: ListedThreshold) -> Iterator[Finding]:
    """A decree may round its own way and so differ by one; more than that deserves a look."""
    rounds_alike = abs(threshold.minimum - threshold.calculated) <= 1
    if not rounds_alike or threshold.minimum > MINIMUM_CAP:
        yield Finding(
            "minimum_unlike_rule",
            Severity.WARNING,
            Where(threshold.line, "minimum"),
            {"minimum": str(threshold.minimum), "calculated": str(threshold.calculated)},
        )
