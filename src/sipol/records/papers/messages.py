"""The sentences about papers: what is wrong with a file, what was refused, and how things are
called."""

from __future__ import annotations

from sipol.records.papers.rules.kinds import PaperLevel

LEVEL_TITLES: dict[PaperLevel, str] = {
    PaperLevel.NATIONAL: "Pusat",
    PaperLevel.PROVINCE: "Provinsi",
    PaperLevel.REGENCY: "Kabupaten/kota",
    PaperLevel.DISTRICT: "Kecamatan",
}
ITEM_TITLES: dict[str, str] = {
    "received": "Menunggu diperiksa",
    "filed": "Tersimpan",
    "known": "Sudah ada, sama persis",
    "unmatched": "Belum terpasang",
    "doubled": "Ada dua untuk wilayah ini",
    "refused": "Ditolak",
    "dropped": "Tidak dipakai",
}
MARK_TITLES: dict[str, str] = {
    "form_fields": "berisi isian formulir",
    "signature": "berisi tanda tangan elektronik",
    "foreign_bytes": "memuat data tambahan sesudah akhir berkas",
}

# Of a file. One sentence for each failure: what, and what to do.
OF_FILES: dict[str, dict[str, str]] = {
    "paper_missing": {
        "id": "Belum ada berkas yang dipilih. Pilih berkasnya, lalu kirim.",
        "en": "No file was chosen. Choose the file, then send it.",
    },
    "paper_empty": {
        "id": "Berkas ini kosong (0 bita). Periksa berkas di perangkat Anda, lalu pilih lagi.",
        "en": "This file is empty (0 bytes). Check it on your device, then choose it again.",
    },
    "paper_wrong_type": {
        "id": "Isi berkas ini bukan {allowed}. Simpan atau pindai sebagai salah satunya.",
        "en": "The content of this file is not {allowed}. Save or scan it as one of these.",
    },
    "paper_not_what_it_says": {
        "id": "Nama berkas berakhiran {said}, tetapi isinya {found}. Perbaiki akhiran namanya atau "
        "pilih berkas yang benar.",
        "en": "The file's name says {said}, but its content is {found}. Mend the name or choose "
        "the right file.",
    },
    "paper_too_large": {
        "id": "Berkas lebih besar dari {limit_mb} MB. Pindai dengan mutu lebih rendah, lalu kirim.",
        "en": "The file is larger than {limit_mb} MB. Scan it at a lower quality and send again.",
    },
    "paper_password_protected": {
        "id": "PDF ini berkata sandi atau terkunci. Simpan salinan tanpa kata sandi, lalu kirim.",
        "en": "This PDF is locked or has a password. Save a copy without one and send that.",
    },
    "paper_damaged": {
        "id": "Berkas rusak atau tidak utuh, jadi tidak dapat dibuka. Pindai atau simpan ulang.",
        "en": "The file is damaged or cut off and cannot be opened. Scan or save it again.",
    },
    "paper_active_content": {
        "id": "PDF ini memuat bagian yang dapat menjalankan sesuatu ({what}). Cetak ke PDF baru, "
        "lalu kirim hasil cetaknya.",
        "en": "This PDF holds something that can run by itself ({what}). Print it to a new PDF and "
        "send that.",
    },
    "paper_too_many_pixels": {
        "id": "Gambar ini {found} juta piksel, batasnya {limit} juta. Perkecil, lalu kirim.",
        "en": "This picture has {found} million pixels, the limit is {limit} million. Shrink it.",
    },
    "paper_too_many_pages": {
        "id": "PDF ini {found} halaman, batasnya {limit}. Kirim hanya halaman yang diminta.",
        "en": "This PDF has {found} pages, the limit is {limit}. Send only the pages asked for.",
    },
    "paper_too_complex": {
        "id": "Isi berkas ini terlalu rumit untuk diperiksa. Cetak ke PDF baru atau pindai ulang.",
        "en": "The content of this file is too complex to check. Print it to a new PDF, or scan.",
    },
    "paper_not_checked": {
        "id": "Berkas belum dapat diperiksa karena gangguan pada sistem kami. Kirim lagi nanti.",
        "en": "The file could not be checked because of a fault of ours. Send it again later.",
    },
}

