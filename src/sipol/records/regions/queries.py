"""Which regions there are, and what a cycle asks for in each regency.

`on` picks the lists in force on that date; without it the newest list answers, which may begin in
the future. All lists are sorted by code.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Left

from sipol.kernel.refusals import Refusal, Refused
from sipol.records.regions.models import (
    Region,
    RegionList,
    RegionSuccession,
    Threshold,
    ThresholdTable,
)
from sipol.records.regions.rules.codes import Level
from sipol.records.regions.rules.comparison import Comparison, compare
from sipol.records.regions.rules.reading import RegionReading, read_region_list
from sipol.records.regions.rules.thresholds import (
    ThresholdChange,
    ThresholdReading,
    read_threshold_table,
    threshold_changes,
)

CodeName = tuple[str, str]


@dataclass(frozen=True, slots=True)
class RegionListFacts:
    """The newest region list: where it came from and since when it holds."""

    source: str
    decree: str
    sha256: str
    effective: date
    region_count: int
    loaded_at: datetime
    loaded_by: str


@dataclass(frozen=True, slots=True)
class ThresholdTableFacts:
    """A cycle's current threshold table; to be named wherever a minimum is shown."""

    source: str
    decree: str
    provisional: bool
    sha256: str
    loaded_at: datetime
    loaded_by: str


@dataclass(frozen=True, slots=True)
class ThresholdRow:
    """One regency: its people, the computed minimum, and the minimum that counts."""

    regency_code: str
    name: str
    population: int
    calculated: int
    minimum: int


def region_list() -> RegionListFacts | None:
    """The newest list, or None before the first load."""
    newest = RegionList.objects.order_by("-effective", "-id").first()
    if newest is None:
        return None
    return RegionListFacts(
        source=newest.source,
        decree=newest.decree,
        sha256=newest.sha256,
        effective=newest.effective,
        region_count=newest.region_count,
        loaded_at=newest.loaded_at,
        loaded_by=newest.loaded_by,
    )


def region_table_rows(on: date | None = None) -> list[CodeName]:
    """All regions of all levels: some 91,600 pairs of code and name."""
    return _pairs(_valid(on))


def upper_regions(on: date | None = None) -> list[CodeName]:
    """Provinces, regencies and districts: some 7,800 pairs of code and name."""
    return _pairs(_valid(on).exclude(level=Level.VILLAGE.value))


def provinces(on: date | None = None) -> list[CodeName]:
    return _pairs(_valid(on).filter(level=Level.PROVINCE.value))


def regencies(on: date | None = None) -> list[CodeName]:
    return _pairs(_valid(on).filter(level=Level.REGENCY.value))


def children(parent: str, on: date | None = None) -> list[CodeName]:
    """The regions directly below; of an empty parent, the provinces."""
    return _pairs(_valid(on).filter(parent_code=parent))


def within(level: Level, under: str = "", on: date | None = None) -> list[CodeName]:
    """All regions of a level below a region; below an empty one, in the whole country."""
    rows = _valid(on).filter(level=level.value)
    return _pairs(rows.filter(code__startswith=f"{under}.") if under else rows)


def counts_within(
    area: Level, under: str = "", on: date | None = None
) -> dict[str, dict[Level, int]]:
    """How many regencies and districts lie in each province or regency, by its code and level.

    `under` limits it to the areas of one region; the region itself counts as one of them.
    """
    length = {Level.PROVINCE: 2, Level.REGENCY: 5}[area]
    rows = _valid(on).filter(level__in=[Level.REGENCY.value, Level.DISTRICT.value])
    if under:
        rows = rows.filter(Q(code=under) | Q(code__startswith=f"{under}."))
    counts: dict[str, dict[Level, int]] = {}
    grouped = rows.values_list(Left("code", length), "level").annotate(count=Count("pk"))
    for code, level, count in grouped.order_by():
        counts.setdefault(code, {})[Level(level)] = count
    return counts


