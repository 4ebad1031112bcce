"""Reading an official region list: a CSV text with the columns `code` and `name`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from sipol.kernel.findings import Finding
from sipol.records.regions.rules.codes import is_code, parent_of
from sipol.records.regions.rules.tables import CEILING, Row, error, read_table

NAME_LENGTH = 200


class ListedRegion(NamedTuple):
    """One region of a list and the line that names it."""

    line: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class RegionReading:
    """What a list says. With any finding it must not be loaded.

    `findings` stop at the ceiling of 100, in the order of the lines; `finding_total` counts all.
    """

    regions: tuple[ListedRegion, ...]
    findings: tuple[Finding, ...]
    finding_total: int

    @property
    def names(self) -> dict[str, str]:
        """Code to name."""
        return {region.code: region.name for region in self.regions}


def read_region_list(text: str) -> RegionReading:
    """Read all levels at once, in any order; a child may stand before its parent.

    Blanks inside a name are made single. Every malformed or doubled code, empty name and region
    without its parent is found, not only the first.
    """
    table = read_table(text, ("code", "name"))
    findings = list(table.findings)
    regions: list[ListedRegion] = []
    first_lines: dict[str, int] = {}
    for row in table.rows:
        found = list(_row_findings(row, first_lines))
        findings += found
        first_lines.setdefault(row.cells["code"], row.line)
        if not found:
            regions.append(ListedRegion(row.line, row.cells["code"], _name(row)))
    findings += [
        error("parent_missing", region.line, "code", code=region.code, parent=parent)
        for region in regions
        if (parent := parent_of(region.code)) and parent not in first_lines
    ]
    findings.sort(key=lambda finding: finding.where.row or 0)
    return RegionReading(tuple(regions), tuple(findings[:CEILING]), len(findings))


def _row_findings(row: Row, first_lines: dict[str, int]) -> Iterator[Finding]:
    code, name = row.cells["code"], _name(row)
    if not is_code(code):
        yield error("code_malformed", row.line, "code", code=code[:40])
    elif code in first_lines:
        yield error("code_double", row.line, "code", code=code, first=str(first_lines[code]))
    if not name:
        yield error("name_empty", row.line, "name", code=code[:40])
    elif len(name) > NAME_LENGTH:
        yield error("name_too_long", row.line, "name", limit=str(NAME_LENGTH))
    elif not name.isprintable():
        yield error("name_unprintable", row.line, "name", code=code[:40])


def _name(row: Row) -> str:
    return " ".join(row.cells["name"].split())
