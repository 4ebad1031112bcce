"""The sentences of access: refusals, findings, and what entries of the ledger are called."""

from __future__ import annotations

from sipol.kernel.findings import Finding
from sipol.kernel.refusals import Refusal

SENTENCES: dict[str, dict[str, str]] = {
    "account_not_found": {
        "id": "Akun itu tidak ada atau bukan dalam tugas Anda. Tidak ada yang berubah.",
        "en": "There is no such account within your scope. Nothing has changed.",
    },
    "account_is_own": {
        "id": "Ini akun Anda sendiri. Minta admin lain di organisasi Anda melakukannya.",
        "en": "This is your own account. Ask another admin of your organisation to do it.",
    },
    "account_not_yours": {
        "id": "Hak akun ini tidak dapat Anda ubah. Tidak ada yang berubah.",
        "en": "The rights of this account are not yours to change. Nothing has changed.",
    },
    "account_not_active": {
        "id": "Akun ini tidak aktif. Aktifkan dahulu, atau undang orang lain.",
        "en": "This account is not active. Resume it first, or invite somebody else.",
    },
    "account_changed_meanwhile": {
        "id": "Akun ini baru saja diubah orang lain. Buka halamannya lagi, lalu ulangi.",
        "en": "Somebody has just changed this account. Open the page again and repeat.",
    },
    "account_other_organisation": {
        "id": "Akun tidak dapat pindah ke organisasi lain. Undang orangnya di sana.",
        "en": "An account cannot move to another organisation. Invite the person there.",
    },
    "last_admins": {
        "id": "Organisasi harus tetap memiliki dua admin; sekarang ada {count}. Undang admin lain "
        "dahulu, atau serahkan tugas akun ini kepada penggantinya.",
        "en": "An organisation keeps two admins; there are {count} now. Invite another one first, "
        "or hand this account's duty over to a successor.",
    },
    "hand_over_to_itself": {
        "id": "Tugas tidak dapat diserahkan kepada orang yang sama. Tulis alamat penggantinya.",
        "en": "A duty cannot be handed over to the same person. Give the successor's address.",
    },
    "first_account_exists": {
        "id": "Kantor KPU RI sudah memiliki dua admin. Minta salah satu dari mereka mengundang.",
        "en": "The national commission has two admins already. Ask one of them to invite.",
    },
    "first_account_address": {
        "id": "Alamat surel ini tidak lengkap atau sudah dipakai. Tidak ada yang berubah.",
        "en": "This address is not complete or is in use. Nothing has changed.",
    },
    "invitation_not_found": {
        "id": "Undangan itu tidak ada atau bukan dalam tugas Anda. Tidak ada yang berubah.",
        "en": "There is no such invitation within your scope. Nothing has changed.",
    },
    "invitation_spent": {
        "id": "Undangan ini sudah dipakai atau ditarik. Tidak ada yang berubah.",
        "en": "This invitation was used or withdrawn. Nothing has changed.",
    },
    "invitation_unknown": {
        "id": "Tautan undangan ini tidak berlaku: sudah dipakai, diganti tautan yang lebih baru, "
        "atau ditarik. Minta tautan baru kepada admin organisasi Anda.",
        "en": "This link is not valid: it was used, replaced by a newer one, or withdrawn. Ask "
        "the admin of your organisation for a new one.",
    },
    "invitation_expired": {
        "id": "Masa berlaku tautan undangan ini sudah lewat. Minta tautan baru kepada admin "
        "organisasi Anda.",
        "en": "This link has expired. Ask the admin of your organisation for a new one.",
    },
    "invitation_name": {
        "id": "Tulis nama Anda, paling panjang 200 huruf.",
        "en": "Write your name, in at most 200 characters.",
    },
    "invitation_address_taken": {
        "id": "Alamat surel ini sudah memiliki akun atau undangan lain. Pakai alamat lain.",
        "en": "This address has an account or an invitation already. Use another one.",
    },
    "letter_not_yours": {
        "id": "Surat partai ini bukan tugas kantor Anda. Tidak ada yang berubah.",
        "en": "This party's letter is not for your office. Nothing has changed.",
    },
    "letter_known": {
        "id": "Surat nomor {number} dari partai ini sudah tercatat.",
        "en": "Letter {number} of this party is on record already.",
    },
    "party_name_taken": {
        "id": "Nama {name} atau nama singkat {short_name} sudah dipakai. Bila partainya sama, "
        "pilih dari daftar.",
        "en": "The name {name} or the short name {short_name} is taken. If it is the same party, "
        "choose it from the list.",
    },
    "narrowing_needs_two": {
        "id": "Hak pengawas hanya dapat dikurangi oleh dua orang dari kantor yang berbeda. "
        "Ajukan usul; orang kedua yang menyetujuinya.",
        "en": "A supervisor's rights shrink only by two people of different offices. Propose it; "
        "a second person confirms.",
    },
    "narrowing_same_office": {
        "id": "Usul ini harus diputuskan orang lain dari kantor lain daripada pengusulnya.",
        "en": "Another person of another office than the proposer's must decide this.",
    },
    "narrowing_not_yours": {
        "id": "Hanya pengusulnya yang dapat menarik usul ini.",
        "en": "Only whoever proposed this can take it back.",
    },
    "narrowing_not_found": {
        "id": "Usul itu tidak ada atau sudah diputuskan. Tidak ada yang berubah.",
        "en": "There is no such proposal, or it was decided. Nothing has changed.",
    },
    "narrowing_open": {
        "id": "Sudah ada usul tentang akun ini yang menunggu orang kedua.",
        "en": "A proposal about this account is waiting for a second person already.",
    },
    "narrowing_kind": {
        "id": "Pilih dahulu apa yang diusulkan. Tidak ada yang berubah.",
        "en": "Choose what you propose first. Nothing has changed.",
    },
    "narrowing_region": {
        "id": "Pilih wilayah tugas yang baru dan lebih sempit.",
        "en": "Choose a new and smaller region.",
    },
}

