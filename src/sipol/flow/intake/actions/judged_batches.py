"""The part of judging that needs no database, so that it can run ahead of the part that does."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass

import polars as pl

from sipol.flow.intake.actions.ahead import ahead
from sipol.flow.intake.actions.tables import sealed_rejected
from sipol.flow.intake.rules.judgement import Judged, RowJudge
from sipol.infra import keys
from sipol.records.members.actions.admitting import RowOrigin, SealedMembers, sealed_members

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
    batches: Generator[pl.DataFrame, None, None], judge: RowJudge, origin: RowOrigin
) -> Generator[JudgedBatch, None, None]:
    """The batches of a delivery, judged and sealed by a thread while the caller writes.

    Closing it closes `batches`.
    """
    return ahead(_judged(batches, judge, origin), BATCHES_AHEAD)


def _judged(
    batches: Generator[pl.DataFrame, None, None], judge: RowJudge, origin: RowOrigin
) -> Generator[JudgedBatch, None, None]:
    with closing(batches):
        for cells in batches:
            yield _sealed(cells, judge.judge(cells), origin)


def _sealed(cells: pl.DataFrame, judged: Judged, origin: RowOrigin) -> JudgedBatch:
    ring = keys.current()
    good = judged.rows.filter("accepted")
    indexes = ring.national_ids.index_many(good["national_id"].to_list())
    return JudgedBatch(
        cells=cells,
        rows=judged.rows,
        findings=judged.findings,
        good=good,
        indexes=indexes,
        members=sealed_members(good, origin=origin, indexes=indexes, cipher=ring.national_ids),
        rejected=sealed_rejected(
            origin.delivery_id, cells, judged.rows.filter(~pl.col("accepted")), ring.rejected_rows
        ),
    )
