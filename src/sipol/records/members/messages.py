"""The sentences of refusals about members."""

from __future__ import annotations

SENTENCES: dict[str, dict[str, str]] = {
    "member_unknown": {
        "id": "Anggota ini tidak ditemukan pada partai dan wilayah Anda. Tidak ada yang berubah.",
        "en": "This member was not found in your party and region. Nothing has changed.",
    },
    "member_listed": {
        "id": "NIK ini sudah tercatat sebagai anggota partai Anda. Cari anggotanya di daftar dan "
        "perbaiki di sana. Yang Anda ketik tetap ada di formulir ini.",
        "en": "This NIK is on your party's roll already. Look the member up in the list and "
        "correct them there. What you typed is still in this form.",
    },
    "member_ended": {
        "id": "Keanggotaan ini sudah diakhiri. Batalkan pengakhirannya dahulu bila keliru.",
        "en": "This membership has ended. Undo that first if it was a mistake.",
    },
    "member_changed_meanwhile": {
        "id": "Data anggota ini baru saja diubah orang lain. Muat ulang, lihat perubahannya, lalu "
        "simpan lagi. Yang Anda ketik belum disimpan.",
        "en": "Somebody else has just changed this member. Load again, look at the change, then "
        "save. What you typed is not saved yet.",
    },
    "ending_unknown": {
        "id": "Pengakhiran ini tidak ditemukan pada partai Anda.",
        "en": "This ending was not found in your party.",
    },
    "ending_reason_missing": {
        "id": "Tuliskan alasan pengakhiran. Belum ada yang berubah.",
        "en": "Write why the memberships end. Nothing has changed yet.",
    },
    "ending_by_same_person": {
        "id": "Lebih dari 100 anggota hanya dapat diakhiri oleh dua orang. Minta petugas lain dari "
        "partai Anda mengesahkannya. Belum ada yang berubah.",
        "en": "More than 100 members end only by two people. Ask another person of your party to "
        "confirm. Nothing has changed yet.",
    },
    "ending_dropped": {
        "id": "Permintaan ini sudah ditarik. Tidak ada anggota yang diakhiri.",
        "en": "This request was withdrawn. No membership has ended.",
    },
    "ending_done": {
        "id": "Keanggotaan ini sudah diakhiri; gunakan pembatalan.",
        "en": "These memberships have ended already; undo that instead.",
    },
    "ending_not_done": {
        "id": "Permintaan ini belum disahkan, jadi belum ada yang perlu dibatalkan.",
        "en": "This request was not confirmed, so that there is nothing to undo.",
    },
    "undo_too_late": {
        "id": "Pengakhiran hanya dapat dibatalkan dalam 14 hari. Daftarkan anggotanya kembali; "
        "riwayat lamanya tetap tersimpan.",
        "en": "An ending can be undone for 14 days. List the members again; their earlier history "
        "is kept.",
    },
}
