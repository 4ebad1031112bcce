"""Judging a delivery: every row is read, judged, and taken in or sent back, in one transaction.

The file is read by a child process while this one judges what has arrived. Nothing is visible
before the last row: a file that breaks in the middle leaves no row behind. Only the progress
figures are told on the way, over a connection of their own.
"""

from __future__ import annotations

import logging
import os
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import polars as pl
from django.db import transaction
from django.db.models import F

from sipol.flow.intake.actions.progress import Progress
from sipol.flow.intake.actions.receipts import issue_delivery_receipt
from sipol.flow.intake.actions.rule_sets import rule_set_of
from sipol.flow.intake.actions.tables import save_findings, save_rejected
from sipol.flow.intake.models import Delivery, RejectedRow
from sipol.flow.intake.readers.errors import UnreadableFile
from sipol.flow.intake.readers.member_list import (
    SheetHeader,
    header_and_batches,
    read_member_list,
)
from sipol.flow.intake.rules.duplicates import duplicate_in_party_findings
from sipol.flow.intake.rules.judgement import RowJudge
from sipol.flow.intake.rules.row_keys import read_row_key
from sipol.infra import keys
from sipol.infra.ledger.actions import append_entry
from sipol.infra.storage.vault import FileVault
from sipol.records.members.actions import admit_members, lock_roll
from sipol.records.members.queries import listed, roll_is_empty

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]


def judge_delivery(*, delivery_id: UUID, vault: FileVault, clock: Clock) -> None:
    """Judge all rows of a received delivery and give its receipt.

    Safe to repeat and to kill at any line: a delivery that was judged stays as it is, one that was
    not is judged from its first row.
    """
    delivery = Delivery.objects.get(pk=delivery_id)
    if delivery.state in {"judged", "unreadable"}:
        return
    with Progress(delivery_id) as progress:
        try:
            with transaction.atomic():
                _Judging(delivery, progress).run(vault, clock)
        except UnreadableFile as problem:
            _record_unreadable(delivery, problem, clock())


