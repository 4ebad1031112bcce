"""What was frozen and noted, as documents are printed from it: rows that never change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sipol.records.hand_ins.models import HandIn, Mark


@dataclass(frozen=True, slots=True)
class FrozenHandIn:
    """One hand-in with all that was frozen."""

    id: UUID
    number: int
    at: datetime
    snapshot: Mapping[str, Any]
    snapshot_sha256: str
    prepared_by: str
    confirmed_by: str
    receipt_number: str


@dataclass(frozen=True, slots=True)
class Noted:
    """What the commission had noted about one requirement."""

    seen: bool = False
    note: str = ""


def frozen_hand_in(dossier_id: UUID, number: int) -> FrozenHandIn | None:
    """That hand-in with everything that was frozen; None where there is none."""
    row = HandIn.objects.filter(dossier_id=dossier_id, number=number).first()
    return _frozen(row) if row else None


def hand_in_before(dossier_id: UUID, entry: int) -> FrozenHandIn | None:
    """The hand-in that a decision of that ledger entry was about."""
    rows = HandIn.objects.filter(dossier_id=dossier_id, entry_id__lt=entry)
    row = rows.order_by("-number").first()
    return _frozen(row) if row else None


def notes_before(hand_in_id: UUID, entry: int) -> dict[str, Noted]:
    """The newest note of each letter before that ledger entry."""
    rows = Mark.objects.filter(hand_in_id=hand_in_id, entry_id__lt=entry)
    newest = rows.order_by("letter", "-id").distinct("letter")
    return {row.letter: Noted(row.seen, row.note) for row in newest}


def _frozen(row: HandIn) -> FrozenHandIn:
    return FrozenHandIn(
        id=row.pk,
        number=row.number,
        at=row.at,
        snapshot=row.snapshot,
        snapshot_sha256=row.snapshot_sha256,
        prepared_by=row.prepared_by,
        confirmed_by=row.confirmed_by,
        receipt_number=row.receipt_number,
    )
