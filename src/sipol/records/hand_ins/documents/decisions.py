"""What the commission hands out after deciding: the official record, and the return of a filing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from sipol.infra.ledger.figures import in_wib
from sipol.infra.printing.sheets import Block, Issue, Sheet, lines, sheet_pdf, signatures, table
from sipol.infra.printing.sheets import text as paragraph
from sipol.kernel.actors import Actor
from sipol.kernel.clock import WIB
from sipol.kernel.refusals import Refusal, Refused
from sipol.records.dossiers.queries import DossierFacts, StepFacts
from sipol.records.dossiers.rules.completeness import Outcome
from sipol.records.dossiers.rules.freezing import frozen_judgement
from sipol.records.hand_ins.documents.frozen import (
    FrozenHandIn,
    Noted,
    hand_in_before,
    notes_before,
)
from sipol.records.hand_ins.rules.basis import basis_of

RECORD, RETURN = "berita-acara", "pengembalian"
RETURN_MODEL = "MODEL PENGEMBALIAN.PENDAFTARAN-PARPOL"
RECORD_MODEL = "BERITA ACARA PENERIMAAN PENDAFTARAN"

# What each decision is called, and which documents follow from it.
_RESULTS = {
    "accept": "DITERIMA LENGKAP",
    "find_incomplete": "BELUM LENGKAP",
    "return": "DIKEMBALIKAN",
}
_OFFERED = {
    "accept": (RECORD,),
    "find_incomplete": (RECORD,),
    "return": (RECORD, RETURN),
}
TITLES = {
    RECORD: "Berita acara penerimaan",
    RETURN: RETURN_MODEL,
}

Told = Callable[[Outcome, dict[str, str]], Mapping[str, Any]]
"""How an outcome is told in Indonesian, as {title, gaps, more}, with the names of regions."""


@dataclass(frozen=True, slots=True)
class _Decided:
    dossier: DossierFacts
    step: StepFacts
    hand_in: FrozenHandIn
    notes: Mapping[str, Noted]
    outcomes: Sequence[Outcome]
    names: dict[str, str]

    @property
    def office(self) -> str:
        local = self.dossier.party.kind == "local_aceh"
        return "Komisi Independen Pemilihan Aceh" if local else "Komisi Pemilihan Umum"


def offered(dossier: DossierFacts) -> list[tuple[StepFacts, tuple[str, ...]]]:
    """The decisions of a dossier with the documents of each, the latest first."""
    steps = [step for step in dossier.steps if step.move in _OFFERED]
    return [(step, _OFFERED[step.move]) for step in reversed(steps)]


def decision_document(
    actor: Actor, *, dossier: DossierFacts, entry: int, record: str, told: Told
) -> bytes | None:
    """A document of the decision of that ledger entry, the same bytes every time; None where the
    decision has none such. Raises Refused for another party's."""
    if actor.is_party and actor.party_id != dossier.party.id:
        raise Refused(Refusal("not_your_party"))
    decided = _decided(dossier, entry, record)
    if decided is None:
        return None
    sheet = (_official_record if record == RECORD else _return_form)(decided, told)
    at = decided.step.at
    issue = Issue(
        number=f"{'BA' if record == RECORD else 'PP'}-{at.astimezone(WIB).year}-"
        f"{dossier.party.id:04d}-{entry}",
        at=at,
        time=f"Diputuskan {in_wib(at.isoformat())}",
        check_url=f"{settings.PUBLIC_URL}/tanda-terima/{decided.hand_in.receipt_number}",
        data_sha256=decided.hand_in.snapshot_sha256,
    )
    return sheet_pdf(sheet, issue)


