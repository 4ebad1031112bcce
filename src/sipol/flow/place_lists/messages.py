"""What people read of lists: what is wrong with a row, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping

from sipol.flow.place_lists.rules.columns import ACCOUNT, BOARD, KINDS, OFFICE, OFFICER
from sipol.kernel.findings import Finding
from sipol.records.boards.messages import SENTENCES as OF_BOARDS
from sipol.records.places.messages import FIELD_SENTENCES

Words = Mapping[str, str]

TITLES: Mapping[str, Words] = {
    BOARD: {"id": "Daftar SK kepengurusan", "en": "List of decrees on boards"},
    OFFICER: {"id": "Daftar pengurus", "en": "List of officers"},
    OFFICE: {"id": "Daftar kantor tetap", "en": "List of permanent offices"},
    ACCOUNT: {"id": "Daftar rekening", "en": "List of bank accounts"},
}

REFUSALS: Mapping[str, Words] = {
    "list_kind_unknown": {
        "id": "Pilih dahulu jenis daftarnya. Tidak ada yang disimpan.",
        "en": "Choose first what kind of list it is. Nothing was saved.",
    },
}

# Findings of a list itself; those of a field and of a board have their sentences in records.
SENTENCES: Mapping[str, Words] = {
    "list_region_missing": {
        "id": "Wilayah baris ini belum diisi.",
        "en": "The region of this row is missing.",
    },
    "list_region_code": {
        "id": "“{value}” bukan kode wilayah.",
        "en": "“{value}” is not a region code.",
    },
    "list_region_unknown": {
        "id": "Kode wilayah “{value}” tidak ada.",
        "en": "There is no region code “{value}”.",
    },
    "list_name_unknown": {
        "id": "Tidak ada “{value}” di {within}. Nama yang mirip: {near}.",
        "en": "There is no “{value}” in {within}. Similar names: {near}.",
    },
    "list_region_ambiguous": {
        "id": "“{value}” di {within} dapat berarti beberapa wilayah: {near}.",
        "en": "“{value}” in {within} may mean several regions: {near}.",
    },
    "list_region_differs": {
        "id": "Nama wilayah tidak cocok dengan kodenya: kode itu milik {name}.",
        "en": "The name of the region does not fit its code, which is that of {name}.",
    },
    "list_parent_missing": {
        "id": "Wilayah di atasnya belum diisi; nama yang sama ada di beberapa tempat.",
        "en": "The region above is missing; the same name stands for several places.",
    },
    "list_level": {
        "id": "Di tingkat wilayah ini tidak ada yang diisi dengan daftar ini.",
        "en": "Nothing of this list is filed at the level of this region.",
    },
    "list_outside_scope": {
        "id": "Wilayah ini di luar wilayah tugas Anda.",
        "en": "This region lies outside the part of the country you are assigned to.",
    },
    "list_closed_here": {
        "id": "Waktu pengisian untuk wilayah ini sedang ditutup.",
        "en": "This region is not open for filing now.",
    },
    "list_place_twice": {
        "id": "Wilayah ini ada lebih dari sekali di berkas, juga di baris {rows}.",
        "en": "This region stands more than once in the file, also in row {rows}.",
    },
    "list_person_twice": {
        "id": "Orang ini sudah ada di baris {row} untuk kepengurusan yang sama.",
        "en": "This person is already in row {row} for the same board.",
    },
    "list_person_unclear": {
        "id": "Di kepengurusan ini ada beberapa orang dengan nama itu.",
        "en": "Several people of that name are on this board.",
    },
    "list_overtaken": {
        "id": "Isian ini berubah ketika berkas Anda diperiksa.",
        "en": "What stands here was changed while your file was being checked.",
    },
    "list_number_rounded": {
        "id": "Sel ini berisi angka yang dibulatkan oleh program lembar kerja.",
        "en": "This cell holds a number that the spreadsheet program has rounded.",
    },
}

_SEE_SENTENCE: Words = {
    "id": "Perbaiki isi sel seperti yang disebutkan.",
    "en": "Correct the cell as the sentence says.",
}
MENDINGS: Mapping[str, Words] = {
    "list_region_missing": {
        "id": "Isi kode_wilayah, atau nama provinsi, kabupaten/kota, dan kecamatannya. Untuk "
        "pusat tulis “pusat”.",
        "en": "Fill in kode_wilayah, or the names of province, regency and district. For the "
        "centre write “pusat”.",
    },
    "list_region_code": {
        "id": "Tulis kode seperti 81, 81.71, atau 81.71.01 dalam sel berformat Teks. Kodenya ada "
        "di lembar Wilayah pada templat.",
        "en": "Write a code like 81, 81.71 or 81.71.01 in a cell formatted as text. The codes "
        "are on the sheet of regions in the template.",
    },
    "list_region_unknown": {
        "id": "Cari kodenya di lembar Wilayah pada templat.",
        "en": "Look the code up on the sheet of regions in the template.",
    },
    "list_name_unknown": {
        "id": "Tulis namanya seperti di lembar Wilayah pada templat, atau isi kode_wilayah.",
        "en": "Write the name as on the sheet of regions in the template, or fill in kode_wilayah.",
    },
    "list_region_ambiguous": {
        "id": "Isi kode_wilayah, atau tulis “Kabupaten” atau “Kota” di depan namanya.",
        "en": "Fill in kode_wilayah, or write “Kabupaten” or “Kota” in front of the name.",
    },
    "list_region_differs": {
        "id": "Perbaiki kodenya atau namanya; bila kodenya benar, nama boleh dikosongkan.",
        "en": "Correct the code or the name; if the code is right, the name may be left empty.",
    },
    "list_parent_missing": {
        "id": "Isi juga nama provinsi dan kabupaten/kotanya, atau isi kode_wilayah.",
        "en": "Fill in the province and the regency too, or kode_wilayah.",
    },
    "list_level": {
        "id": "Hapus baris ini, atau perbaiki wilayahnya.",
        "en": "Delete this row, or correct its region.",
    },
    "list_outside_scope": {
        "id": "Perbaiki wilayahnya, atau minta petugas wilayah itu atau admin partai mengirimnya.",
        "en": "Correct the region, or let the operator of that region or the party's admin "
        "send it.",
    },
    "list_closed_here": {
        "id": "Lihat jadwal. Kirim baris ini ketika wilayahnya dibuka.",
        "en": "See the calendar. Send this row when the region is open.",
    },
    "list_place_twice": {
        "id": "Sisakan satu baris yang benar untuk wilayah ini.",
        "en": "Leave one row, the right one, for this region.",
    },
    "list_person_twice": {
        "id": "Hapus baris yang berlebih. Bila orangnya berbeda, isi NIK keduanya.",
        "en": "Delete the row that is too many. If they are two people, fill in both numbers.",
    },
    "list_person_unclear": {
        "id": "Isi NIK orang yang dimaksud, atau ubah lewat halaman kepengurusannya.",
        "en": "Fill in the identity number of the one you mean, or change it on the board's page.",
    },
    "list_overtaken": {
        "id": "Lihat isian yang sekarang, lalu kirim baris ini sekali lagi bila masih perlu.",
        "en": "See what stands there now, then send this row again if it is still needed.",
    },
    "list_number_rounded": {
        "id": "Ubah format selnya menjadi Teks, lalu tulis ulang semua angkanya.",
        "en": "Format the cell as text and write all of its digits anew.",
    },
    "officer_listed_already": {
        "id": "Hapus baris yang berlebih, atau perbaiki NIK-nya.",
        "en": "Delete the row that is too many, or correct its identity number.",
    },
    "officer_sex_differs": {
        "id": "Periksa NIK dan jenis kelaminnya. Baris ini sudah tersimpan.",
        "en": "Check the identity number and the sex. This row is saved.",
    },
    "officer_unknown": {
        "id": "Lihat kepengurusan yang sekarang, lalu kirim baris ini sekali lagi.",
        "en": "See the board as it is now, then send this row again.",
    },
}


def told(kind: str, finding: Finding, language: str = "id") -> tuple[str, str]:
    """What is wrong, and what to do about it; not escaped, that is for whoever shows it."""
    mending = MENDINGS.get(finding.code, _SEE_SENTENCE)[language]
    return sentence_of(kind, finding, language), mending


def sentence_of(kind: str, finding: Finding, language: str = "id") -> str:
    """What is wrong with one row, a field named by its heading in the list."""
    values = dict(finding.values)
    if finding.code in FIELD_SENTENCES:
        heading = KINDS[kind].column(finding.where.column or "").heading
        return FIELD_SENTENCES[finding.code][language].format(field=heading, **values)
    words = SENTENCES.get(finding.code) or OF_BOARDS[finding.code]
    return words[language].format(**values)
