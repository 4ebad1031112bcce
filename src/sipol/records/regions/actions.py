"""Loading official region lists and threshold tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.db import connection, transaction

from sipol.infra.ledger.actions import append_entry
from sipol.kernel.digests import sha256_hex
from sipol.kernel.findings import Finding
from sipol.kernel.refusals import Refusal, Refused
from sipol.records.regions import queries
from sipol.records.regions.models import (
    Region,
    RegionList,
    RegionSuccession,
    Threshold,
    ThresholdTable,
)
from sipol.records.regions.rules.codes import level_of, parent_of
from sipol.records.regions.rules.comparison import Comparison, Move, Unit, compare
from sipol.records.regions.rules.reading import read_region_list
from sipol.records.regions.rules.thresholds import ThresholdChange, ThresholdReading


@dataclass(frozen=True, slots=True)
class RegionLoad:
    """What came of a region list: refused with findings, without effect, or applied."""

    applied: bool
    comparison: Comparison = field(default_factory=Comparison)
    findings: tuple[Finding, ...] = ()
    finding_total: int = 0


@dataclass(frozen=True, slots=True)
class ThresholdLoad:
    """What came of a threshold table; `findings` of an applied one are warnings only."""

    applied: bool
    provisional: bool
    changes: tuple[ThresholdChange, ...] = ()
    findings: tuple[Finding, ...] = ()
    finding_total: int = 0


@transaction.atomic
def load_region_list(
    *, text: str, source: str, decree: str, actor_name: str, effective: date, now: datetime
) -> RegionLoad:
    """Put a whole list in force from `effective`; what it no longer holds ends on that day.

    Any finding leaves everything as it was, and so does a list that changes nothing: loading it
    again has no effect. Raises Refused where a list that begins later is already loaded.
    """
    reading = read_region_list(text)
    if reading.findings:
        return RegionLoad(False, findings=reading.findings, finding_total=reading.finding_total)
    _one_load_at_a_time(RegionList)
    newest = queries.region_list()
    if newest and effective < newest.effective:
        raise Refused(Refusal("region_list_older", {"effective": newest.effective.isoformat()}))
    comparison = compare(dict(queries.region_table_rows()), reading.names)
    if comparison.is_empty:
        return RegionLoad(False)
    region_list = RegionList.objects.create(
        source=source,
        decree=decree,
        sha256=sha256_hex(text.encode("utf-8")),
        effective=effective,
        region_count=len(reading.regions),
        loaded_at=now,
        loaded_by=actor_name,
    )
    _put_in_force(comparison, region_list)
    _append_regions_loaded(region_list, comparison, now)
    return RegionLoad(True, comparison)


@transaction.atomic
def load_threshold_table(
    *,
    cycle_id: int,
    text: str,
    source: str,
    actor_name: str,
    now: datetime,
    decree: str = "",
) -> ThresholdLoad:
    """Make a table the cycle's current one; the earlier one stays on record.

    Errors leave everything as it was, and so does the very file that is current already. Raises
    Refused where no region list is loaded.
    """
    _one_load_at_a_time(ThresholdTable)
    reading, changes = queries.plan_threshold_table(cycle_id=cycle_id, text=text)
    outcome = ThresholdLoad(
        applied=False,
        provisional=reading.provisional,
        changes=tuple(changes),
        findings=reading.findings,
        finding_total=reading.finding_total,
    )
    if not reading.loadable:
        return outcome
    digest = sha256_hex(text.encode("utf-8"))
    standing = ThresholdTable.objects.filter(cycle_id=cycle_id, current=True)
    if standing.filter(sha256=digest, source=source, decree=decree).exists():
        return outcome
    standing.update(current=False)
    table = ThresholdTable.objects.create(
        cycle_id=cycle_id,
        source=source,
        decree=decree,
        provisional=reading.provisional,
        sha256=digest,
        loaded_at=now,
        loaded_by=actor_name,
        current=True,
    )
    _write_thresholds(table, reading)
    _append_thresholds_loaded(table, reading, now)
    return replace(outcome, applied=True)


def _one_load_at_a_time(model: type[RegionList | ThresholdTable]) -> None:
    """Readers go on; a second loader waits for this transaction to end."""
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {model._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")


def _put_in_force(comparison: Comparison, region_list: RegionList) -> None:
    closing = Region.objects.filter(code__in=comparison.closing_codes(), valid_to=None)
    old_ids = dict(closing.values_list("code", "id"))
    closing.update(valid_to=region_list.effective)
    _copy_regions(comparison.opening_units(), region_list)
    _write_successions(comparison.moved, old_ids)


def _copy_regions(units: Iterable[Unit], region_list: RegionList) -> None:
    columns = "code, level, name, parent_code, valid_from, region_list_id"
    statement = f"COPY {Region._meta.db_table} ({columns}) FROM STDIN"
    valid_from = region_list.effective.isoformat()
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for unit in units:
            level, parent = level_of(unit.code).value, parent_of(unit.code)
            copy.write_row((unit.code, level, unit.name, parent, valid_from, region_list.pk))


def _write_successions(moves: Iterable[Move], old_ids: dict[str, int]) -> None:
    successor_of = {move.old_code: move.new_code for move in moves}
    opened = Region.objects.filter(code__in=set(successor_of.values()), valid_to=None)
    new_ids = dict(opened.values_list("code", "id"))
    RegionSuccession.objects.bulk_create(
        [
            RegionSuccession(old_region_id=old_ids[old], new_region_id=new_ids[new])
            for old, new in successor_of.items()
        ],
        batch_size=5000,
    )


def _write_thresholds(table: ThresholdTable, reading: ThresholdReading) -> None:
    Threshold.objects.bulk_create(
        Threshold(
            table=table,
            regency_code=listed.regency_code,
            population=listed.population,
            calculated=listed.calculated,
            minimum=listed.minimum,
        )
        for listed in reading.thresholds
    )


def _append_regions_loaded(region_list: RegionList, comparison: Comparison, now: datetime) -> None:
    append_entry(
        kind="regions.loaded",
        actor=region_list.loaded_by,
        subject="regions",
        payload={
            "source": region_list.source,
            "decree": region_list.decree,
            "sha256": region_list.sha256,
            "effective": region_list.effective.isoformat(),
            "regions": region_list.region_count,
            **comparison.counts,
        },
        now=now,
    )


def _append_thresholds_loaded(
    table: ThresholdTable, reading: ThresholdReading, now: datetime
) -> None:
    append_entry(
        kind="thresholds.loaded",
        actor=table.loaded_by,
        subject=f"cycle:{table.cycle_id}",
        payload={
            "source": table.source,
            "decree": table.decree,
            "sha256": table.sha256,
            "provisional": table.provisional,
            "regencies": len(reading.thresholds),
            "minimum_sum": sum(listed.minimum for listed in reading.thresholds),
        },
        now=now,
    )
