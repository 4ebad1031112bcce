"""The party hands its filing in."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from sipol.flow.intake.actions.receipts import issue_hand_in_receipt
from sipol.flow.intake.queries.deliveries import pending_deliveries, rejected_by_regency
from sipol.infra.ledger.bodies import Totals
from sipol.infra.ledger.models import Receipt
from sipol.kernel.actors import Actor
from sipol.kernel.clock import zone_of
from sipol.kernel.digests import canonical_json, sha256_hex
from sipol.kernel.refusals import Refusal, Refused
from sipol.records.dossiers.actions import make_move
from sipol.records.dossiers.queries import coverage, dossier_of_party
from sipol.records.dossiers.rules.coverage import Coverage
from sipol.records.members.actions import lock_roll
from sipol.records.timetable.queries import CycleFacts, refusal_to_begin
from sipol.records.timetable.rules.windows import HAND_IN


@transaction.atomic
def hand_in(
    *,
    actor: Actor,
    cycle: CycleFacts,
    request_id: UUID,
    seen_sha256: str,
    now: datetime,
) -> Receipt:
    """Freeze the figures and hand the filing in; returns the receipt.

    `seen_sha256` is the hash of the figures on the page from which the person sent: if they have
    moved since, nothing is sent (Refused `figures_changed`). Repeating a request gives the first
    receipt again.
    """
    dossier = dossier_of_party(actor, cycle.id)
    pending = pending_deliveries(party_id=dossier.party.id, cycle_id=cycle.id)
    if not pending:
        # While a delivery is judged its job holds this lock; then the move is refused anyway.
        lock_roll(cycle_id=cycle.id, party_id=dossier.party.id)
    reached = coverage(
        actor,
        party_id=dossier.party.id,
        cycle_id=cycle.id,
        rejected=rejected_by_regency(party_id=dossier.party.id, cycle_id=cycle.id),
    )
    snapshot = snapshot_of(reached)
    moved = make_move(
        actor=actor,
        dossier_id=dossier.id,
        move="submit",
        facts={
            "window_refusal": refusal_to_begin(actor, cycle_id=cycle.id, kind=HAND_IN, now=now),
            "pending_deliveries": pending,
            "members": reached.accepted,
        },
        request_id=request_id,
        now=now,
        snapshot=snapshot,
    )
    if not moved.repeated and moved.snapshot_sha256 != seen_sha256:
        raise Refused(Refusal("figures_changed"))
    return issue_hand_in_receipt(
        party_id=dossier.party.id,
        cycle_id=cycle.id,
        entry=moved.entry,
        totals=Totals(
            members_accepted=reached.accepted,
            regencies_meeting=reached.regencies_met,
            provinces_meeting=reached.provinces_met,
        ),
        snapshot_sha256=moved.snapshot_sha256,
        zone=zone_of(actor.region_code),
        now=now,
    )


def snapshot_of(reached: Coverage) -> dict[str, Any]:
    """The figures that are handed in, as they are hashed: totals and every regency with members."""
    return {
        "accepted": reached.accepted,
        "rejected": reached.rejected,
        "regencies_met": reached.regencies_met,
        "regencies_required": reached.regencies_required,
        "provinces_met": reached.provinces_met,
        "provinces": len(reached.provinces),
        "thresholds": {"source": reached.source, "provisional": reached.provisional},
        "regencies": [
            {
                "code": regency.code,
                "minimum": regency.minimum,
                "accepted": regency.accepted,
                "rejected": regency.rejected,
            }
            for province in reached.provinces
            for regency in sorted(province.regencies, key=lambda r: r.code)
            if regency.accepted or regency.rejected
        ],
    }


def snapshot_sha256(reached: Coverage) -> str:
    """The hash by which a check page and the hand-in recognise the same figures."""
    return sha256_hex(canonical_json(snapshot_of(reached)))
