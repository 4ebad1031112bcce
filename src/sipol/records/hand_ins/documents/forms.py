"""The party's forms: from its data as they stand, marked as a draft, or from a hand-in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from sipol.infra.ledger.figures import in_wib
from sipol.infra.printing.sheets import Issue, Sheet, sheet_pdf
from sipol.kernel.actors import Actor
from sipol.kernel.clock import WIB
from sipol.kernel.digests import canonical_json, sha256_hex
from sipol.kernel.refusals import Refusal, Refused
from sipol.records.dossiers.queries import DossierFacts
from sipol.records.dossiers.rules.filing import NATION
from sipol.records.hand_ins.documents import offices, recap, statement
from sipol.records.hand_ins.documents.frozen import frozen_hand_in
from sipol.records.hand_ins.rules.basis import Basis, basis_of
from sipol.records.parties.queries import profile


@dataclass(frozen=True, slots=True)
class Form:
    """One form of the law. `signed` is the kind of paper that its signed scan is filed as."""

    code: str
    model: str
    title: str
    abbreviation: str
    signed: str
    make: Callable[[Basis, Mapping[str, str]], Sheet]


FORMS: Mapping[str, Form] = {
    form.code: form
    for form in (
        Form(
            "pernyataan",
            statement.MODEL,
            "Surat pernyataan partai politik",
            "SP",
            "statement_signed",
            statement.statement,
        ),
        Form(
            "rekap",
            recap.MODEL,
            "Rekapitulasi pendaftaran",
            "RP",
            "recap_signed",
            recap.recap,
        ),
        Form(
            "kantor",
            offices.MODEL,
            "Surat keterangan kantor tetap",
            "KT",
            "office_certificate_signed",
            offices.office_list,
        ),
    )
}

ABOUT_HASH = (
    "Kode isi sama pada draf dan cetakan akhir selama isinya sama; salinan bertanda tangan "
    "dicocokkan dengan kode itu."
)


def draft_form(
    actor: Actor, code: str, *, dossier: DossierFacts, snapshot: Mapping[str, Any], now: datetime
) -> bytes:
    """A form from what would be handed in now, with a watermark. Raises as `may_print`.

    `snapshot` is the actor's own party's filing as it would be frozen.
    """
    may_print(actor, dossier)
    sheet = _sheet(actor, FORMS[code], dossier, snapshot)
    year = now.astimezone(WIB).year
    issue = Issue(
        number=f"{FORMS[code].abbreviation}-{year}-{dossier.party.id:04d}-DRAF",
        at=now,
        time=f"Draf, waktu server {in_wib(now.isoformat())}",
        check_url=f"{settings.PUBLIC_URL}/penyerahan/",
        data_sha256=sha256_hex(canonical_json(dict(snapshot))),
        draft=True,
        about_hash=ABOUT_HASH,
    )
    return sheet_pdf(sheet, issue)


def handed_in_form(actor: Actor, code: str, *, dossier: DossierFacts, number: int) -> bytes | None:
    """A form of that hand-in, the same bytes every time; None where there is none.

    Raises as `may_print`.
    """
    may_print(actor, dossier)
    found = frozen_hand_in(dossier.id, number)
    if found is None or "forms" not in found.snapshot:
        return None
    sheet = _sheet(actor, FORMS[code], dossier, found.snapshot)
    year = found.at.astimezone(WIB).year
    issue = Issue(
        number=f"{FORMS[code].abbreviation}-{year}-{dossier.party.id:04d}-{number}",
        at=found.at,
        time=f"Diserahkan {in_wib(found.at.isoformat())}",
        check_url=f"{settings.PUBLIC_URL}/tanda-terima/{found.receipt_number}",
        data_sha256=found.snapshot_sha256,
        about_hash=ABOUT_HASH,
    )
    return sheet_pdf(sheet, issue)


def content_hashes(
    actor: Actor, *, dossier: DossierFacts, snapshot: Mapping[str, Any]
) -> dict[str, str]:
    """The hash that each form would bear now, by its code. Raises as `may_print`."""
    may_print(actor, dossier)
    basis = basis_of(snapshot)
    texts = _texts(actor, dossier, basis)
    return {code: form.make(basis, texts).hash for code, form in FORMS.items()}


def may_print(actor: Actor, dossier: DossierFacts) -> None:
    """Raises Refused for another party, and for who does not cover the whole country: the forms
    hold all offices."""
    if actor.is_party and actor.party_id != dossier.party.id:
        raise Refused(Refusal("not_your_party"))
    if not actor.covers(NATION):
        raise Refused(Refusal("region_outside_scope"))


def _sheet(actor: Actor, form: Form, dossier: DossierFacts, snapshot: Mapping[str, Any]) -> Sheet:
    basis = basis_of(snapshot)
    return form.make(basis, _texts(actor, dossier, basis))


def _texts(actor: Actor, dossier: DossierFacts, basis: Basis) -> Mapping[str, str]:
    """The party's profile as it stood when the basis was made."""
    where = {"party_id": dossier.party.id, "cycle_id": dossier.cycle_id}
    said = profile(actor, **where, version=basis.profile_version)
    return said.texts if said else {}
