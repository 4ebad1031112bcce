"""Filings that people bring on paper: taken down by the commission, with a receipt."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from sipol.flow.intake.actions.receipts import issue_paper_receipt
from sipol.flow.intake.models import PaperFiling
from sipol.flow.intake.rules.on_paper import LONGEST_NOTE, Brought, counting_instant, refusal_of
from sipol.infra.ledger.actions import append_entry
from sipol.infra.ledger.models import Receipt
from sipol.infra.ledger.queries import receipt_of
from sipol.infra.ledger.redaction import hide_niks
from sipol.kernel.actors import Actor, Role
from sipol.kernel.clock import ZONE_NAMES
from sipol.kernel.refusals import Refusal, Refused
from sipol.kernel.sortable_ids import sortable_id
from sipol.records.dossiers.queries import dossier as find_dossier
from sipol.records.timetable.queries import CycleFacts, lateness_of
from sipol.records.timetable.rules.windows import HAND_IN, Lateness

ON_PAPER = "on_paper"


@transaction.atomic
def take_paper(
    *,
    actor: Actor,
    cycle: CycleFacts,
    dossier_id: UUID,
    brought: Brought,
    request_id: UUID,
    now: datetime,
) -> Receipt:
    """Take a filing on paper, or parts of one, down; returns its receipt.

    It is never refused for being late: that is marked. A repeated request gives the first receipt.
    Raises Refused with role_not_allowed, paper_incomplete, paper_time_wrong, paper_text_too_long.
    """
    if actor.role != Role.COMMISSION:
        raise Refused(Refusal("role_not_allowed"))
    known = PaperFiling.objects.filter(request_id=request_id).first()
    if known is not None:
        return _receipt_of(known)
    dossier = find_dossier(actor, dossier_id)
    refusal = refusal_of(brought, now)
    if refusal is not None:
        raise Refused(refusal)
    counts_at = counting_instant(brought.at, now, from_person=cycle.paper_counts_from_person)
    late = lateness_of(
        cycle_id=cycle.id,
        party_id=dossier.party.id,
        kind=HAND_IN,
        region_code="",
        begun_at=counts_at,
        whole_at=counts_at,
    )
    filing = PaperFiling(
        id=sortable_id(now),
        dossier_id=dossier_id,
        party_id=dossier.party.id,
        cycle_id=cycle.id,
        items={code: hide_niks(note.strip()) for code, note in brought.items.items()},
        brought_by=hide_niks(brought.by.strip()),
        brought_at=brought.at,
        zone=brought.zone.key,
        taken_by_id=actor.user_id,
        taken_by_name=actor.name,
        taken_at=now,
        counts_at=counts_at,
        late_after=late.ended_at if late else None,
        paper_reference=hide_niks(brought.reference.strip()),
        request_id=request_id,
    )
    return _kept(filing, late, brought.zone, now)


@transaction.atomic
def refer_to_scan(*, actor: Actor, filing_id: UUID, reference: str, now: datetime) -> UUID:
    """Take down where the scan of a filing on paper is found; once. Returns the dossier's id."""
    if actor.role != Role.COMMISSION:
        raise Refused(Refusal("role_not_allowed"))
    filing = PaperFiling.objects.select_for_update().filter(pk=filing_id).first()
    if filing is None:
        raise Refused(Refusal("paper_unknown"))
    reference = hide_niks(reference.strip())
    if not 1 <= len(reference) <= LONGEST_NOTE:
        raise Refused(Refusal("paper_scan_missing"))
    if filing.scan_reference and filing.scan_reference != reference:
        raise Refused(Refusal("paper_scan_known"))
    if not filing.scan_reference:
        filing.scan_reference = reference
        filing.save(update_fields=["scan_reference"])
        append_entry(
            kind="paper.scanned",
            actor=actor.name,
            subject=f"paper:{filing.pk}",
            payload={"scan": reference},
            now=now,
            party_id=filing.party_id,
        )
    return UUID(str(filing.dossier_id))


def _kept(filing: PaperFiling, late: Lateness | None, zone: ZoneInfo, now: datetime) -> Receipt:
    entry = append_entry(
        kind="paper.taken",
        actor=filing.taken_by_name,
        subject=f"paper:{filing.pk}",
        payload={
            "dossier": str(filing.dossier_id),
            "received": sorted(filing.items),
            "brought_at": filing.brought_at.astimezone(UTC).isoformat(timespec="seconds"),
            "zone": ZONE_NAMES[zone.key],
            "counts_at": filing.counts_at.astimezone(UTC).isoformat(timespec="seconds"),
            "late_by_seconds": int(late.late_by.total_seconds()) if late else 0,
        },
        now=now,
        party_id=filing.party_id,
    )
    filing.entry_id = entry.pk
    filing.save(force_insert=True)
    return issue_paper_receipt(filing, entry, late, zone, now)


def _receipt_of(filing: PaperFiling) -> Receipt:
    found = receipt_of(ON_PAPER, f"paper:{filing.pk}")
    if found is None:
        raise LookupError("a filing on paper without its receipt")
    return found
