"""Levels in words, and the sentences about fields that were typed and places that were named."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sipol.kernel.findings import Finding
from sipol.records.places.rules.levels import Level

LEVEL_TITLES: dict[str, str | Promise] = {
    Level.NATIONAL: _("Pusat"),
    Level.PROVINCE: _("Provinsi"),
    Level.REGENCY: _("Kabupaten/kota"),
    Level.DISTRICT: _("Kecamatan"),
}

REFUSALS: dict[str, dict[str, str]] = {
    "place_unknown": {
        "id": "Wilayah ini tidak dikenal, atau tidak ada yang diisi pada tingkat ini. "
        "Tidak ada yang disimpan.",
        "en": "This region is not known, or nothing is filed at its level. Nothing was saved.",
    },
    "place_empty": {
        "id": "Tidak ada yang dapat diakhiri di wilayah ini. Muat ulang halamannya.",
        "en": "There is nothing to end in this region. Load the page again.",
    },
}

# Sentences about a field follow its name.
FIELD_SENTENCES: dict[str, dict[str, str]] = {
    "filed_missing": {"id": "{field} belum diisi.", "en": "{field} is missing."},
    "filed_too_long": {
        "id": "{field} lebih dari {limit} huruf. Singkatkan.",
        "en": "{field} has more than {limit} characters. Shorten it.",
    },
    "filed_identity_number": {
        "id": "{field} memuat 16 angka seperti NIK. Hapus; NIK hanya ditulis di kolom NIK.",
        "en": "{field} holds 16 digits like an identity number. Write it in its own field only.",
    },
    "filed_date": {
        "id": "{field} tidak terbaca. Tulis hari-bulan-tahun, misalnya 27-03-2025.",
        "en": "{field} cannot be read. Write day-month-year, like 27-03-2025.",
    },
    "filed_phone": {
        "id": "{field} memuat bukan angka. Tulis seperti 021-3193 7223 atau +62 812 3456 7890.",
        "en": "{field} holds something else than digits. Write it like 021-3193 7223.",
    },
    "filed_account": {
        "id": "{field} memuat bukan angka, atau kurang dari 5 angka.",
        "en": "{field} holds something else than digits, or fewer than 5 of them.",
    },
    "filed_nik": {
        "id": "{field} bukan 16 angka yang mungkin. Salin dari KTP-el.",
        "en": "{field} is not 16 possible digits. Copy it from the identity card.",
    },
    "filed_choice": {
        "id": "{field} tidak dikenal. Pilih dari daftar.",
        "en": "{field} is not known. Choose from the list.",
    },
    "filed_number": {
        "id": "{field} bukan angka 0 sampai 9999.",
        "en": "{field} is not a number from 0 to 9999.",
    },
}


def sentence_of_field(
    finding: Finding, titles: Mapping[str, str | Promise], language: str = "id"
) -> str:
    """A finding about a field in the reader's language, with the name of its field."""
    title = titles[finding.where.column or ""]
    return FIELD_SENTENCES[finding.code][language].format(field=title, **finding.values)
