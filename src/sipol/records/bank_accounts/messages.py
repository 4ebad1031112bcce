"""The words of bank accounts: fields, and the sentences about them."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sipol.kernel.findings import Finding
from sipol.records.places.messages import FIELD_SENTENCES, sentence_of_field

TITLES: dict[str, str | Promise] = {
    "bank": _("Bank"),
    "branch": _("Cabang"),
    "number": _("Nomor rekening"),
    "holder": _("Atas nama"),
}
HINTS: dict[str, str | Promise] = {
    "holder": _("Rekening harus atas nama partai"),
}

SENTENCES: dict[str, dict[str, str]] = {
    "account_holder_differs": {
        "id": "Rekening atas nama “{holder}” tidak memuat nama partai. Periksa; rekening harus "
        "atas nama partai.",
        "en": "The holder “{holder}” does not contain the party's name. Check it; the account has "
        "to be in the name of the party.",
    },
}


def sentence(finding: Finding, language: str = "id") -> str:
    """The finding in the reader's language."""
    if finding.code in FIELD_SENTENCES:
        return sentence_of_field(finding, TITLES, language)
    return SENTENCES[finding.code][language].format(**finding.values)
