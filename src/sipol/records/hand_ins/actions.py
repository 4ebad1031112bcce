"""Preparing a hand-in, keeping what was handed in, and the commission's marks on it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from sipol.infra.ledger.actions import append_entry
from sipol.infra.ledger.models import Entry
from sipol.kernel.actors import Actor, Role
from sipol.kernel.digests import canonical_json, sha256_hex
from sipol.kernel.identifiers import hide_niks
from sipol.kernel.refusals import Refusal, Refused
from sipol.kernel.sortable_ids import sortable_id
from sipol.records.dossiers.models import Dossier
from sipol.records.hand_ins.models import HandIn, Mark, Preparation
from sipol.records.hand_ins.queries import Noted, PreparationFacts, latest_marks, preparation_facts

NOTE_LIMIT = 2000


@transaction.atomic
def prepare(
    *, actor: Actor, dossier_id: UUID, snapshot_sha256: str, request_id: UUID, now: datetime
) -> PreparationFacts:
    """Note that one person found exactly these figures ready; somebody else has to confirm them.

    The caller has asked the life cycle. Repeating a request gives the first preparation again.
    """
    if actor.role != Role.PARTY_ADMIN:
        raise Refused(Refusal("role_not_allowed"))
    dossier = Dossier.objects.select_for_update(of=("self",)).get(pk=dossier_id)
    if actor.party_id != dossier.party_id:
        raise Refused(Refusal("not_your_party"))
    earlier = Preparation.objects.filter(dossier=dossier, request_id=request_id).first()
    if earlier:
        return preparation_facts(earlier)
    entry = append_entry(
        kind="dossier.prepared",
        actor=actor.name,
        subject=f"dossier:{dossier_id}",
        payload={"snapshot_sha256": snapshot_sha256},
        now=now,
        party_id=dossier.party_id,
    )
    made = Preparation.objects.create(
        id=sortable_id(now),
        dossier=dossier,
        snapshot_sha256=snapshot_sha256,
        by_id=actor.user_id,
        by=actor.name,
        at=now,
        request_id=request_id,
        entry_id=entry.pk,
    )
    return preparation_facts(made)


def keep_hand_in(
    *,
    actor: Actor,
    dossier_id: UUID,
    snapshot: Mapping[str, Any],
    prepared_by: str,
    receipt_number: str,
    entry: Entry,
    now: datetime,
) -> str:
    """Keep what was handed in, in the caller's transaction; returns the hash of the snapshot."""
    sha256 = sha256_hex(canonical_json(dict(snapshot)))
    HandIn.objects.create(
        id=sortable_id(now),
        dossier_id=dossier_id,
        number=HandIn.objects.filter(dossier_id=dossier_id).count() + 1,
        at=now,
        snapshot=dict(snapshot),
        snapshot_sha256=sha256,
        prepared_by=prepared_by,
        confirmed_by=actor.name,
        receipt_number=receipt_number,
        entry_id=entry.pk,
    )
    return sha256


@transaction.atomic
def mark(
    *, actor: Actor, hand_in_id: UUID, noted: Mapping[str, Noted], now: datetime
) -> tuple[str, ...]:
    """Save what the commission noted by letter; returns the letters that have changed.

    Raises Refused `checklist_moved_on` where the party has handed in again meanwhile. Identity
    numbers in notes are masked, as the party and the supervisor read them.
    """
    if actor.role != Role.COMMISSION:
        raise Refused(Refusal("role_not_allowed"))
    hand_in = HandIn.objects.select_related("dossier").get(pk=hand_in_id)
    Dossier.objects.select_for_update(of=("self",)).get(pk=hand_in.dossier_id)
    if HandIn.objects.filter(dossier_id=hand_in.dossier_id, number__gt=hand_in.number).exists():
        raise Refused(Refusal("checklist_moved_on"))
    asked = {outcome["letter"] for outcome in hand_in.snapshot["outcomes"]}
    before = latest_marks(hand_in_id)
    wished = {
        letter: Noted(each.seen, hide_niks(each.note.strip()[:NOTE_LIMIT]))
        for letter, each in noted.items()
        if letter in asked
    }
    changed = {
        letter: each
        for letter, each in wished.items()
        if each != (before[letter].noted if letter in before else Noted())
    }
    if changed:
        _write(actor, hand_in, changed, now)
    return tuple(sorted(changed))


def _write(actor: Actor, hand_in: HandIn, changed: Mapping[str, Noted], now: datetime) -> None:
    entry = append_entry(
        kind="dossier.checked",
        actor=actor.name,
        subject=f"dossier:{hand_in.dossier_id}",
        payload={
            "receipt": hand_in.receipt_number,
            "items": [
                {"letter": letter, "seen": each.seen, "note": each.note}
                for letter, each in sorted(changed.items())
            ],
        },
        now=now,
        party_id=hand_in.dossier.party_id,
    )
    Mark.objects.bulk_create(
        Mark(
            hand_in=hand_in,
            letter=letter,
            seen=each.seen,
            note=each.note,
            by_id=actor.user_id,
            by=actor.name,
            at=now,
            entry_id=entry.pk,
        )
        for letter, each in sorted(changed.items())
    )
