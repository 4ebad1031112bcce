"""The sentences of this door's protocol, beside those that all doors share."""

from __future__ import annotations

from sipol.kernel.refusals import Refusal
from sipol.web.shared import refusals

SENTENCES: dict[str, dict[str, str]] = {
    "no_cycle": {
        "id": "Belum ada tahapan pemilu yang berjalan, jadi belum ada yang dapat dikirim.",
        "en": "No election cycle is running yet, so nothing can be sent.",
    },
    "page_unknown": {
        "id": "Alamat ini tidak ada.",
        "en": "There is nothing at this address.",
    },
    "method_unknown": {
        "id": "Cara ini tidak berlaku di alamat ini.",
        "en": "This method does not apply at this address.",
    },
    "version_unknown": {
        "id": "Program pengirim harus memakai tus 1.0.0 (kepala Tus-Resumable).",
        "en": "The sending program must speak tus 1.0.0 (header Tus-Resumable).",
    },
    "header_wrong": {
        "id": "Kepala {header} tidak ada atau tidak terbaca. Tidak ada yang berubah.",
        "en": "The header {header} is missing or unreadable. Nothing has changed.",
    },
    "content_type_wrong": {
        "id": "Jenis isi harus application/offset+octet-stream.",
        "en": "The content type must be application/offset+octet-stream.",
    },
    "offset_mismatch": {
        "id": "Yang sudah aman baru {offset} byte. Lanjutkan dari sana.",
        "en": "{offset} bytes are safe so far. Go on from there.",
    },
    "checksum_mismatch": {
        "id": "Potongan berkas rusak di perjalanan. Potongan ini dikirim lagi; yang lain aman.",
        "en": "A piece was damaged on the way. It must be sent again; everything else is safe.",
    },
    "body_too_long": {
        "id": "Isi berkas lebih panjang daripada yang diumumkan. Mulai pengiriman baru.",
        "en": "The file is longer than announced. Begin a new upload.",
    },
    "taken_over": {
        "id": "Pengiriman dilanjutkan lewat sambungan lain. Yang sudah diterima aman.",
        "en": "Sending goes on over another connection. What was received is safe.",
    },
    "silence": {
        "id": "Sambungan terlalu lama diam. Yang sudah diterima aman; lanjutkan pengiriman.",
        "en": "The connection was silent for too long. What was received is safe; go on sending.",
    },
    "upload_lost": {
        "id": "Berkas ini hilang di penyimpanan server. Mulai yang baru; petugas diberi tahu.",
        "en": "The server has lost this file. Begin a new upload; its operators have been told.",
    },
    "storage_away": {
        "id": "Penyimpanan server penuh atau terganggu. Yang sudah diterima aman; coba lagi nanti.",
        "en": "The server's storage is full or failing. What arrived is safe; try again later.",
    },
    "restarting": {
        "id": "Server sedang diperbarui. Yang sudah diterima aman; pengiriman segera dilanjutkan.",
        "en": "The server is being renewed. What was received is safe; go on in a moment.",
    },
}


def sentence(refusal: Refusal, language: str) -> str:
    """The sentence for a person, its values filled in."""
    if refusal.code in SENTENCES:
        return SENTENCES[refusal.code][language].format(**refusal.values)
    return refusals.sentence(refusal, language)