# Why a file of a sending waits for a person.
OF_ITEMS: dict[str, dict[str, str]] = {
    "region_not_named": {
        "id": "Nama berkas tidak menyebut wilayah. Pilih wilayahnya.",
        "en": "The file's name tells no region. Choose it.",
    },
    "region_ambiguous": {
        "id": "Nama berkas dapat berarti lebih dari satu wilayah. Pilih yang benar.",
        "en": "The file's name may mean more than one region. Choose the right one.",
    },
    "region_contradictory": {
        "id": "Nama berkas menyebut wilayah yang berbeda-beda. Pilih yang benar.",
        "en": "The file's name tells different regions. Choose the right one.",
    },
    "region_other_level": {
        "id": "Wilayah pada nama berkas bukan tingkat yang dipilih. Pilih wilayahnya.",
        "en": "The region in the file's name is of another level. Choose the region.",
    },
    "region_not_yours": {
        "id": "Wilayah pada nama berkas di luar tugas Anda. Minta admin partai mengirimnya.",
        "en": "The region in the file's name is outside your scope. Ask the party's admin.",
    },
    "region_twice": {
        "id": "Berkas lain dalam kiriman ini sudah dipakai untuk wilayah itu. Pilih yang benar.",
        "en": "Another file of this sending is used for the same region. Choose the right one.",
    },
    "begun_too_late": {
        "id": "Kiriman dimulai sesudah masa pengisian berakhir. Berkas disimpan, tidak dipakai.",
        "en": "This sending began after the window had closed. The file is kept and not used yet.",
    },
}

OF_ACTIONS: dict[str, dict[str, str]] = {
    "papers_party_only": {
        "id": "Hanya petugas partai yang dapat mengirim dokumen.",
        "en": "Only people of a party can send documents.",
    },
    "papers_closed": {
        "id": "Masa pengisian sedang tidak dibuka, jadi dokumen tidak dapat diubah. Yang sudah "
        "tersimpan tetap aman.",
        "en": "The window for filing is not open, so documents cannot be changed. What was kept is "
        "safe.",
    },
    "paper_kind_unknown": {
        "id": "Jenis dokumen ini tidak dikenal. Pilih dari daftar.",
        "en": "This kind of document is not known. Choose it from the list.",
    },
    "paper_level_wrong": {
        "id": "{title} tidak diminta untuk wilayah ini. Pilih tingkat wilayah yang benar.",
        "en": "{title} is not asked for this region. Choose a region of the right level.",
    },
    "paper_outside_scope": {
        "id": "Wilayah ini di luar tugas Anda. Minta admin partai mengurusnya.",
        "en": "This region is outside your scope. Ask the party's admin to see to it.",
    },
    "paper_region_unknown": {
        "id": "Wilayah ini tidak dikenal. Tulis kodenya, misalnya 81.71 atau 81.71.03.",
        "en": "This region is not known. Write its code, like 81.71 or 81.71.03.",
    },
    "paper_not_in_force": {
        "id": "Dokumen ini sudah ditarik atau belum pernah dikirim. Tidak ada yang berubah.",
        "en": "This document was withdrawn before or never sent. Nothing has changed.",
    },
    "paper_reason_missing": {
        "id": "Tulis alasan penarikan, paling banyak 300 huruf.",
        "en": "Write why it is withdrawn, in at most 300 characters.",
    },
    "paper_page_unknown": {
        "id": "Halaman ini tidak ada dalam dokumennya. Buka lagi dari daftar dokumen.",
        "en": "The document has no such page. Open it from the list of documents again.",
    },
    "sending_unknown": {
        "id": "Kiriman dokumen ini tidak ditemukan. Buka lagi dari halaman Dokumen.",
        "en": "This sending of documents was not found. Open it from the page Dokumen.",
    },
    "sending_closed": {
        "id": "Kiriman ini sudah ditutup dan tanda terimanya terbit. Mulai kiriman baru.",
        "en": "This sending is closed and its receipt was issued. Begin a new one.",
    },
    "sending_unfinished": {
        "id": "Masih ada berkas yang menunggu diperiksa. Tunggu sebentar, lalu tutup kiriman.",
        "en": "Some files are still waiting to be checked. Wait a moment, then close the sending.",
    },
    "sending_empty": {
        "id": "Belum ada berkas dalam kiriman ini. Pilih dahulu berkasnya.",
        "en": "There is no file in this sending yet. Choose files first.",
    },
    "paper_item_settled": {
        "id": "Berkas ini sudah selesai diurus, mungkin oleh orang lain. Tidak ada yang berubah.",
        "en": "This file is settled already, perhaps by somebody else. Nothing has changed.",
    },
}

SENTENCES: dict[str, dict[str, str]] = {**OF_FILES, **OF_ITEMS, **OF_ACTIONS}


def sentence(code: str, values: dict[str, str], language: str = "id") -> str:
    """The sentence of a problem in the reader's language."""
    return SENTENCES[code][language].format(**values)
