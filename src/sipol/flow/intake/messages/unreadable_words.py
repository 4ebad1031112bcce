"""The wording of files that cannot be read as a member list."""

from __future__ import annotations

from sipol.flow.intake.messages.wording import Bilingual, Wording

_AGAIN = "Berkas Anda tetap tersimpan sebagai bukti kiriman; belum ada baris yang masuk."
_AGAIN_EN = "Your file is kept as proof of what was sent; no row of it has been taken in."

UNREADABLE_WORDS: dict[str, Bilingual] = {
    "file_empty": Bilingual(
        Wording(
            "Berkas ini kosong: tidak ada satu baris pun di dalamnya.",
            "Periksa apakah berkas yang dipilih sudah benar dan sudah disimpan, lalu kirim lagi.",
        ),
        Wording(
            "This file is empty: there is not one row in it.",
            "Check that you chose the right file and that it was saved, then send it again.",
        ),
    ),
    "file_not_spreadsheet": Bilingual(
        Wording(
            "Berkas ini bukan lembar kerja. Yang dapat dibaca adalah XLSX, XLS, ODS, dan CSV.",
            "Buka daftar anggota di Excel atau LibreOffice, simpan sebagai XLSX, lalu kirim. "
            "Mengganti akhiran nama berkas saja tidak cukup.",
        ),
        Wording(
            "This file is not a spreadsheet. XLSX, XLS, ODS and CSV can be read.",
            "Open the list in Excel or LibreOffice, save it as XLSX, and send that. Changing the "
            "ending of the file's name is not enough.",
        ),
    ),
    "file_password_protected": Bilingual(
        Wording(
            "Berkas ini dikunci dengan kata sandi, jadi isinya tidak dapat dibaca.",
            "Buka berkas, hapus kata sandinya, simpan, lalu kirim lagi. Pengirimannya sendiri "
            "sudah terenkripsi.",
        ),
        Wording(
            "This file is locked with a password, so nothing in it can be read.",
            "Open the file, remove its password, save, and send it again. Sending is encrypted "
            "already.",
        ),
    ),
    "file_damaged": Bilingual(
        Wording(
            f"Berkas ini rusak atau terpotong, jadi tidak dapat dibaca sampai akhir. {_AGAIN}",
            "Buka berkas aslinya, simpan sebagai berkas baru, lalu kirim berkas baru itu.",
            hint="Kerusakan ditemukan di sekitar baris {detail}.",
        ),
        Wording(
            f"This file is damaged or cut off and cannot be read to its end. {_AGAIN_EN}",
            "Open the original, save it as a new file, and send the new one.",
            hint="The damage was met near row {detail}.",
        ),
    ),
    "file_too_big_inside": Bilingual(
        Wording(
            "Isi berkas ini terlalu besar setelah dibuka, jauh melebihi daftar anggota biasa.",
            "Salin barisnya saja (nilai, tanpa gambar dan format) ke templat, lalu kirim; bila "
            "perlu bagi per kabupaten/kota.",
            hint="Batasnya {detail}.",
        ),
        Wording(
            "What is inside this file is too large once unpacked, far beyond a member list.",
            "Copy the rows alone (values, no pictures or formats) into the template and send that; "
            "split it by regency if needed.",
            hint="The limit is {detail}.",
        ),
    ),
    "file_too_many_rows": Bilingual(
        Wording(
            f"Baris di berkas ini melebihi batas satu berkas. {_AGAIN}",
            "Bagi menjadi beberapa berkas, misalnya satu per kabupaten/kota, lalu kirim semuanya.",
            hint="Batasnya {detail} baris.",
        ),
        Wording(
            f"This file has more rows than one file may have. {_AGAIN_EN}",
            "Split it into several files, for instance one per regency, and send them all.",
            hint="The limit is {detail} rows.",
        ),
    ),
    "header_not_found": Bilingual(
        Wording(
            "Baris judul kolom (nik, nama, dan seterusnya) tidak ditemukan di 30 baris pertama.",
            "Tulis judul kolom seperti di templat pada satu baris di atas data, lalu kirim lagi.",
        ),
        Wording(
            "No row with column headings (nik, nama and so on) was found in the first 30 rows.",
            "Write the headings of the template into one row above the data and send it again.",
        ),
    ),
    "column_missing": Bilingual(
        Wording(
            "Ada kolom wajib yang tidak ditemukan di berkas ini.",
            "Tambahkan kolom itu dengan judul seperti di templat, isi, lalu kirim lagi. Urutan "
            "kolom bebas.",
            hint="Yang belum ada: {detail}.",
        ),
        Wording(
            "A required column was not found in this file.",
            "Add it with the heading of the template, fill it in, and send the file again. The "
            "order of columns is free.",
            hint="Missing: {detail}.",
        ),
    ),
    "reader_timeout": Bilingual(
        Wording(
            f"Berkas ini terlalu lama dibaca, jadi pembacaan dihentikan. {_AGAIN}",
            "Salin barisnya saja (nilai, tanpa rumus dan format) ke templat, atau bagi menjadi "
            "beberapa berkas, lalu kirim.",
        ),
        Wording(
            f"Reading this file took too long and was stopped. {_AGAIN_EN}",
            "Copy the rows alone (values, no formulas or formats) into the template, or split the "
            "file, and send that.",
        ),
    ),
    "reader_out_of_memory": Bilingual(
        Wording(
            f"Berkas ini terlalu berat untuk dibaca sekaligus. {_AGAIN}",
            "Simpan sebagai CSV, atau bagi menjadi beberapa berkas, lalu kirim.",
        ),
        Wording(
            f"This file is too heavy to be read in one go. {_AGAIN_EN}",
            "Save it as CSV, or split it into several files, and send that.",
        ),
    ),
    "reader_crashed": Bilingual(
        Wording(
            f"Pembaca berkas berhenti mendadak sewaktu membaca berkas ini. {_AGAIN}",
            "Simpan daftar sebagai CSV atau salin ke templat, lalu kirim. Bila terulang, hubungi "
            "KPU dan sebutkan nomor kiriman ini.",
        ),
        Wording(
            f"The file reader stopped suddenly over this file. {_AGAIN_EN}",
            "Save the list as CSV or copy it into the template, and send that. If it happens "
            "again, tell the commission the number of this delivery.",
        ),
    ),
}
