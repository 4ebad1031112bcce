"""The sentences around drafts."""

from __future__ import annotations

from sipol.kernel.refusals import Refusal

SENTENCES: dict[str, dict[str, str]] = {
    "draft_form_unknown": {
        "id": "Formulir ini tidak dikenal. Tidak ada yang disimpan; muat ulang halamannya.",
        "en": "This form is not known. Nothing was saved; load its page again.",
    },
    "draft_not_yours": {
        "id": "Peran Anda tidak mengisi formulir ini. Tidak ada yang disimpan.",
        "en": "Your role does not fill in this form. Nothing was saved.",
    },
    "draft_field_invalid": {
        "id": "Ada isian yang tidak dikenal formulir ini. Tidak ada yang disimpan.",
        "en": "One of the fields is not known to this form. Nothing was saved.",
    },
    "draft_too_large": {
        "id": "Isian terlalu panjang; satu isian memuat paling banyak {limit} huruf. "
        "Singkatkan, lalu simpan lagi.",
        "en": "The text is too long; one field holds at most {limit} characters. "
        "Shorten it and save again.",
    },
    "draft_full": {
        "id": "Draf ini sudah memuat terlalu banyak isian. Pilih dahulu isian yang bentrok.",
        "en": "This draft holds too many texts already. Decide the open conflicts first.",
    },
    "draft_base_unknown": {
        "id": "Versi yang menjadi dasar isian ini tidak ada di server. Baca dahulu draf terakhir.",
        "en": "The version that this text is based on is not on the server. Read the draft first.",
    },
    "idempotency_key_invalid": {
        "id": "Sertakan Idempotency-Key: 1 sampai 200 huruf atau angka.",
        "en": "Send an Idempotency-Key of 1 to 200 printable characters.",
    },
    "idempotency_key_reused": {
        "id": "Idempotency-Key ini sudah dipakai untuk isian lain. Isian itu tidak berubah.",
        "en": "This Idempotency-Key was used for something else, which has not changed.",
    },
    "draft_conflict": {
        "id": "Isian ini juga diubah orang lain. Keduanya disimpan; pilih salah satu. "
        "Isian lain sudah tersimpan.",
        "en": "Somebody else changed this as well. Both are kept; choose one. "
        "The rest has been saved.",
    },
}


def sentence(refusal: Refusal, language: str = "id") -> str:
    """The refusal in the reader's language, its values filled in."""
    return SENTENCES[refusal.code][language].format(**refusal.values)