FINDING_SENTENCES: dict[str, dict[str, str]] = {
    "invite_email": {
        "id": "Alamat surel tidak lengkap. Tulis seperti nama@partai.id.",
        "en": "The address is not complete. Write it like name@party.id.",
    },
    "invite_name_long": {
        "id": "Nama lebih dari 200 huruf. Singkatkan.",
        "en": "The name has more than 200 characters. Shorten it.",
    },
    "invite_region_unknown": {
        "id": "Kode wilayah tidak dikenal. Kosongkan untuk pusat, atau tulis kode provinsi (81) "
        "atau kabupaten/kota (81.71).",
        "en": "The region code is not known. Leave it empty for the nation, or write a province "
        "(81) or a regency (81.71).",
    },
    "invite_admin_is_national": {
        "id": "Admin partai bertugas di pusat. Kosongkan wilayahnya, atau pilih peran operator.",
        "en": "A party's admin is national. Leave the region empty, or choose the role operator.",
    },
    "invite_region_outside_aceh": {
        "id": "Partai lokal hanya bertugas di Aceh. Pilih wilayah di Aceh.",
        "en": "A local party works in Aceh only. Choose a region there.",
    },
    "invite_not_yours": {
        "id": "Peran di wilayah itu bukan wewenang Anda untuk diberikan.",
        "en": "That role in that region is not yours to give.",
    },
    "invite_admin_has_no_end": {
        "id": "Akun admin tidak memakai masa berlaku. Kosongkan tanggalnya.",
        "en": "An admin's account has no end. Leave the date empty.",
    },
    "invite_expired": {
        "id": "Masa berlaku harus di masa depan.",
        "en": "The end must lie in the future.",
    },
    "invite_day": {
        "id": "Tanggal tidak terbaca. Tulis hari-bulan-tahun, misalnya 27-03-2027.",
        "en": "The date cannot be read. Write day-month-year, like 27-03-2027.",
    },
    "invite_role": {
        "id": "Pilih perannya.",
        "en": "Choose the role.",
    },
    "invite_has_account": {
        "id": "Alamat ini sudah memiliki akun di organisasi Anda.",
        "en": "This address has an account in your organisation already.",
    },
    "invite_pending": {
        "id": "Alamat ini sudah diundang dan belum menjawab. Kirim ulang undangannya.",
        "en": "This address is invited and has not answered. Send the invitation again.",
    },
    "people_no_header": {
        "id": "Judul kolom tidak ditemukan. Pakai judul: nama, surel, kode_wilayah, peran, "
        "berlaku_sampai.",
        "en": "No headings were found. Use: nama, surel, kode_wilayah, peran, berlaku_sampai.",
    },
    "people_too_many": {
        "id": "Daftar lebih dari {limit} baris. Bagi menjadi beberapa berkas.",
        "en": "The list has more than {limit} rows. Split it into several files.",
    },
    "people_role": {
        "id": "Peran tidak dikenal. Tulis operator, admin, verifikator, kpu, atau bawaslu.",
        "en": "The role is not known. Write operator, admin, verifikator, kpu or bawaslu.",
    },
    "people_day": {
        "id": "Masa berlaku tidak terbaca. Tulis hari-bulan-tahun, misalnya 27-03-2027.",
        "en": "The end cannot be read. Write day-month-year, like 27-03-2027.",
    },
    "people_repeated": {
        "id": "Alamat surel ini sudah ada di baris {row}.",
        "en": "This address stands in row {row} already.",
    },
    "letter_missing": {
        "id": "{field} belum diisi.",
        "en": "{field} is missing.",
    },
    "letter_too_long": {
        "id": "{field} lebih dari {limit} huruf. Singkatkan.",
        "en": "{field} has more than {limit} characters. Shorten it.",
    },
    "letter_date": {
        "id": "{field} tidak terbaca. Tulis hari-bulan-tahun, misalnya 27-03-2027.",
        "en": "{field} cannot be read. Write day-month-year, like 27-03-2027.",
    },
    "letter_date_ahead": {
        "id": "{field} ada di masa depan. Periksa sekali lagi.",
        "en": "{field} lies in the future. Look again.",
    },
    "letter_choice": {
        "id": "{field} belum dipilih.",
        "en": "{field} is not chosen.",
    },
}

