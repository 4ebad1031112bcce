"""Reading hand-ins: what waits for a second person, the public list, and the checklist."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import F

from sipol.kernel.actors import Actor
from sipol.kernel.refusals import Refusal, Refused
from sipol.records.dossiers.queries import DossierFacts, Filing
from sipol.records.dossiers.rules.completeness import Completeness, Outcome
from sipol.records.dossiers.rules.freezing import FrozenJudgement, frozen_judgement
from sipol.records.dossiers.rules.regency_standing import board_fault
from sipol.records.hand_ins.models import HandIn, Mark, Preparation
from sipol.records.hand_ins.rules.basis import Address, basis_data
from sipol.records.parties.queries import PartyFacts


class Noted(NamedTuple):
    """What the commission notes about one requirement."""

    seen: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class PreparationFacts:
    """Figures that one person found ready."""

    id: UUID
    snapshot_sha256: str
    by_id: int
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class HandInFacts:
    """One hand-in as everybody may see it; `entry` is the number of its ledger entry."""

    party_name: str
    party_short: str
    number: int
    at: datetime
    snapshot_sha256: str
    receipt_number: str
    entry: int


@dataclass(frozen=True, slots=True)
class MarkFacts:
    """The newest mark of a requirement."""

    noted: Noted
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CheckItem:
    """One requirement of a hand-in: the frozen judgement, and what the commission noted."""

    outcome: Outcome
    mark: MarkFacts | None

    @property
    def noted(self) -> Noted:
        return self.mark.noted if self.mark else Noted()


@dataclass(frozen=True, slots=True)
class Checklist:
    """The commission's checklist over the latest hand-in, as all three sides see it."""

    hand_in_id: UUID
    number: int
    at: datetime
    snapshot_sha256: str
    receipt_number: str
    prepared_by: str
    confirmed_by: str
    judged: FrozenJudgement
    items: tuple[CheckItem, ...]

    @property
    def seen_count(self) -> int:
        return sum(item.noted.seen for item in self.items)

    @property
    def reasons(self) -> list[dict[str, str]]:
        """The notes by requirement, as a decision carries them."""
        return [
            {"letter": item.outcome.letter, "note": item.noted.note}
            for item in self.items
            if item.noted.note
        ]


class Whose(NamedTuple):
    """Whose filing it is, and in which cycle."""

    party: PartyFacts
    cycle: str


def prepared(dossier_id: UUID) -> PreparationFacts | None:
    """The newest preparation that no hand-in has used up, None where none waits."""
    row = Preparation.objects.filter(dossier_id=dossier_id).order_by("-entry_id").first()
    if row is None:
        return None
    used = HandIn.objects.filter(dossier_id=dossier_id, entry_id__gt=row.entry_id).exists()
    return None if used else preparation_facts(row)


def public_list(cycle_id: int) -> list[HandInFacts]:
    """Every hand-in of the cycle in the order of the ledger; no personal data."""
    rows = HandIn.objects.filter(dossier__cycle_id=cycle_id).order_by("entry_id")
    return [
        HandInFacts(**row)
        for row in rows.values(
            "number",
            "at",
            "snapshot_sha256",
            "receipt_number",
            party_name=F("dossier__party__name"),
            party_short=F("dossier__party__short_name"),
            entry=F("entry_id"),
        )
    ]


def form_basis(filed: Filing, judged: Completeness, whose: Whose, names: Mapping[str, str]) -> Any:
    """What is frozen for the forms of a filing; `names` are of provinces and regencies."""
    boards = {p.code: board_fault(filed.facts, filed.asked, p.code) for p in judged.provinces}
    return basis_data(
        party=(whose.party.name, whose.party.short_name, whose.party.kind),
        cycle=whose.cycle,
        profile_version=filed.profile_version,
        provinces=[(p, not boards[p.code]) for p in judged.provinces],
        names=names,
        addresses={
            code: Address(office.address, office.village, office.district, office.tenure)
            for code, office in filed.offices.items()
        },
    )


def hand_in_numbers(dossier_id: UUID) -> list[tuple[int, datetime]]:
    """Number and instant of every hand-in of a dossier whose forms can be printed, latest first."""
    rows = HandIn.objects.filter(dossier_id=dossier_id, snapshot__has_key="forms")
    return list(rows.order_by("-number").values_list("number", "at"))


def checklist(actor: Actor, dossier: DossierFacts) -> Checklist | None:
    """The checklist over a dossier's latest hand-in; None before the first.

    A party sees its own, the commission and the supervisor everyone's; else raises Refused.
    """
    if actor.is_party and actor.party_id != dossier.party.id:
        raise Refused(Refusal("not_your_party"))
    row = HandIn.objects.filter(dossier_id=dossier.id).order_by("-number").first()
    if row is None:
        return None
    judged, marks = frozen_judgement(row.snapshot), latest_marks(row.pk)
    return Checklist(
        hand_in_id=row.pk,
        number=row.number,
        at=row.at,
        snapshot_sha256=row.snapshot_sha256,
        receipt_number=row.receipt_number,
        prepared_by=row.prepared_by,
        confirmed_by=row.confirmed_by,
        judged=judged,
        items=tuple(CheckItem(each, marks.get(each.letter)) for each in judged.outcomes),
    )


def snapshot(dossier_id: UUID, number: int) -> Mapping[str, Any]:
    """Everything that was frozen at that hand-in. Raises HandIn.DoesNotExist for none."""
    frozen: Mapping[str, Any] = HandIn.objects.get(dossier_id=dossier_id, number=number).snapshot
    return frozen


def latest_marks(hand_in_id: UUID) -> dict[str, MarkFacts]:
    """The newest mark of each letter."""
    rows = Mark.objects.filter(hand_in_id=hand_in_id).order_by("letter", "-id").distinct("letter")
    return {row.letter: MarkFacts(Noted(row.seen, row.note), row.by, row.at) for row in rows}


def preparation_facts(row: Preparation) -> PreparationFacts:
    return PreparationFacts(row.pk, row.snapshot_sha256, row.by_id, row.by, row.at)
