"""The commission decides on a filing, and the party is told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from sipol.flow.intake.actions.announcing import announce
from sipol.kernel.actors import Actor
from sipol.records.dossiers.actions import Moved, make_move
from sipol.records.timetable.queries import CycleFacts


@transaction.atomic
def decide(
    *,
    actor: Actor,
    cycle: CycleFacts,
    dossier_id: UUID,
    move: str,
    facts: Mapping[str, Any],
    request_id: UUID,
    now: datetime,
    reason: str,
) -> Moved:
    """Make the move as `make_move` does, and tell the offices concerned; Refused as there."""
    moved = make_move(
        actor=actor,
        dossier_id=dossier_id,
        move=move,
        facts=facts,
        request_id=request_id,
        now=now,
        reason=reason,
    )
    if not moved.repeated:
        announce(moved.entry, dossier_id=dossier_id, party_id=moved.party_id, cycle=cycle, now=now)
    return moved
