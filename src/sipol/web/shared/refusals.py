"""What people and programs read when something is refused: one table for every door."""

from __future__ import annotations

from collections.abc import Mapping

from sipol.flow.intake.messages.on_paper import SENTENCES as OF_FILINGS_ON_PAPER
from sipol.flow.intake.messages.uploads import SENTENCES as OF_UPLOADS
from sipol.flow.place_lists.messages import REFUSALS as OF_LISTS
from sipol.kernel.refusals import Refusal
from sipol.records.access.messages import SENTENCES as OF_ACCESS
from sipol.records.accounts.messages import SENTENCES as OF_ACCOUNTS
from sipol.records.boards.messages import REFUSALS as OF_BOARDS
from sipol.records.dossiers.messages import SENTENCES as OF_DOSSIERS
from sipol.records.drafts.messages import SENTENCES as OF_DRAFTS
from sipol.records.members.messages import SENTENCES as OF_MEMBERS
from sipol.records.papers.messages import SENTENCES as OF_PAPERS
from sipol.records.places.messages import REFUSALS as OF_PLACES
from sipol.records.regions.messages import REFUSALS as OF_REGIONS
from sipol.records.timetable.messages import SENTENCES as OF_TIME
from sipol.web.shared.language import in_force

Words = Mapping[str, str]

# What a door itself refuses, before anything is asked of flow or records.
OF_DOORS: Mapping[str, Words] = {
    "token_missing": {
        "id": "Permintaan ini memerlukan token. Sertakan kepala Authorization: Bearer.",
        "en": "This needs a token. Send an Authorization: Bearer header.",
    },
    "token_unknown": {
        "id": "Token tidak dikenal atau sudah dicabut. Buat token baru di halaman “Akun dan izin” "
        "partai (/partai/akun/).",
        "en": "The token is unknown or was revoked. Make a new one on the party's page “Akun dan "
        "izin” (/partai/akun/).",
    },
    "step_missing": {
        "id": "Pilih dahulu apa yang dilakukan. Tidak ada yang berubah.",
        "en": "Choose what to do first. Nothing has changed.",
    },
    "party_missing": {
        "id": "Sebutkan partainya dengan party_id.",
        "en": "Say which party, with party_id.",
    },
    "receipt_not_issued": {
        "id": "Tanda terima terbit setelah semua baris selesai diproses.",
        "en": "The receipt is issued when all rows have been processed.",
    },
    "request_malformed": {
        "id": "Permintaan ini tidak terbaca. Tidak ada yang berubah.",
        "en": "This request cannot be read. Nothing has changed.",
    },
    "not_allowed": {
        "id": "Anda tidak berwenang di alamat ini.",
        "en": "You may not use this address.",
    },
    "not_found": {
        "id": "Yang diminta tidak ditemukan.",
        "en": "What was asked for was not found.",
    },
    "too_many": {
        "id": "Terlalu banyak permintaan dalam waktu singkat. Tunggu sebentar, lalu coba lagi.",
        "en": "Too many requests in a short time. Wait a moment and try again.",
    },
    "unexpected": {
        "id": "Terjadi kesalahan pada sistem kami. Yang sudah diterima aman. Kode: {number}.",
        "en": "Something failed on our side. What was received is safe. Quote {number}.",
    },
    "busy": {
        "id": "Server sedang sibuk. Yang sudah diterima aman; coba lagi beberapa saat lagi.",
        "en": "The server is busy. What was received is safe; try again in a moment.",
    },
}

SENTENCES: Mapping[str, Words] = {
    **{code: {"id": words[0], "en": words[1]} for code, words in OF_REGIONS.items()},
    **OF_TIME,
    **OF_FILINGS_ON_PAPER,
    **OF_DOSSIERS,
    **OF_PLACES,
    **OF_BOARDS,
    **OF_ACCOUNTS,
    **OF_ACCESS,
    **OF_DRAFTS,
    **OF_PAPERS,
    **OF_MEMBERS,
    **OF_UPLOADS,
    **OF_LISTS,
    **OF_DOORS,
}


def sentence(refusal: Refusal, language: str = "") -> str:
    """The refusal in this language, else in that of the page; its values filled in."""
    return SENTENCES[refusal.code][language or in_force()].format(**refusal.values)
