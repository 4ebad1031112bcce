"""The receipts that intake gives."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from sipol.flow.intake.messages.on_paper import ITEM_TITLES
from sipol.flow.intake.models import Delivery, PaperFiling
from sipol.flow.intake.rules.on_paper import ITEMS
from sipol.infra.ledger.actions import issue_receipt
from sipol.infra.ledger.bodies import (
    DELIVERY,
    HAND_IN,
    ON_PAPER,
    Issue,
    Late,
    RowCounts,
    Totals,
    delivery_body,
    hand_in_body,
    on_paper_body,
)
from sipol.infra.ledger.models import Entry, Receipt
from sipol.infra.ledger.numbers import new_number
from sipol.kernel.clock import zone_of
from sipol.records.parties.queries import party
from sipol.records.timetable.queries import cycle_by_id
from sipol.records.timetable.rules.windows import LAST_SECOND, Lateness


def issue_delivery_receipt(delivery: Delivery, entry: Entry, now: datetime) -> Receipt:
    """The receipt of a judged delivery, in the transaction of the judgement."""
    body = delivery_body(
        _issue(delivery.party_id, delivery.cycle_id, entry, zone_of(delivery.regency_code), now),
        file_name=delivery.file_name,
        file_size=delivery.file_size,
        file_sha256=delivery.sha256,
        rows=RowCounts(
            sent=delivery.rows_sent,
            accepted=delivery.rows_accepted,
            rejected=delivery.rows_rejected,
            pending=0,
            warnings=delivery.rows_warned,
        ),
        late=_late(delivery),
    )
    return issue_receipt(
        kind=DELIVERY,
        subject=f"delivery:{delivery.pk}",
        party_id=delivery.party_id,
        body=body,
        now=now,
    )


def issue_hand_in_receipt(
    *,
    party_id: int,
    cycle_id: int,
    entry: Entry,
    totals: Totals,
    snapshot_sha256: str,
    zone: ZoneInfo,
    now: datetime,
) -> Receipt:
    """The receipt of one handing-in; a party may hand in again after a filing was incomplete."""
    body = hand_in_body(
        _issue(party_id, cycle_id, entry, zone, now),
        totals=totals,
        snapshot_sha256=snapshot_sha256,
    )
    return issue_receipt(
        kind=HAND_IN, subject=f"entry:{entry.pk}", party_id=party_id, body=body, now=now
    )


def issue_paper_receipt(
    filing: PaperFiling, entry: Entry, late: Lateness | None, zone: ZoneInfo, now: datetime
) -> Receipt:
    """The receipt for what was brought on paper, in the transaction in which it is taken down."""
    body = on_paper_body(
        _issue(filing.party_id, filing.cycle_id, entry, zone, now),
        brought_at=filing.brought_at,
        counts_at=filing.counts_at,
        late_by_seconds=int(late.late_by.total_seconds()) if late else 0,
        items=[ITEM_TITLES[code] for code in ITEMS if code in filing.items],
    )
    return issue_receipt(
        kind=ON_PAPER, subject=f"paper:{filing.pk}", party_id=filing.party_id, body=body, now=now
    )


def _late(delivery: Delivery) -> Late | None:
    if delivery.late_after is None:
        return None
    late_by = delivery.received_at - delivery.late_after - LAST_SECOND
    return Late(
        begun_at=delivery.begun_at or delivery.received_at,
        ended_at=delivery.late_after,
        late_by_seconds=int(late_by.total_seconds()),
    )


def _issue(party_id: int, cycle_id: int, entry: Entry, zone: ZoneInfo, now: datetime) -> Issue:
    facts = party(party_id)
    return Issue(
        number=new_number(now.year, party_id),
        now=now,
        zone=zone,
        party_name=facts.name,
        party_short=facts.short_name,
        cycle=cycle_by_id(cycle_id).name,
        sequence=entry.pk,
        entry_hash=bytes(entry.entry_hash),
        check_page=f"{settings.PUBLIC_URL}/tanda-terima",
    )
