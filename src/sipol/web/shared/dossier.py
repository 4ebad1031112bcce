"""A party's dossier as those who look at all parties see it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sipol.flow.intake.actions.hand_in import snapshot_sha256
from sipol.flow.intake.queries import deliveries
from sipol.flow.intake.queries.on_paper import papers_of
from sipol.kernel.actors import Actor
from sipol.records.dossiers import queries as dossiers
from sipol.records.timetable.queries import CycleFacts
from sipol.web.shared.coverage import all_coverages, party_coverage
from sipol.web.shared.profile import profile_page


def overview_page(actor: Actor, cycle: CycleFacts) -> dict[str, Any]:
    """All parties of the cycle with their figures of this moment."""
    reached = all_coverages(actor, cycle_id=cycle.id)
    rows = [
        {"dossier": dossier, "coverage": reached[dossier.party.id]}
        for dossier in dossiers.dossiers(actor, cycle.id)
    ]
    return {"cycle": cycle, "rows": rows}


def dossier_page(actor: Actor, cycle: CycleFacts, dossier_id: UUID) -> dict[str, Any]:
    """One dossier: what was handed in, what the figures are now, and whether the two agree."""
    dossier = dossiers.dossier(actor, dossier_id)
    reached = party_coverage(actor, party_id=dossier.party.id, cycle_id=cycle.id)
    return profile_page(actor, party_id=dossier.party.id, cycle_id=cycle.id) | {
        "cycle": cycle,
        "dossier": dossier,
        "coverage": reached,
        "unchanged": dossier.snapshot_sha256 == snapshot_sha256(reached),
        "filings_on_paper": papers_of(actor, party_id=dossier.party.id, cycle_id=cycle.id),
        "deliveries": deliveries.deliveries(
            actor, party_id=dossier.party.id, cycle_id=cycle.id, limit=100
        ),
    }
