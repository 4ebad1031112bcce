"""The rules of a cycle, put together for the judge."""

from __future__ import annotations

from functools import lru_cache

from sipol.flow.intake.rules.judgement import RuleSet
from sipol.flow.intake.rules.occupations import DEFAULT_BARRED_OCCUPATIONS
from sipol.flow.intake.rules.regions import RegionTable
from sipol.flow.intake.rules.severities import severities_with
from sipol.records.regions.queries import region_list, region_table_rows
from sipol.records.timetable.queries import cycle_by_id


def rule_set_of(cycle_id: int, regency_scope: str) -> RuleSet:
    """The rule set of a cycle; `regency_scope` limits the regions that a file may name."""
    cycle = cycle_by_id(cycle_id)
    newest = region_list()
    return RuleSet(
        severities=severities_with(cycle.finding_severities),
        reference_date=cycle.age_reference_date,
        barred_occupations=DEFAULT_BARRED_OCCUPATIONS,
        regions=_region_table(newest.sha256 if newest else ""),
        regency_scope=regency_scope,
    )


def load_rules() -> None:
    """Build now, for this process, what would otherwise delay its first judgement."""
    if newest := region_list():
        _region_table(newest.sha256)


@lru_cache(maxsize=2)
def _region_table(list_sha256: str) -> RegionTable:
    # The table is large and changes with a new official list only, whose hash is the cache's key.
    return RegionTable.from_rows(region_table_rows())
