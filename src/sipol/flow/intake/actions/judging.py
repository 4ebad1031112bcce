"""Judging a delivery: every row is read, judged, and taken in or sent back, in one transaction.

The file is read by a child process while this one judges what has arrived. Nothing is visible
before the last row: a file that breaks in the middle leaves no row behind. Only the progress
figures are told on the way, over a connection of their own.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

import polars as pl
from django.db import transaction
from django.db.models import F

from sipol.flow.intake.actions.judged_batches import JudgedBatch, judged_batches
from sipol.flow.intake.actions.progress import Progress
from sipol.flow.intake.actions.receipts import issue_delivery_receipt
from sipol.flow.intake.actions.rule_sets import rule_set_of
from sipol.flow.intake.actions.tables import save_findings, save_rejected, sealed_rejected
from sipol.flow.intake.models import Delivery, RejectedRow
from sipol.flow.intake.readers.errors import UnreadableFile
from sipol.flow.intake.readers.member_list import (
    SheetHeader,
    header_and_batches,
    read_member_list,
)
from sipol.flow.intake.readers.spare import SPARE
from sipol.flow.intake.rules.duplicates import listed_already_findings
from sipol.flow.intake.rules.judgement import RowJudge
from sipol.flow.intake.rules.row_keys import read_row_key
from sipol.infra import keys
from sipol.infra.ledger.actions import append_entry
from sipol.infra.ledger.redaction import hide_niks_within
from sipol.infra.storage.vault import FileVault
from sipol.records.members.actions.admitting import RowOrigin, admit_members, lock_roll
from sipol.records.members.actions.counting import fold_counts
from sipol.records.members.actions.meeting import meet_roll
from sipol.records.members.queries.counts import roll_is_empty
from sipol.records.members.rules.meeting import STAYS_OUT, Meeting

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]

ANSWERED = ("judged", "unreadable")


def judge_delivery(
    *, delivery_id: UUID, vault: FileVault, clock: Clock, first_try: bool = False
) -> None:
    """Judge all rows of a received delivery and give its receipt.

    Safe to repeat and to kill at any line: a delivery that was judged stays as it is, one that was
    not is judged from its first row. On the `first_try` a reading process that died raises
    UnreadableFile, since something else may have killed it; later it is taken for the file's fault.
    """
    delivery = Delivery.objects.get(pk=delivery_id)
    if delivery.state in ANSWERED:
        return
    # Told over a connection of its own, and saved again with all else when the delivery closes.
    delivery.reading_began_at = clock()
    with Progress(delivery_id, began_at=delivery.reading_began_at) as progress:
        try:
            with transaction.atomic():
                _Judging(delivery, progress).run(vault, clock)
        except UnreadableFile as problem:
            if first_try and problem.code == "reader_crashed":
                raise
            answer_unreadable(delivery, problem, clock())


@dataclass
class _Judging:
    """One delivery on its way through the judge, inside one transaction."""

    delivery: Delivery
    progress: Progress
    sent: int = 0
    accepted: int = 0
    changed: int = 0
    identical: int = 0
    warned: int = 0
    mended_keys: list[tuple[UUID, int]] = field(default_factory=list)
    roll_was_empty: bool = False

    def run(self, vault: FileVault, clock: Clock) -> None:
        delivery = self.delivery
        lock_roll(cycle_id=delivery.cycle_id, party_id=delivery.party_id)
        if Delivery.objects.filter(pk=delivery.pk, state__in=ANSWERED).exists():
            return
        fold_counts(cycle_id=delivery.cycle_id, party_id=delivery.party_id)
        self.roll_was_empty = roll_is_empty(cycle_id=delivery.cycle_id, party_id=delivery.party_id)
        header = self._read_all(vault)
        mended = self._replace_mended_rows()
        self._close(header, mended, clock())

    def _read_all(self, vault: FileVault) -> SheetHeader:
        rules = rule_set_of(self.delivery.cycle_id, self.delivery.regency_code)
        source = vault.open_plain(self.delivery.sha256)
        try:
            header, batches = header_and_batches(
                read_member_list(source, self.delivery.file_name, child=SPARE.take())
            )
            judge = RowJudge(rules, header.mapping)
            with closing(judged_batches(batches, judge, self._origin())) as judged:
                for batch in judged:
                    self._take(batch)
            return header
        finally:
            os.close(source)
            SPARE.renew()

    def _take(self, batch: JudgedBatch) -> None:
        delivery = self.delivery
        self.sent += batch.rows.height
        self.progress.tell_now_and_then(sent=self.sent, looked_at=self.sent - batch.rows.height)
        if self.roll_was_empty:
            admit_members(batch.members)
        else:
            batch = self._met_with_roll(batch)
        self.accepted += batch.good.height
        self.warned += batch.good.filter(pl.col("flags").list.len() > 0).height
        save_findings(delivery.pk, batch.findings)
        save_rejected(batch.rejected)
        self.mended_keys += _mended_keys(batch.rows["row_key"].drop_nulls())

    def _met_with_roll(self, batch: JudgedBatch) -> JudgedBatch:
        """The batch without the rows that stay out for what the party's roll says."""
        arrival = meet_roll(
            batch.members,
            origin=self._origin(),
            national_ids=batch.good["national_id"].to_list(),
            indexes=batch.indexes,
            scope=self.delivery.regency_code,
            cipher=keys.current().national_ids,
        )
        self.changed += arrival.count(Meeting.CHANGED)
        self.identical += arrival.count(Meeting.IDENTICAL)
        reasons = {row: met for row, met in arrival.met.items() if met in STAYS_OUT}
        if not reasons:
            return batch
        out = batch.good["row"].is_in(list(reasons))
        left_out = batch.good.filter(out)
        cipher = keys.current().rejected_rows
        stay_out = sealed_rejected(self.delivery.pk, batch.cells, left_out, cipher)
        return replace(
            batch,
            good=batch.good.filter(~out),
            findings=pl.concat([batch.findings, listed_already_findings(left_out, reasons)]),
            rejected=pl.concat([batch.rejected, stay_out]),
        )

    def _origin(self) -> RowOrigin:
        delivery = self.delivery
        began = delivery.reading_began_at or delivery.received_at
        return RowOrigin(delivery.cycle_id, delivery.party_id, delivery.pk, delivery.user_id, began)

    def _replace_mended_rows(self) -> int:
        """Take earlier rejected rows off the list that came back in this file; own party only."""
        by_delivery: dict[UUID, list[int]] = {}
        for delivery_id, row in self.mended_keys:
            by_delivery.setdefault(delivery_id, []).append(row)
        replaced = 0
        for delivery_id, rows in by_delivery.items():
            count = RejectedRow.objects.filter(
                delivery_id=delivery_id,
                delivery__party_id=self.delivery.party_id,
                delivery__cycle_id=self.delivery.cycle_id,
                row__in=rows,
                mended_by__isnull=True,
            ).update(mended_by=self.delivery)
            # A key that replaced nothing may be a stranger's: not even a lock for it.
            if count:
                Delivery.objects.filter(pk=delivery_id).update(rows_mended=F("rows_mended") + count)
            replaced += count
        return replaced

    def _close(self, header: SheetHeader, mended: int, now: datetime) -> None:
        delivery = self.delivery
        delivery.state = "judged"
        delivery.judged_at = now
        delivery.titles = hide_niks_within(header.titles)
        delivery.columns = dict(header.mapping)
        delivery.ignored_titles = hide_niks_within(header.ignored)
        delivery.rows_sent = delivery.rows_looked_at = self.sent
        delivery.rows_accepted = self.accepted
        delivery.rows_rejected = self.sent - self.accepted
        delivery.rows_warned = self.warned
        delivery.rows_changed, delivery.rows_identical = self.changed, self.identical
        delivery.save()
        entry = append_entry(
            kind="delivery.judged",
            actor="sipol",
            subject=f"delivery:{delivery.pk}",
            payload={
                "sha256": delivery.sha256,
                "sent": delivery.rows_sent,
                "accepted": delivery.rows_accepted,
                "changed": delivery.rows_changed,
                "identical": delivery.rows_identical,
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
def answer_unreadable(delivery: Delivery, problem: UnreadableFile, now: datetime) -> None:
    """Record that a file is no member list, unless the delivery has been answered meanwhile."""
    lock_roll(cycle_id=delivery.cycle_id, party_id=delivery.party_id)
    answered = (
        Delivery.objects.filter(pk=delivery.pk)
        .exclude(state__in=ANSWERED)
        .update(
            state="unreadable",
            failure_code=problem.code,
            failure_values=dict(problem.values),
            judged_at=now,
            rows_sent=0,
            rows_looked_at=0,
        )
    )
    if not answered:
        return
    logger.warning("delivery %s cannot be read: %s", delivery.pk, problem.code)
    append_entry(
        kind="delivery.unreadable",
        actor="sipol",
        subject=f"delivery:{delivery.pk}",
        payload={"sha256": delivery.sha256, "code": problem.code},
        now=now,
        party_id=delivery.party_id,
    )
