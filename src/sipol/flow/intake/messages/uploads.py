"""The sentences of refusals around an upload."""

from __future__ import annotations

SENTENCES: dict[str, dict[str, str]] = {
    "only_parties_send": {
        "id": "Hanya petugas partai yang dapat mengirim daftar anggota.",
        "en": "Only people of a party can send a member list.",
    },
    "region_outside_scope": {
        "id": "Wilayah ini di luar tugas Anda. Pilih kabupaten/kota yang menjadi tugas Anda.",
        "en": "This region is outside your scope. Choose a regency that is in it.",
    },
    "regency_unknown": {
        "id": "Kode kabupaten/kota tidak dikenal. Tulis seperti 81.71, atau kosongkan.",
        "en": "The regency code is not known. Write it like 81.71, or leave it empty.",
    },
    "delivery_unknown": {
        "id": "Kiriman yang hendak diperbaiki tidak ditemukan. Buka lagi halaman kiriman itu.",
        "en": "The delivery to be mended was not found. Open the page of that delivery again.",
    },
    "file_too_large": {
        "id": "Berkas lebih besar dari {limit_mb} MB. Bagi menjadi beberapa berkas, lalu kirim.",
        "en": "The file is larger than {limit_mb} MB. Split it into several files and send again.",
    },
    "client_key_invalid": {
        "id": "Nomor permintaan harus 1 sampai 100 huruf atau angka.",
        "en": "The request number must have 1 to 100 printable characters.",
    },
    "client_key_reused": {
        "id": "Nomor permintaan ini sudah dipakai untuk berkas lain. Berkas itu tidak berubah.",
        "en": "This request number was used for another file. That file has not changed.",
    },
    "upload_unknown": {
        "id": "Kiriman ini tidak dikenal. Mulai pengiriman baru dari berkas yang sama.",
        "en": "This upload is not known. Begin a new one with the same file.",
    },
    "upload_forbidden": {
        "id": "Anda tidak berwenang atas kiriman ini. Masuk sebagai petugas partai pengirimnya.",
        "en": "You may not touch this upload. Sign in as someone of the party that sends it.",
    },
    "upload_expired": {
        "id": "Kiriman ini tidak selesai dalam 14 hari atau sudah dibatalkan. Mulai yang baru.",
        "en": "This upload was not finished within 14 days, or was given up. Begin a new one.",
    },
    "upload_revoked": {
        "id": "Izin pengiriman ini dicabut oleh petugas partai. Yang belum selesai tidak dipakai.",
        "en": "Someone of the party revoked this upload. What was not finished is not used.",
    },
    "content_differs": {
        "id": "Berkas yang tiba tidak sama dengan yang diumumkan di awal, jadi tidak diterima. "
        "Pastikan berkas sudah disimpan dan tidak sedang diubah, lalu kirim lagi.",
        "en": "What arrived is not the file that was announced, so it was not accepted. "
        "Make sure that the file is saved and not being changed, then send it again.",
    },
    "sha256_invalid": {
        "id": "Sidik SHA-256 berkas harus 64 angka heksadesimal huruf kecil.",
        "en": "The file's SHA-256 must be 64 hexadecimal digits in lower case.",
    },
    "upload_finished": {
        "id": "Berkas ini sudah diterima seluruhnya dan tidak dapat dibatalkan lewat jalan ini.",
        "en": "This file has been received whole and cannot be taken back this way.",
    },
}
