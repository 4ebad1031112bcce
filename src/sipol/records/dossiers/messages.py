"""The sentences of refusals around a dossier, and of notices about its moves."""

from __future__ import annotations

SENTENCES: dict[str, dict[str, str]] = {
    "deliveries_pending": {
        "id": "{count} kiriman masih diproses. Tunggu sampai selesai, lalu kirim pendaftaran.",
        "en": "{count} deliveries are still being processed. Wait for them, then hand in.",
    },
    "no_members": {
        "id": "Belum ada satu pun anggota yang diterima.",
        "en": "Not a single member has been accepted yet.",
    },
    "move_not_possible": {
        "id": "Langkah ini tidak dapat dilakukan lagi: keadaan berkas sudah berubah.",
        "en": "This step is no longer possible: the dossier has moved on.",
    },
    "decision_missing": {
        "id": "Pilih dahulu keputusannya. Tidak ada yang berubah.",
        "en": "Choose a decision first. Nothing has changed.",
    },
    "role_not_allowed": {
        "id": "Peran Anda tidak berwenang melakukan langkah ini.",
        "en": "Your role does not allow this step.",
    },
    "reason_missing": {
        "id": "Tuliskan alasannya; alasan ini dibaca oleh partai dan Bawaslu.",
        "en": "Give the reason; the party and the supervisor will read it.",
    },
    "not_your_party": {
        "id": "Berkas ini milik partai lain.",
        "en": "This dossier belongs to another party.",
    },
    "figures_changed": {
        "id": "Angka berubah sejak halaman ini dibuka. Periksa sekali lagi, lalu kirim.",
        "en": "The figures changed since you opened this page. Check again, then send.",
    },
    "confirmation_wrong": {
        "id": "Ketik nama singkat partai persis seperti tertulis untuk memastikan.",
        "en": "Type the party's short name exactly as shown to confirm.",
    },
    "request_reused": {
        "id": "Nomor permintaan ini sudah dipakai untuk langkah lain.",
        "en": "This request number has been used for another step.",
    },
    "not_prepared": {
        "id": "Pendaftaran belum disiapkan. Seorang admin menyiapkan, admin lain memastikan.",
        "en": "The filing is not prepared yet. One admin prepares it, another one confirms.",
    },
    "changed_since_prepared": {
        "id": "Data berubah sejak pendaftaran disiapkan. Siapkan sekali lagi; tidak ada yang "
        "dikirim.",
        "en": "The data changed since the filing was prepared. Prepare it again; nothing was sent.",
    },
    "prepared_by_same_person": {
        "id": "Anda yang menyiapkan pendaftaran ini. Admin lain dari partai Anda yang memastikan.",
        "en": "You prepared this filing. Another admin of your party has to confirm it.",
    },
    "second_person_needed": {
        "id": "Pada tahapan ini dua admin mengirim bersama: satu menyiapkan, satu memastikan.",
        "en": "In this cycle two admins hand in together: one prepares, one confirms.",
    },
    "acceptance_unexplained": {
        "id": "Perhitungan menunjukkan syarat yang belum terpenuhi. Tuliskan mengapa berkas tetap "
        "diterima lengkap.",
        "en": "The computation shows requirements that are not met. Say why the filing is complete "
        "all the same.",
    },
    "letter_missing": {
        "id": "Sebutkan surat permohonannya: nomor, tanggal, dan siapa yang meminta.",
        "en": "Name the letter that asks: its number, its date, and who asked.",
    },
    "deadline_ahead": {
        "id": "Tenggat belum lewat ({closes_at}); partai masih dapat mendaftar.",
        "en": "The deadline has not passed ({closes_at}); the party may still register.",
    },
    "not_handed_in": {
        "id": "Partai ini belum menyerahkan pendaftaran; belum ada yang dapat diperiksa.",
        "en": "This party has not handed in yet; there is nothing to check.",
    },
    "checklist_moved_on": {
        "id": "Partai sudah menyerahkan lagi sejak halaman ini dibuka. Muat ulang daftar periksa.",
        "en": "The party handed in again since this page was opened. Load the checklist again.",
    },
}

NOTICES: dict[str, dict[str, dict[str, str]]] = {
    "dossier.prepared": {
        "id": {
            "title": "Pendaftaran disiapkan, menunggu orang kedua",
            "text": "{by} menyiapkan pendaftaran {party}. Admin lain memastikan angkanya, lalu "
            "pendaftaran diserahkan. Tenggat {closes_at}.",
        },
        "en": {
            "title": "The registration is prepared and waits for a second person",
            "text": "{by} prepared the registration of {party}. Another admin confirms the "
            "figures; then it is handed in. The deadline is {closes_at}.",
        },
    },
    "dossier.reopened": {
        "id": {
            "title": "Pendaftaran Anda dibuka kembali",
            "text": "KPU membuka kembali pendaftaran {party}. Dasarnya: {reason}",
        },
        "en": {
            "title": "Your registration was opened again",
            "text": "The commission opened the registration of {party} again. The basis: {reason}",
        },
    },
    "dossier.lapsed": {
        "id": {
            "title": "Tenggat lewat tanpa pendaftaran",
            "text": "KPU mencatat bahwa {party} tidak menyerahkan pendaftaran sampai tenggat. "
            "Datanya tetap tersimpan dan dapat dibaca.",
        },
        "en": {
            "title": "The deadline passed without a registration",
            "text": "The commission took down that {party} handed nothing in until the deadline. "
            "Its data is kept and can be read.",
        },
    },
    "dossier.submitted": {
        "id": {
            "title": "{party} mengirim pendaftaran",
            "text": "Pendaftaran {party} masuk dan menunggu diperiksa bersama petugas penghubung.",
        },
        "en": {
            "title": "{party} handed in its registration",
            "text": "The registration of {party} is in and waits to be checked with its liaison.",
        },
    },
    "dossier.accepted": {
        "id": {
            "title": "Pendaftaran Anda diterima lengkap",
            "text": "KPU menerima pendaftaran {party} sebagai lengkap.",
        },
        "en": {
            "title": "Your registration was received as complete",
            "text": "The commission received the registration of {party} as complete.",
        },
    },
    "dossier.found_incomplete": {
        "id": {
            "title": "Pendaftaran Anda belum lengkap",
            "text": "KPU menyatakan pendaftaran {party} belum lengkap. Alasannya: {reason} "
            "Anda dapat melengkapi dan mengirim lagi sampai tenggat {closes_at}.",
        },
        "en": {
            "title": "Your registration is not complete yet",
            "text": "The commission found the registration of {party} incomplete. The reason: "
            "{reason} You may complete it and hand it in again until {closes_at}.",
        },
    },
    "dossier.returned": {
        "id": {
            "title": "Pendaftaran Anda dikembalikan",
            "text": "KPU mengembalikan pendaftaran {party}. Alasannya: {reason}",
        },
        "en": {
            "title": "Your registration was returned",
            "text": "The commission returned the registration of {party}. The reason: {reason}",
        },
    },
}
