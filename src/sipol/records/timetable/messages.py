"""The sentences of refusals about time, and what phases and kinds of data are called."""

from __future__ import annotations

KIND_TITLES: dict[str, str] = {
    "profile": "Profil partai",
    "papers": "Dokumen",
    "boards": "Kepengurusan",
    "offices": "Kantor tetap",
    "bank_accounts": "Rekening",
    "members": "Anggota",
    "statements": "Surat pernyataan",
    "hand_in": "Pengiriman pendaftaran",
}

PURPOSE_TITLES: dict[str, str] = {
    "filing": "Pengisian",
    "correction": "Perbaikan",
    "reopening": "Pembukaan kembali",
}

PHASE_TITLES: dict[str, str] = {
    "not_open": "Belum dibuka",
    "open": "Dibuka",
    "correction": "Perbaikan",
    "closing": "Menutup",
    "closed": "Ditutup",
}

SENTENCES: dict[str, dict[str, str]] = {
    "window_closed": {
        "id": "Masa pengisian untuk bagian ini tidak sedang dibuka. Ditutup: {closes_at}. Dibuka "
        "berikutnya: {opens_at}. Yang sudah diterima tetap aman dan dapat dibaca. Berkas di atas "
        "kertas dapat diserahkan ke KPU; KPU mencatat jam kedatangan Anda.",
        "en": "This part is not open for writing now. Closed: {closes_at}. Opens next: {opens_at}. "
        "What was received is safe and can be read. Papers can be handed to the commission, which "
        "records when you came.",
    },
    "window_elsewhere": {
        "id": "Wilayah ini tidak termasuk yang sedang dibuka. Dibuka sekarang hanya: {regions}. "
        "Di sini ditutup: {closes_at}. Dibuka berikutnya: {opens_at}. Yang sudah diterima tetap "
        "aman dan dapat dibaca.",
        "en": "This region is not among those that are open now. Open now are only: {regions}. "
        "Closed here: {closes_at}. Opens next: {opens_at}. What was received is safe and can be "
        "read.",
    },
    "same_person": {
        "id": "Yang mengusulkan tidak dapat mengesahkan. Minta petugas KPU lain mengesahkannya.",
        "en": "Who proposed cannot confirm. Ask another person of the commission to confirm it.",
    },
    "window_over": {
        "id": "Waktu selesainya sudah lewat. Tarik usulan ini dan buat usulan baru.",
        "en": "Its end has passed already. Withdraw this proposal and make a new one.",
    },
    "window_shortened": {
        "id": "Tenggat yang berlaku tidak dapat dimajukan: waktu selesai harus setelah {ends_at}.",
        "en": "A deadline in force cannot be brought forward: the end must be after {ends_at}.",
    },
    "window_unknown": {
        "id": "Jangka waktu yang hendak diperpanjang tidak ditemukan pada tahapan ini.",
        "en": "The window to be extended was not found in this cycle.",
    },
    "window_terms_missing": {
        "id": "Isi semua: jenis data, mulai, selesai, dasar hukum, nomor surat dan alasan.",
        "en": "Fill in everything: kinds of data, start, end, legal basis, reference and reason.",
    },
    "window_times_wrong": {
        "id": "Waktu selesai harus setelah waktu mulai dan belum lewat. Tulis tanggal seperti "
        "24-03-2027 dan jam seperti 18.30.",
        "en": "The end must be after the start and still to come. Write dates like 24-03-2027 and "
        "times like 18.30.",
    },
    "window_kind_unknown": {
        "id": "Pilih jenis data dari daftar.",
        "en": "Choose kinds of data from the list.",
    },
    "window_region_unknown": {
        "id": "Kode wilayah {code} tidak ada dalam daftar wilayah yang berlaku.",
        "en": "There is no region with the code {code} in the register.",
    },
    "national_only": {
        "id": "Hanya KPU tingkat nasional yang dapat mengubah jangka waktu.",
        "en": "Only the national commission can change windows.",
    },
    "proposal_decided": {
        "id": "Usulan ini sudah diputus. Buka lagi halamannya untuk melihat hasilnya.",
        "en": "This proposal has been decided. Open its page again to see how.",
    },
}

CALENDAR_FINDINGS: dict[str, str] = {
    "calendar_unreadable": "Berkas ini bukan TOML yang dapat dibaca: {detail}.",
    "calendar_field_missing": "{where}: isian {field} tidak ada atau kosong.",
    "calendar_time_wrong": "{where}: {field} harus seperti “2022-08-14 23:59:59 WIB”.",
    "calendar_span_wrong": "{where}: selesainya harus setelah mulainya.",
    "calendar_kind_unknown": "{where}: kinds harus dari {known}, atau “all”.",
    "calendar_purpose_unknown": "{where}: purpose harus dari {known}.",
    "calendar_code_wrong": "{where}: {field} hanya huruf kecil, angka dan tanda hubung.",
    "calendar_code_twice": "Kode {code} dipakai dua kali.",
}

NOTICES: dict[str, dict[str, dict[str, str]]] = {
    "window.opened": {
        "id": {
            "title": "Dibuka untuk partai Anda: {name}",
            "text": "Mulai {starts_at}, tenggat {ends_at}. Dasar: {legal_basis}, {reference}. "
            "Wilayah dan jenis data yang dibuka ada di jadwal.",
        },
        "en": {
            "title": "Opened for your party: {name}",
            "text": "From {starts_at}, deadline {ends_at}. Basis: {legal_basis}, {reference}. "
            "The regions and kinds of data that are open stand in the calendar.",
        },
    },
}