def _decided(dossier: DossierFacts, entry: int, record: str) -> _Decided | None:
    found = (
        step for step, records in offered(dossier) if step.entry == entry and record in records
    )
    step, hand_in = next(found, None), hand_in_before(dossier.id, entry)
    if step is None or hand_in is None:
        return None
    snapshot = hand_in.snapshot
    return _Decided(
        dossier=dossier,
        step=step,
        hand_in=hand_in,
        notes=notes_before(hand_in.id, entry),
        outcomes=frozen_judgement(snapshot).outcomes,
        names=basis_of(snapshot).names if "forms" in snapshot else {},
    )


def _official_record(decided: _Decided, told: Told) -> Sheet:
    step = decided.step
    columns = [("Huruf", 1, "l"), ("Syarat", 6, "l"), ("Perhitungan", 4, "l")]
    columns += [("Diperiksa bersama", 3, "l"), ("Catatan", 7, "l")]
    rows = [
        [
            outcome.letter,
            str(told(outcome, decided.names)["title"]),
            "terpenuhi" if outcome.met else "belum terpenuhi",
            "ya" if noted.seen else "-",
            noted.note,
        ]
        for outcome in decided.outcomes
        for noted in [decided.notes.get(outcome.letter, Noted())]
    ]
    return Sheet(
        model=RECORD_MODEL,
        title="Berita Acara Penerimaan Pendaftaran Partai Politik",
        blocks=[
            paragraph(
                f"{decided.office} telah memeriksa kelengkapan pendaftaran partai politik "
                f"di bawah ini dan memutuskan pada {in_wib(step.at.isoformat())}:"
            ),
            lines(_facts(decided), "Pendaftaran"),
            table(columns, rows, "Hasil pemeriksaan per syarat"),
            *_reason(step),
            _signatures(decided),
        ],
    )


def _return_form(decided: _Decided, told: Told) -> Sheet:
    notes = {item["letter"]: item["note"] for item in decided.step.items}
    rows = [
        [outcome.letter, str(row["title"]), _missing(row), notes.get(outcome.letter, "")]
        for outcome in decided.outcomes
        if not outcome.met or outcome.letter in notes
        for row in [told(outcome, decided.names)]
    ]
    columns = [("Huruf", 1, "l"), ("Syarat", 5, "l")]
    columns += [("Yang kurang", 9, "l"), ("Catatan KPU", 6, "l")]
    return Sheet(
        model=RETURN_MODEL,
        title="Pengembalian Pendaftaran Partai Politik",
        blocks=[
            paragraph(
                f"{decided.office} mengembalikan pendaftaran partai politik di bawah ini karena "
                "dokumen persyaratannya tidak lengkap, dengan alasan per syarat sebagai berikut."
            ),
            lines(_facts(decided), "Pendaftaran"),
            table(columns, rows, "Alasan per syarat"),
            *_reason(decided.step),
            _signatures(decided),
        ],
    )


def _missing(row: Mapping[str, Any]) -> str:
    told = "; ".join(row["gaps"])
    return f"{told}; dan {row['more']} lainnya" if row["more"] else told


def _facts(decided: _Decided) -> list[tuple[str, str]]:
    hand_in, party = decided.hand_in, decided.dossier.party
    return [
        ("Partai", f"{party.name} ({party.short_name})"),
        ("Penyerahan ke", str(hand_in.number)),
        ("Diserahkan pada", in_wib(hand_in.at.isoformat())),
        ("Disiapkan oleh", hand_in.prepared_by),
        ("Dipastikan oleh", hand_in.confirmed_by),
        ("Tanda terima", hand_in.receipt_number),
        ("Hash data", hand_in.snapshot_sha256),
        ("Keputusan", _RESULTS[decided.step.move]),
        ("Nomor catatan", str(decided.step.entry)),
    ]


def _reason(step: StepFacts) -> list[Block]:
    return [paragraph(step.reason, heading="Alasan")] if step.reason else []


def _signatures(decided: _Decided) -> Block:
    return signatures(
        "________________, tanggal ________________",
        (decided.office, decided.step.actor_name, False),
        ("Petugas penghubung partai", "", False),
    )
