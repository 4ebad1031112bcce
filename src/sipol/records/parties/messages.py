"""What the fields of a party's profile are called, and the sentences about them."""

from __future__ import annotations

from sipol.kernel.findings import Finding

GROUP_TITLES: dict[str, str] = {
    "identity": "Nama partai",
    "decrees": "Pengesahan",
    "address": "Kantor tetap di pusat",
    "contact": "Kontak",
    "leaders": "Pimpinan pusat",
    "bank": "Rekening di pusat",
}

FIELD_TITLES: dict[str, str] = {
    "full_name": "Nama lengkap partai",
    "short_name": "Nama singkat",
    "description": "Keterangan",
    "ministry_decree_number": "Nomor keputusan Menteri Hukum tentang badan hukum",
    "ministry_decree_date": "Tanggal keputusan Menteri Hukum",
    "state_gazette_number": "Nomor Berita Negara",
    "statutes_decree_number": "Nomor keputusan tentang AD dan ART",
    "street": "Alamat",
    "regency": "Kabupaten/kota",
    "district": "Kecamatan",
    "village": "Kelurahan/desa",
    "postcode": "Kode pos",
    "phone": "Telepon",
    "email": "Alamat surel",
    "website": "Situs web",
    "chair": "Ketua umum",
    "secretary_general": "Sekretaris jenderal",
    "treasurer": "Bendahara umum",
    "bank_name": "Bank",
    "bank_branch": "Cabang",
    "account_number": "Nomor rekening",
    "account_holder": "Atas nama",
}

FIELD_HINTS: dict[str, str] = {
    "full_name": "Seperti tertulis dalam keputusan Menteri Hukum",
    "description": "Boleh kosong. Jangan menulis NIK",
    "ministry_decree_date": "Misalnya 27-03-2025",
    "street": "Jalan, nomor, RT/RW",
    "district": "Nama atau kodenya",
    "village": "Nama atau kodenya",
    "postcode": "5 angka",
    "website": "Boleh kosong",
    "account_holder": "Rekening harus atas nama partai",
}

# Sentences follow the name of their field.
SENTENCES: dict[str, dict[str, str]] = {
    "profile_missing": {"id": "{field} belum diisi.", "en": "{field} is missing."},
    "profile_too_long": {
        "id": "{field} lebih dari {limit} huruf. Singkatkan.",
        "en": "{field} has more than {limit} characters. Shorten it.",
    },
    "profile_date": {
        "id": "{field} tidak terbaca. Tulis hari-bulan-tahun, misalnya 27-03-2025.",
        "en": "{field} cannot be read. Write day-month-year, like 27-03-2025.",
    },
    "profile_email": {
        "id": "{field} tidak lengkap. Tulis seperti sekretariat@partai.id.",
        "en": "{field} is not complete. Write it like office@party.id.",
    },
    "profile_phone": {
        "id": "{field} memuat bukan angka. Tulis seperti 021-3193 7223 atau +62 812 3456 7890.",
        "en": "{field} holds something else than digits. Write it like 021-3193 7223.",
    },
    "profile_website": {
        "id": "{field} tidak terbaca. Tulis seperti www.partai.id, atau kosongkan.",
        "en": "{field} cannot be read. Write it like www.party.id, or leave it empty.",
    },
    "profile_postcode": {
        "id": "{field} bukan 5 angka.",
        "en": "{field} does not have 5 digits.",
    },
    "profile_account": {
        "id": "{field} memuat bukan angka, atau kurang dari 5 angka.",
        "en": "{field} holds something else than digits, or fewer than 5 of them.",
    },
    "profile_regency": {
        "id": "{field} tidak dikenal. Pilih dari daftar.",
        "en": "{field} is not known. Choose it from the list.",
    },
    "profile_identity_number": {
        "id": "{field} memuat 16 angka seperti NIK. Hapus; NIK tidak diminta di sini.",
        "en": "{field} holds 16 digits like an identity number. Remove them.",
    },
}


def sentence(finding: Finding, language: str = "id", *, title: str = "") -> str:
    """The finding in the reader's language, with the name of its field as it is called there."""
    title = title or FIELD_TITLES[finding.where.column or ""]
    return SENTENCES[finding.code][language].format(field=title, **finding.values)
