"""What stands on the checklist of a filing on paper, and the sentences of its refusals."""

from __future__ import annotations

ITEM_TITLES: dict[str, str] = {
    "registration_letter": "Surat pendaftaran",
    "statement": "Surat pernyataan partai",
    "recap": "Rekapitulasi pendaftaran",
    "profile": "Profil partai",
    "papers": "Akta, AD/ART dan keputusan Menteri",
    "boards": "Keputusan kepengurusan",
    "offices": "Surat keterangan kantor tetap",
    "bank_accounts": "Bukti rekening",
    "members": "Daftar anggota dan KTA/KTP",
    "storage_medium": "Media penyimpanan (USB, cakram)",
}

SENTENCES: dict[str, dict[str, str]] = {
    "paper_incomplete": {
        "id": "Pilih sedikitnya satu berkas dan tulis nama yang menyerahkan.",
        "en": "Choose at least one paper and write the name of who handed it over.",
    },
    "paper_time_wrong": {
        "id": "Tanggal dan jam kedatangan tidak terbaca, belum tiba, atau lebih dari 31 hari lalu. "
        "Tulis tanggal seperti 14-08-2027 dan jam seperti 23.41.",
        "en": "The date and time of arrival cannot be read, are still to come, or lie more than 31 "
        "days back. Write dates like 14-08-2027 and times like 23.41.",
    },
    "paper_text_too_long": {
        "id": "Satu keterangan paling panjang {most} huruf. Pendekkan, lalu simpan lagi.",
        "en": "A note may have at most {most} characters. Shorten it and save again.",
    },
    "paper_unknown": {
        "id": "Penerimaan kertas ini tidak ditemukan. Buka lagi halaman berkas partai.",
        "en": "This filing on paper was not found. Open the page of the dossier again.",
    },
    "paper_scan_known": {
        "id": "Nomor pindaian sudah dicatat dan tidak dapat diganti.",
        "en": "The number of the scan has been taken down and cannot be replaced.",
    },
    "paper_scan_missing": {
        "id": "Tulis nomor atau tempat pindaian, paling panjang 200 huruf.",
        "en": "Write the number or place of the scan, at most 200 characters.",
    },
}
