"""The part of judging that needs no database, so that it can run ahead of the part that does."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass

import polars as pl

from sipol.flow.intake.actions.ahead import ahead
from sipol.flow.intake.actions.tables import sealed_rejected
from sipol.flow.intake.models import Delivery
from sipol.flow.intake.rules.judgement import Judged, RowJudge
from sipol.infra import keys
from sipol.records.members.actions import SealedMembers, sealed_members

# Each costs some 20 MB; more of them brought nothing.
BATCHES_AHEAD = 1


@dataclass(frozen=True, slots=True)
class JudgedBatch:
    """A batch with all that can be said of it, and prepared, from the file alone.

    `good` are the accepted ones of the judged `rows`, `indexes` their national id indexes and
    `members` the same rows as the roll stores them, all in one order. `rejected` are the others,
    sealed; `cells` are all rows as they were sent.
    """

    cells: pl.DataFrame
    rows: pl.DataFrame
    findings: pl.DataFrame
    good: pl.DataFrame
    indexes: list[bytes]
    members: SealedMembers
    rejected: pl.DataFrame


def judged_batches(
    batches: Generator[pl.DataFrame, None, None], judge: RowJudge, delivery: Delivery
) -> Generator[JudgedBatch, None, None]:
    """The batches of a delivery, judged and sealed by a thread while the caller writes.

    Closing it closes `batches`.
    """
    return ahead(_judged(batches, judge, delivery), BATCHES_AHEAD)


def _judged(
    batches: Generator[pl.DataFrame, None, None], judge: RowJudge, delivery: Delivery
) -> Generator[JudgedBatch, None, None]:
    with closing(batches):
        for cells in batches:
            yield _sealed(cells, judge.judge(cells), delivery)


def _sealed(cells: pl.DataFrame, judged: Judged, delivery: Delivery) -> JudgedBatch:
    ring = keys.current()
    good = judged.rows.filter("accepted")
    indexes = ring.national_ids.index_many(good["national_id"].to_list())
    return JudgedBatch(
        cells=cells,
        rows=judged.rows,
        findings=judged.findings,
        good=good,
        indexes=indexes,
        members=sealed_members(
            cycle_id=delivery.cycle_id,
            party_id=delivery.party_id,
            delivery_id=delivery.pk,
            rows=good,
            indexes=indexes,
            cipher=ring.national_ids,
        ),
        rejected=sealed_rejected(
            delivery.pk, cells, judged.rows.filter(~pl.col("accepted")), ring.rejected_rows
        ),
    )
