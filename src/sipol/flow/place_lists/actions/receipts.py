"""The ledger's entry of a list, and the receipt that names it."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from sipol.flow.place_lists.messages import TITLES
from sipol.flow.place_lists.models import PlaceList
from sipol.infra.ledger.actions import append_entry, issue_receipt
from sipol.infra.ledger.bodies import PLACE_LIST, Issue, ListCounts, place_list_body
from sipol.infra.ledger.models import Entry, Receipt
from sipol.infra.ledger.numbers import new_number
from sipol.kernel.clock import zone_of
from sipol.records.parties.queries import party
from sipol.records.timetable.queries import cycle_by_id


def enter_list(made: PlaceList, now: datetime) -> Entry:
    """What the ledger keeps of a list: its kind, its counts and its file's hash."""
    return append_entry(
        kind="place_list.judged",
        actor=made.user_name,
        subject=f"place_list:{made.pk}",
        payload={
            "cycle": made.cycle_id,
            "list": made.kind,
            "sha256": made.sha256,
            "sent": made.rows_sent,
            "added": made.rows_added,
            "replaced": made.rows_replaced,
            "unchanged": made.rows_unchanged,
            "rejected": made.rows_rejected,
        },
        now=now,
        party_id=made.party_id,
    )


def issue_list_receipt(made: PlaceList, entry: Entry, now: datetime) -> Receipt:
    """The receipt of a judged list, in the transaction of the judgement."""
    facts = party(made.party_id)
    body = place_list_body(
        Issue(
            number=new_number(now.year, made.party_id),
            now=now,
            zone=zone_of(made.scope),
            party_name=facts.name,
            party_short=facts.short_name,
            cycle=cycle_by_id(made.cycle_id).name,
            sequence=entry.pk,
            entry_hash=bytes(entry.entry_hash),
            check_page=f"{settings.PUBLIC_URL}/tanda-terima",
        ),
        title=TITLES[made.kind]["id"],
        file_name=made.file_name,
        file_size=made.file_size,
        file_sha256=made.sha256,
        rows=ListCounts(
            sent=made.rows_sent,
            added=made.rows_added,
            replaced=made.rows_replaced,
            unchanged=made.rows_unchanged,
            rejected=made.rows_rejected,
        ),
    )
    return issue_receipt(
        kind=PLACE_LIST,
        subject=f"place_list:{made.pk}",
        party_id=made.party_id,
        body=body,
        now=now,
    )
