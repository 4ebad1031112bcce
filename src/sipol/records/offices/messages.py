"""The words of offices: fields, and the sentences about them."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sipol.kernel.findings import Finding
from sipol.records.offices.rules.office import LEASE, LOAN, OWN
from sipol.records.places.messages import FIELD_SENTENCES, sentence_of_field

TENURE_TITLES: dict[str, str | Promise] = {
    OWN: _("Milik sendiri"),
    LEASE: _("Sewa"),
    LOAN: _("Pinjam pakai"),
}
TITLES: dict[str, str | Promise] = {
    "address": _("Alamat kantor tetap"),
    "district": _("Kecamatan"),
    "village": _("Kelurahan/desa"),
    "tenure": _("Status kantor"),
    "valid_until": _("Dapat dipakai sampai"),
    "phone": _("Telepon kantor"),
}
HINTS: dict[str, str | Promise] = {
    "address": _("Jalan, nomor, RT/RW"),
    "district": _("Nama atau kodenya"),
    "village": _("Nama atau kodenya"),
    "valid_until": _("Misalnya 31-12-2029. Hanya kantor milik sendiri yang boleh tanpa batas"),
}

SENTENCES: dict[str, dict[str, str]] = {
    "office_end_missing": {
        "id": "Isi sampai kapan kantor sewa atau pinjam pakai ini dapat dipakai.",
        "en": "Say until when this rented or lent office may be used.",
    },
    "office_ends_early": {
        "id": "Kantor dapat dipakai sampai {on}; harus sampai tahapan terakhir, {needed}.",
        "en": "The office may be used until {on}; it has to last to the last stage, {needed}.",
    },
    "office_term_over": {
        "id": "Masa pakai kantor sudah berakhir {on}.",
        "en": "The right to use this office ended on {on}.",
    },
}


def sentence(finding: Finding, language: str = "id") -> str:
    """The finding in the reader's language."""
    if finding.code in FIELD_SENTENCES:
        return sentence_of_field(finding, TITLES, language)
    return SENTENCES[finding.code][language].format(**finding.values)