def names(codes: Iterable[str]) -> dict[str, str]:
    """The latest name of each code, gone ones included; a code never heard of is left out."""
    rows = Region.objects.filter(code__in=set(codes)).order_by("code", "-valid_from", "-id")
    return dict(rows.distinct("code").values_list("code", "name"))


def successors(code: str) -> list[CodeName]:
    """The codes under which a moved region went on; where one of them moved too, ask again."""
    links = RegionSuccession.objects.filter(old_region__code=code)
    return list(links.order_by("id").values_list("new_region__code", "new_region__name"))


def threshold_table(cycle_id: int) -> ThresholdTableFacts | None:
    """The table in force for the cycle, or None where none was loaded."""
    table = ThresholdTable.objects.filter(cycle_id=cycle_id, current=True).first()
    return None if table is None else _table(table)


def thresholds(cycle_id: int) -> list[ThresholdRow]:
    """The minima in force for the cycle, one row per regency; empty where none were loaded."""
    return minima(cycle_id)[1]


def minima(cycle_id: int) -> tuple[ThresholdTableFacts | None, list[ThresholdRow]]:
    """The table in force for the cycle with its rows, in one query; None where none was loaded."""
    latest = Region.objects.filter(code=OuterRef("regency_code")).order_by("-valid_from", "-id")
    rows = list(
        Threshold.objects.filter(table__cycle_id=cycle_id, table__current=True)
        .select_related("table")
        .annotate(name=Subquery(latest.values("name")[:1]))
        .order_by("regency_code")
    )
    return (_table(rows[0].table) if rows else None), [
        ThresholdRow(
            row.regency_code,
            row.name or row.regency_code,
            row.population,
            row.calculated,
            row.minimum,
        )
        for row in rows
    ]


def minimum_by_regency(cycle_id: int) -> dict[str, int]:
    """The minima in force for the cycle by regency code: the regencies that the cycle counts."""
    rows = Threshold.objects.filter(table__cycle_id=cycle_id, table__current=True)
    return dict(rows.order_by("regency_code").values_list("regency_code", "minimum"))


def districts_by_regency(on: date | None = None) -> dict[str, list[str]]:
    """The codes of all districts, some 7,300, under their regency's code."""
    found: dict[str, list[str]] = {}
    rows = _valid(on).filter(level=Level.DISTRICT.value).order_by("code")
    for parent, code in rows.values_list("parent_code", "code"):
        found.setdefault(parent, []).append(code)
    return found


def plan_region_list(text: str) -> tuple[RegionReading, Comparison]:
    """What a list would change, without loading it; nothing where it has findings."""
    reading = read_region_list(text)
    if reading.findings:
        return reading, Comparison()
    return reading, compare(dict(region_table_rows()), reading.names)


def plan_threshold_table(
    *, cycle_id: int, text: str
) -> tuple[ThresholdReading, list[ThresholdChange]]:
    """What a table would change for the cycle, without loading it.

    Raises Refused where no region list is loaded, since no code could be known.
    """
    known = {code for code, _ in regencies()}
    if not known:
        raise Refused(Refusal("region_list_missing"))
    reading = read_threshold_table(text, regencies=known)
    current = {row.regency_code: row.minimum for row in thresholds(cycle_id)}
    new = {listed.regency_code: listed.minimum for listed in reading.thresholds}
    return reading, threshold_changes(current, new)


def _table(table: ThresholdTable) -> ThresholdTableFacts:
    return ThresholdTableFacts(
        source=table.source,
        decree=table.decree,
        provisional=table.provisional,
        sha256=table.sha256,
        loaded_at=table.loaded_at,
        loaded_by=table.loaded_by,
    )


def _valid(on: date | None) -> QuerySet[Region]:
    if on is None:
        return Region.objects.filter(valid_to=None)
    in_force = Q(valid_to=None) | Q(valid_to__gt=on)
    return Region.objects.filter(in_force, valid_from__lte=on)


def _pairs(regions: QuerySet[Region]) -> list[CodeName]:
    return list(regions.order_by("code").values_list("code", "name"))
