"""The sentences of refusals around accounts."""

from __future__ import annotations

from sipol.kernel.refusals import Refusal

SENTENCES: dict[str, dict[str, str]] = {
    "token_label_missing": {
        "id": "Tulis nama program yang memakai token ini, paling panjang {most} huruf.",
        "en": "Name the program that uses this token, in at most {most} characters.",
    },
    "token_days_invalid": {
        "id": "Masa berlaku harus 1 sampai {most} hari.",
        "en": "A token is valid for 1 to {most} days.",
    },
    "token_made_already": {
        "id": "Formulir ini sudah membuat satu token, dan token hanya tampil sekali. Bila belum "
        "tersalin, cabut token itu, lalu buat yang baru.",
        "en": "This form has made one token already, and a token is shown once only. If you did "
        "not copy it, revoke it and make a new one.",
    },
    "token_not_found": {
        "id": "Token itu tidak ada atau bukan dalam tugas Anda. Tidak ada yang berubah.",
        "en": "There is no such token within your scope. Nothing has changed.",
    },
}


def sentence(refusal: Refusal, language: str = "id") -> str:
    """The refusal in the reader's language, its values filled in."""
    return SENTENCES[refusal.code][language].format(**refusal.values)