FIELD_TITLES: dict[str, str] = {
    "party_name": "Nama partai",
    "short_name": "Nama singkat",
    "kind": "Jenis partai",
    "group": "Kelompok partai",
    "number": "Nomor surat",
    "dated": "Tanggal surat",
    "asked_by": "Penanda tangan surat",
    "decree": "Nomor keputusan tentang operator",
    "operators": "Operator menurut keputusan",
    "admin_name": "Nama admin pusat",
    "admin_email": "Alamat surel admin pusat",
    "email": "Alamat surel",
    "name": "Nama",
    "region_code": "Wilayah",
    "role": "Peran",
    "expires": "Berlaku sampai",
}

ENTRY_TITLES: dict[str, str] = {
    "access.letter_received": "Surat permohonan akses diterima",
    "access.granted": "Akses partai dibuka",
    "access.refused": "Permohonan akses ditolak",
    "account.invited": "Undangan dibuat",
    "account.invited_list": "Undangan dari daftar dibuat",
    "account.invitation_link_shown": "Tautan undangan ditampilkan",
    "account.invitation_sent_again": "Undangan dikirim ulang",
    "account.invitation_withdrawn": "Undangan ditarik",
    "account.granted": "Akun diberikan",
    "account.restoration_offered": "Pemulihan akses ditawarkan",
    "account.restored": "Akses dipulihkan dengan kata sandi baru",
    "account.changed": "Peran, wilayah, atau masa berlaku diubah",
    "account.suspended": "Akun dihentikan sementara",
    "account.resumed": "Akun diaktifkan lagi",
    "account.ended": "Akun diakhiri",
    "account.hand_over_begun": "Serah terima tugas dimulai",
    "account.handed_over": "Tugas diserahkan, akun berakhir",
    "account.duty_received": "Tugas diterima",
    "account.password_changed": "Kata sandi diganti",
    "supervision.narrowing_proposed": "Pengurangan hak pengawas diusulkan",
    "supervision.narrowing_confirmed": "Pengurangan hak pengawas disetujui dan berlaku",
    "supervision.narrowing_declined": "Pengurangan hak pengawas ditolak",
    "supervision.narrowing_taken_back": "Usul pengurangan hak pengawas ditarik",
}


def sentence(refusal: Refusal, language: str = "id") -> str:
    """The refusal in the reader's language, its values filled in."""
    return SENTENCES[refusal.code][language].format(**refusal.values)


def finding_sentence(finding: Finding, language: str = "id") -> str:
    """The finding in the reader's language, with the name of its field."""
    field = FIELD_TITLES.get(finding.where.column or "", "")
    return FINDING_SENTENCES[finding.code][language].format(field=field, **finding.values)
