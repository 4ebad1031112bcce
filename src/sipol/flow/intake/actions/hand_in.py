"""The party hands its filing in: one person prepares it, another one confirms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import transaction

from sipol.flow.intake.actions.announcing import announce
from sipol.flow.intake.actions.receipts import issue_hand_in_receipt
from sipol.flow.intake.queries.deliveries import pending_deliveries, rejected_by_regency
from sipol.infra.ledger.bodies import Totals
from sipol.infra.ledger.models import Entry, Receipt
from sipol.infra.ledger.queries import entries_about
from sipol.kernel.actors import Actor
from sipol.kernel.clock import zone_of
from sipol.kernel.digests import canonical_json, sha256_hex
from sipol.kernel.refusals import Refusal, Refused
from sipol.records.dossiers.actions import Figures, make_move
from sipol.records.dossiers.queries import (
    DossierFacts,
    Filing,
    dossier_of_party,
    filing_and_coverage,
)
from sipol.records.dossiers.rules.completeness import Completeness
from sipol.records.dossiers.rules.coverage import Coverage
from sipol.records.dossiers.rules.freezing import freeze
from sipol.records.dossiers.rules.lifecycle import may_be_prepared
from sipol.records.hand_ins.actions import keep_hand_in, prepare
from sipol.records.hand_ins.queries import PreparationFacts, Whose, form_basis, prepared
from sipol.records.members.actions.admitting import lock_roll
from sipol.records.timetable.queries import CycleFacts, refusal_to_begin
from sipol.records.timetable.rules.windows import HAND_IN


@dataclass(frozen=True)
class Ready:
    """A filing as it would be handed in now, by whom and under which conditions."""

    dossier: DossierFacts
    reached: Coverage
    judged: Completeness
    snapshot: Mapping[str, Any]
    two_people: bool
    pending: int
    waiting: PreparationFacts | None

    @cached_property
    def sha256(self) -> str:
        return snapshot_sha256(self.snapshot)

    @property
    def is_prepared(self) -> bool:
        """Whether somebody prepared exactly these figures."""
        return self.waiting is not None and self.waiting.snapshot_sha256 == self.sha256

    def facts(self, actor: Actor, cycle: CycleFacts, now: datetime) -> dict[str, Any]:
        """What the life cycle looks at."""
        return {
            "window_refusal": refusal_to_begin(actor, cycle_id=cycle.id, kind=HAND_IN, now=now),
            "pending_deliveries": self.pending,
            "members": self.reached.accepted,
            "two_people": self.two_people,
            "sha256": self.sha256,
            "prepared_by": self.waiting.by_id if self.waiting else None,
            "prepared_sha256": self.waiting.snapshot_sha256 if self.waiting else "",
            "confirmed_by": actor.user_id,
        }


def ready(
    actor: Actor, cycle: CycleFacts, *, now: datetime, dossier: DossierFacts | None = None
) -> Ready:
    """A filing as it stands at this moment: the actor's own party's, or that of the dossier."""
    dossier = dossier or dossier_of_party(actor, cycle.id)
    where = {"party_id": dossier.party.id, "cycle_id": cycle.id}
    rejected = rejected_by_regency(**where)
    filed, reached = filing_and_coverage(actor, **where, rejected=rejected, now=now)
    judged = filed.judged()
    return Ready(
        dossier=dossier,
        reached=reached,
        judged=judged,
        snapshot=snapshot_of(filed, reached, judged, Whose(dossier.party, cycle.name)),
        two_people=filed.asked.two_people,
        pending=pending_deliveries(**where),
        waiting=prepared(dossier.id),
    )


@transaction.atomic
def prepare_hand_in(
    *, actor: Actor, cycle: CycleFacts, request_id: UUID, seen_sha256: str, now: datetime
) -> PreparationFacts:
    """Note that this person found the figures ready; another person of the party confirms them.

    `seen_sha256` is the hash of the figures on the page from which the person sent: if they have
    moved since, nothing is noted (Refused `figures_changed`).
    """
    state = ready(actor, cycle, now=now)
    refusal = may_be_prepared(state.facts(actor, cycle, now))
    if refusal is None and state.dossier.state not in ("draft", "incomplete"):
        refusal = Refusal("move_not_possible")
    if refusal is None and state.sha256 != seen_sha256:
        refusal = Refusal("figures_changed")
    if refusal:
        raise Refused(refusal)
    made = prepare(
        actor=actor,
        dossier_id=state.dossier.id,
        snapshot_sha256=state.sha256,
        request_id=request_id,
        now=now,
    )
    # The same entry again is the same notice.
    (entry,) = entries_about(f"dossier:{state.dossier.id}", limit=1)
    _announce(entry, state, cycle, now)
    return made


@transaction.atomic
def hand_in(
    *,
    actor: Actor,
    cycle: CycleFacts,
    request_id: UUID,
    seen_sha256: str,
    now: datetime,
) -> Receipt:
    """Freeze everything filed and hand it in; returns the receipt.

    Where the cycle asks for two people, somebody else must have prepared these very figures.
    `seen_sha256` is the hash of the figures on the page from which the person sent: if they have
    moved since, nothing is sent (Refused `figures_changed`). Repeating a request gives the first
    receipt again.
    """
    where = {"party_id": actor.party_id or 0, "cycle_id": cycle.id}
    if not pending_deliveries(**where):
        # While a delivery is judged its job holds this lock; then the move is refused anyway.
        lock_roll(**where)
    state = ready(actor, cycle, now=now)
    moved = make_move(
        actor=actor,
        dossier_id=state.dossier.id,
        move="submit",
        facts=state.facts(actor, cycle, now),
        request_id=request_id,
        now=now,
        figures=Figures(_shown(state), state.sha256),
    )
    if not moved.repeated and moved.snapshot_sha256 != seen_sha256:
        raise Refused(Refusal("figures_changed"))
    receipt = issue_hand_in_receipt(
        party_id=state.dossier.party.id,
        cycle_id=cycle.id,
        entry=moved.entry,
        totals=Totals(
            members_accepted=state.reached.accepted,
            regencies_meeting=state.reached.regencies_met,
            provinces_meeting=state.reached.provinces_met,
        ),
        snapshot_sha256=moved.snapshot_sha256,
        zone=zone_of(actor.region_code),
        now=now,
    )
    if not moved.repeated:
        _announce(moved.entry, state, cycle, now)
        keep_hand_in(
            actor=actor,
            dossier_id=state.dossier.id,
            snapshot=state.snapshot,
            prepared_by=state.waiting.by if state.waiting else actor.name,
            receipt_number=receipt.number,
            entry=moved.entry,
            now=now,
        )
    return receipt


def _announce(entry: Entry, state: Ready, cycle: CycleFacts, now: datetime) -> None:
    dossier = state.dossier
    announce(entry, dossier_id=dossier.id, party_id=dossier.party.id, cycle=cycle, now=now)


def snapshot_of(
    filed: Filing, reached: Coverage, judged: Completeness, whose: Whose
) -> dict[str, Any]:
    """Everything that is frozen, as it is hashed."""
    return {
        "figures": figures_of(reached),
        **freeze(filed.facts, filed.regions, filed.asked, judged),
        "forms": form_basis(filed, judged, whose, reached.names),
    }


def snapshot_sha256(snapshot: Mapping[str, Any]) -> str:
    """The hash by which a check page, the second person and the receipt name what is frozen."""
    return sha256_hex(canonical_json(dict(snapshot)))


def figures_of(reached: Coverage) -> dict[str, Any]:
    """The figures that are handed in: totals and every regency with members."""
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


def _shown(state: Ready) -> dict[str, Any]:
    return {
        **figures_of(state.reached),
        "requirements_met": state.judged.met_count,
        "requirements": len(state.judged.outcomes),
    }