@dataclass
class _Judging:
    """One delivery on its way through the judge, inside one transaction."""

    delivery: Delivery
    progress: Progress
    sent: int = 0
    accepted: int = 0
    warned: int = 0
    mended_keys: list[tuple[UUID, int]] = field(default_factory=list)
    roll_was_empty: bool = False

    def run(self, vault: FileVault, clock: Clock) -> None:
        delivery = self.delivery
        lock_roll(cycle_id=delivery.cycle_id, party_id=delivery.party_id)
        if Delivery.objects.filter(pk=delivery.pk, state="judged").exists():
            return
        self.roll_was_empty = roll_is_empty(cycle_id=delivery.cycle_id, party_id=delivery.party_id)
        header = self._read_all(vault)
        mended = self._replace_mended_rows()
        self._close(header, mended, clock())

    def _read_all(self, vault: FileVault) -> SheetHeader:
        source = vault.open_plain(self.delivery.sha256)
        try:
            header, batches = header_and_batches(read_member_list(source, self.delivery.file_name))
            judge = RowJudge(
                rule_set_of(self.delivery.cycle_id, self.delivery.regency_code), header.mapping
            )
            for batch in batches:
                self._take(batch, judge)
            return header
        finally:
            os.close(source)

    def _take(self, batch: pl.DataFrame, judge: RowJudge) -> None:
        delivery, ring = self.delivery, keys.current()
        judged = judge.judge(batch)
        rows, findings = judged.rows, judged.findings
        self.sent += rows.height
        self.progress.tell_now_and_then(sent=self.sent, looked_at=self.sent - rows.height)
        good = rows.filter("accepted")
        indexes = ring.national_ids.index_many(good["national_id"].to_list())
        if not self.roll_was_empty:
            good, indexes, doubled = self._without_listed(good, indexes)
            findings = pl.concat([findings, duplicate_in_party_findings(doubled)])
        self.accepted += admit_members(
            cycle_id=delivery.cycle_id,
            party_id=delivery.party_id,
            delivery_id=delivery.pk,
            rows=good,
            indexes=indexes,
            cipher=ring.national_ids,
        )
        self.warned += good.filter(pl.col("flags").list.len() > 0).height
        save_findings(delivery.pk, findings)
        self._keep_rejected(batch, rows.join(good.select("row"), on="row", how="anti"))
        self.mended_keys += _mended_keys(rows["row_key"].drop_nulls())

    def _without_listed(
        self, good: pl.DataFrame, indexes: list[bytes]
    ) -> tuple[pl.DataFrame, list[bytes], pl.DataFrame]:
        known = listed(
            cycle_id=self.delivery.cycle_id, party_id=self.delivery.party_id, indexes=indexes
        )
        fresh = pl.Series([index not in known for index in indexes], dtype=pl.Boolean)
        kept = [index for index in indexes if index not in known]
        return good.filter(fresh), kept, good.filter(~fresh)

    def _keep_rejected(self, batch: pl.DataFrame, rejected: pl.DataFrame) -> None:
        cells = batch.join(rejected.select("row"), on="row", how="semi", maintain_order="left")
        save_rejected(
            self.delivery.pk,
            cells["row"].to_list(),
            cells.select(pl.selectors.starts_with("c")).rows(),
            rejected.sort("row")["regency_code"].fill_null("").to_list(),
            keys.current().rejected_rows,
        )

    def _replace_mended_rows(self) -> int:
        """Take earlier rejected rows off the list that came back in this file; own party only."""
        by_delivery: dict[UUID, list[int]] = {}
        for delivery_id, row in self.mended_keys:
            by_delivery.setdefault(delivery_id, []).append(row)
        replaced = Counter[UUID]()
        for delivery_id, rows in by_delivery.items():
            replaced[delivery_id] = RejectedRow.objects.filter(
                delivery_id=delivery_id,
                delivery__party_id=self.delivery.party_id,
                delivery__cycle_id=self.delivery.cycle_id,
                row__in=rows,
                mended_by__isnull=True,
            ).update(mended_by=self.delivery)
        for delivery_id, count in replaced.items():
            Delivery.objects.filter(pk=delivery_id).update(rows_mended=F("rows_mended") + count)
        return replaced.total()

    def _close(self, header: SheetHeader, mended: int, now: datetime) -> None:
        delivery = self.delivery
        delivery.state = "judged"
        delivery.judged_at = now
        delivery.titles = list(header.titles)
        delivery.columns = dict(header.mapping)
        delivery.ignored_titles = list(header.ignored)
        delivery.rows_sent = delivery.rows_looked_at = self.sent
        delivery.rows_accepted = self.accepted
        delivery.rows_rejected = self.sent - self.accepted
        delivery.rows_warned = self.warned
        delivery.save()
        entry = append_entry(
            kind="delivery.judged",
            actor="sipol",
            subject=f"delivery:{delivery.pk}",
            payload={
                "sha256": delivery.sha256,
                "sent": delivery.rows_sent,
                "accepted": delivery.rows_accepted,
                "rejected": delivery.rows_rejected,
                "mended": mended,
            },
            now=now,
            party_id=delivery.party_id,
        )
        issue_delivery_receipt(delivery, entry, now)


def _mended_keys(texts: Iterable[str]) -> list[tuple[UUID, int]]:
    return [key for key in map(read_row_key, texts) if key is not None]


@transaction.atomic
def _record_unreadable(delivery: Delivery, problem: UnreadableFile, now: datetime) -> None:
    logger.warning("delivery %s cannot be read: %s", delivery.pk, problem.code)
    Delivery.objects.filter(pk=delivery.pk).update(
        state="unreadable",
        failure_code=problem.code,
        failure_values=dict(problem.values),
        judged_at=now,
        rows_sent=0,
        rows_looked_at=0,
    )
    append_entry(
        kind="delivery.unreadable",
        actor="sipol",
        subject=f"delivery:{delivery.pk}",
        payload={"sha256": delivery.sha256, "code": problem.code},
        now=now,
        party_id=delivery.party_id,
    )
