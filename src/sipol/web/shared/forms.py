"""Forms of the law and official records: what can be printed of a dossier, and the files."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.utils import translation

from sipol.kernel.actors import Actor
from sipol.kernel.refusals import Refused
from sipol.records.dossiers.queries import DossierFacts
from sipol.records.dossiers.rules.completeness import Outcome
from sipol.records.hand_ins.documents.decisions import TITLES, decision_document, offered
from sipol.records.hand_ins.documents.forms import FORMS, handed_in_form, may_print
from sipol.records.hand_ins.queries import hand_in_numbers
from sipol.records.parties.messages import FIELD_TITLES
from sipol.web.shared.checklist import requirement_row

TOLD_GAPS = 10


def printed_page(actor: Actor, dossier: DossierFacts) -> dict[str, Any]:
    """Template variables of shared/forms/printed.html."""
    return {
        "form_hand_ins": hand_in_numbers(dossier.id) if prints(actor, dossier) else [],
        "forms": list(FORMS.values()),
        "decided": [
            {"step": step, "records": [(code, TITLES[code]) for code in records]}
            for step, records in offered(dossier)
        ],
    }


def prints(actor: Actor, dossier: DossierFacts) -> bool:
    """Whether the forms of this party are for this person."""
    try:
        may_print(actor, dossier)
    except Refused:
        return False
    return True


def handed_in_pdf(actor: Actor, dossier: DossierFacts, hand_in: int, model: str) -> HttpResponse:
    """A form of that hand-in; raises Http404 where there is none."""
    if model not in FORMS:
        raise Http404("no such form")
    content = handed_in_form(actor, model, dossier=dossier, number=hand_in)
    return pdf(content, f"{model}-{dossier.party.short_name}-{hand_in}")


def decision_pdf(actor: Actor, dossier: DossierFacts, entry: int, record: str) -> HttpResponse:
    """A document of that decision, in Indonesian; raises Http404 where there is none."""
    with translation.override("id"):
        content = decision_document(actor, dossier=dossier, entry=entry, record=record, told=_told)
    return pdf(content, f"{record}-{dossier.party.short_name}-{entry}")


def pdf(content: bytes | None, name: str) -> HttpResponse:
    """A PDF to be looked at; raises Http404 for none."""
    if content is None:
        raise Http404("no such document")
    response = HttpResponse(content, content_type="application/pdf")
    safe = "".join(each if each.isascii() and each.isalnum() else "-" for each in name)
    response.headers["Content-Disposition"] = f'inline; filename="{safe}.pdf"'
    return response


def _told(outcome: Outcome, names: dict[str, str]) -> dict[str, Any]:
    return requirement_row(outcome, {**FIELD_TITLES, **names}, most=TOLD_GAPS)
