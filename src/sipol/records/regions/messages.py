"""The sentences for what is wrong with an official table, in Indonesian and English."""

from __future__ import annotations

from collections.abc import Mapping

from sipol.kernel.findings import Finding

SENTENCES: Mapping[str, tuple[str, str]] = {
    "table_not_utf8": (
        "Berkas bukan teks UTF-8. Simpan ulang sebagai CSV UTF-8.",
        "The file is not UTF-8 text. Save it again as CSV UTF-8.",
    ),
    "table_empty": (
        "Tabel tidak berisi baris data.",
        "The table holds no rows.",
    ),
    "header_wrong": (
        "Baris judul harus berbunyi {wanted}; yang terbaca: {found}.",
        "The header must read {wanted}; it reads {found}.",
    ),
    "row_length_wrong": (
        "Baris ini berisi {found} kolom, seharusnya {wanted}. Periksa tanda koma dan kutip.",
        "This row has {found} columns instead of {wanted}. Check commas and quotes.",
    ),
    "line_unreadable": (
        "Baris ini tidak terbaca sebagai CSV; biasanya tanda kutipnya tidak ditutup. "
        "Baris sesudahnya belum diperiksa.",
        "This line is not readable as CSV; most often a quote is left open. "
        "Later lines were not checked.",
    ),
    "code_malformed": (
        "Kode “{code}” bukan kode wilayah seperti 11, 11.01, 11.01.01 atau 11.01.01.2001. "
        "Program lembar kerja sering menghapus nol; simpan kolom kode sebagai teks.",
        "“{code}” is not a region code such as 11, 11.01, 11.01.01 or 11.01.01.2001. "
        "Spreadsheets often drop zeros; keep the code column as text.",
    ),
    "code_double": (
        "Kode {code} sudah ada di baris {first}. Hapus salah satu.",
        "Code {code} is already on line {first}. Remove one of them.",
    ),
    "parent_missing": (
        "Induk {parent} dari {code} tidak ada dalam daftar. Lengkapi daftarnya.",
        "The parent {parent} of {code} is not in the list. Complete the list.",
    ),
    "name_empty": (
        "Wilayah {code} tidak bernama. Isi namanya.",
        "Region {code} has no name. Fill it in.",
    ),
    "name_too_long": (
        "Nama lebih panjang daripada {limit} huruf. Periksa tanda kutipnya.",
        "The name is longer than {limit} characters. Check the quotes.",
    ),
    "name_unprintable": (
        "Nama wilayah {code} memuat tanda yang tidak tercetak. Ketik ulang namanya.",
        "The name of region {code} holds unprintable characters. Type it again.",
    ),
    "code_not_regency": (
        "{code} bukan kode kabupaten/kota. Ambang hanya berlaku per kabupaten/kota.",
        "{code} is not the code of a regency. Thresholds are per regency only.",
    ),
    "regency_unknown": (
        "Kabupaten/kota {code} tidak ada dalam daftar wilayah. Muat daftar wilayah yang sesuai "
        "lebih dahulu, atau perbaiki kodenya.",
        "Regency {code} is not in the region list. Load the matching region list first, "
        "or mend the code.",
    ),
    "regency_missing": (
        "Kabupaten/kota {code} belum ada dalam tabel. Tambahkan barisnya.",
        "Regency {code} is missing from the table. Add its row.",
    ),
    "figure_missing": (
        "Angka belum diisi.",
        "The figure is missing.",
    ),
    "figure_negative": (
        "{figure} negatif. Isi dengan bilangan bulat positif.",
        "{figure} is negative. Give a positive whole number.",
    ),
    "figure_grouped": (
        "{figure} memakai tanda pemisah sehingga bermakna ganda (ribuan atau desimal). "
        "Tulis angka saja, misalnya 239629.",
        "{figure} has a separator and could mean two things (thousands or decimals). "
        "Write digits only, such as 239629.",
    ),
    "figure_malformed": (
        "“{figure}” bukan bilangan bulat. Tulis angka saja, misalnya 239629.",
        "“{figure}” is not a whole number. Write digits only, such as 239629.",
    ),
    "population_zero": (
        "Jumlah penduduk {code} nol. Periksa sumbernya.",
        "The population of {code} is zero. Check the source.",
    ),
    "minimum_zero": (
        "Ambang {code} nol, padahal setiap kabupaten/kota memerlukan anggota. Periksa angkanya.",
        "The minimum of {code} is zero, yet every regency asks for members. Check the figure.",
    ),
    "minimum_unlike_rule": (
        "Ambang {minimum} tidak sesuai dengan hitungan dari jumlah penduduk ({calculated}). "
        "Tetap dimuat; cocokkan dengan lampiran keputusan.",
        "The minimum {minimum} does not follow from the population ({calculated}). "
        "It is loaded all the same; compare it with the decree's annex.",
    ),
}

REFUSALS: Mapping[str, tuple[str, str]] = {
    "region_list_older": (
        "Daftar yang berlaku sudah dimulai pada {effective}. Daftar baru tidak boleh mulai "
        "lebih awal. Tidak ada yang diubah.",
        "The list in force begins on {effective}. A new one cannot begin earlier. "
        "Nothing was changed.",
    ),
    "region_list_missing": (
        "Daftar wilayah belum dimuat. Muat dengan `sipol regions load` lebih dahulu. "
        "Tidak ada yang diubah.",
        "No region list is loaded. Load one with `sipol regions load` first. Nothing was changed.",
    ),
}


def sentence(finding: Finding, language: str = "id") -> str:
    """The finding in words, with its line and column; `language` is "id" or "en"."""
    text = _in(SENTENCES[finding.code], language).format(**finding.values)
    where = finding.where
    if where.row is None:
        return text
    line, column = ("Baris", "kolom") if language == "id" else ("Line", "column")
    place = f"{line} {where.row}" + (f", {column} {where.column}" if where.column else "")
    return f"{place}: {text}"


def refusal_sentence(code: str, values: Mapping[str, str], language: str = "id") -> str:
    """A refusal of the loaders in words."""
    return _in(REFUSALS[code], language).format(**values)


def _in(pair: tuple[str, str], language: str) -> str:
    return pair[0] if language == "id" else pair[1]
