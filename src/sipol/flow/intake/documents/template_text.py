"""What the member list's template says of each column, and of the way a list goes."""

from __future__ import annotations

from typing import NamedTuple

from sipol.flow.intake.readers.limits import DEFAULT_LIMITS


class ColumnHelp(NamedTuple):
    """A column explained: what goes in, in which form, the example row's cell, what goes wrong."""

    what: str
    form: str
    example: str
    mistakes: str


# The example person is invented: no identity number begins with 99.
EXAMPLE_MARK = "CONTOH-001"

COLUMN_HELP: dict[str, ColumnHelp] = {
    "card_number": ColumnHelp(
        "Nomor kartu tanda anggota (KTA) yang diterbitkan partai.",
        "Teks bebas, sama persis dengan yang tertulis di kartu.",
        EXAMPLE_MARK,
        "Nol di depan hilang; satu nomor dipakai untuk beberapa orang.",
    ),
    "national_id": ColumnHelp(
        "Nomor Induk Kependudukan pada KTP-el atau KK.",
        "Tepat 16 angka, sebagai Teks, tanpa spasi, titik, atau tanda hubung.",
        "9901015708900001",
        "Excel hanya menyimpan 15 angka: bila sel berformat Angka, angka terakhir NIK berubah "
        "menjadi 0 dan tidak dapat dikembalikan. Biarkan sel berformat Teks; dari berkas lain, "
        "tempel dengan “Nilai saja”. Huruf O tertulis sebagai pengganti angka 0.",
    ),
    "name": ColumnHelp(
        "Nama lengkap anggota.",
        "Seperti di KTP-el. Satu kata saja boleh. Gelar boleh disertakan bila ada di KTP-el.",
        "Siti Contoh Rahayu",
        "Nama panggilan; nama orang lain karena baris bergeser sewaktu diurutkan.",
    ),
    "sex": ColumnHelp(
        "Jenis kelamin.",
        "L = laki-laki, P = perempuan.",
        "P",
        "Angka 1/2 atau sebutan lain; tidak sesuai dengan tanggal di dalam NIK.",
    ),
    "birth_place": ColumnHelp(
        "Tempat lahir.",
        "Nama kabupaten/kota seperti di KTP-el.",
        "Makassar",
        "Tempat dan tanggal lahir digabung dalam satu kolom.",
    ),
    "birth_date": ColumnHelp(
        "Tanggal lahir.",
        "Hari-bulan-tahun (HH-BB-TTTT), atau tahun-bulan-hari (TTTT-BB-HH).",
        "17-08-1990",
        "Bulan ditulis sebelum hari; tahun hanya dua angka; tanggal yang tidak ada, misalnya "
        "31-02-1990.",
    ),
    "marital_status": ColumnHelp(
        "Status perkawinan.",
        "B = belum kawin, S = sudah kawin, P = pernah kawin.",
        "S",
        "Sel dikosongkan; P di kolom ini bukan “perempuan”.",
    ),
    "occupation": ColumnHelp(
        "Pekerjaan seperti di KTP-el.",
        "Teks bebas.",
        "Wiraswasta",
        "Anggota TNI, Polri, ASN, penyelenggara pemilu, dan kepala desa tidak dapat didaftarkan. "
        "Bila pekerjaan itu sudah ditinggalkan, surat pernyataan diperlukan.",
    ),
    "address": ColumnHelp(
        "Alamat seperti di KTP-el, tanpa RT/RW.",
        "Teks bebas.",
        "Jl. Melati No. 12",
        "Nama desa dan kecamatan ditulis di sini saja, kolomnya sendiri kosong.",
    ),
    "rt": ColumnHelp("Nomor RT.", "Sampai 3 angka, sebagai Teks.", "003", "Nol di depan hilang."),
    "rw": ColumnHelp(
        "Nomor RW.", "Sampai 3 angka, sebagai Teks.", "001", "RT dan RW digabung (003/001)."
    ),
    "village": ColumnHelp(
        "Desa atau kelurahan tempat tinggal.",
        "Kode wilayah, misalnya 73.71.01.1001, atau nama desa/kelurahan.",
        "73.71.01.1001",
        "Desa dari kecamatan lain.",
    ),
    "district": ColumnHelp(
        "Kecamatan tempat anggota didaftarkan.",
        "Kode wilayah, misalnya 73.71.01, atau nama kecamatan.",
        "73.71.01",
        "Nama salah eja; kecamatan di luar kabupaten/kota yang dipilih.",
    ),
    "regency": ColumnHelp(
        "Kabupaten/kota tempat anggota didaftarkan.",
        "Kode wilayah, misalnya 73.71, atau nama kabupaten/kota.",
        "73.71",
        "Kode kabupaten/kota lain: anggota lalu tidak terhitung di wilayah yang dimaksud.",
    ),
    "card_file": ColumnHelp(
        "Nama berkas foto KTA, bila foto dikirim terpisah.",
        "Nama berkas lengkap dengan akhiran, misalnya .jpg.",
        "kta-contoh-001.jpg",
        "Nama berkas berbeda dengan berkas yang dikirim.",
    ),
    "id_file": ColumnHelp(
        "Nama berkas foto KTP-el atau KK, bila foto dikirim terpisah.",
        "Nama berkas lengkap dengan akhiran, misalnya .jpg. Jangan memakai NIK sebagai nama.",
        "ktp-contoh-001.jpg",
        "Nama berkas berbeda dengan berkas yang dikirim.",
    ),
}

# Drop-downs that hold for every regency: letter and meaning.
CHOICES: dict[str, tuple[tuple[str, str], ...]] = {
    "sex": (("L", "laki-laki"), ("P", "perempuan")),
    "marital_status": (("B", "belum kawin"), ("S", "sudah kawin"), ("P", "pernah kawin")),
}

_MOST_ROWS = f"{DEFAULT_LIMITS.rows:,}".replace(",", ".")

LIMITS = (
    f"Satu baris untuk satu orang. Paling banyak {_MOST_ROWS} baris dalam satu berkas.",
    "Bentuk berkas: XLSX (templat ini), XLS, XLSB, ODS, atau CSV. Jangan memberi kata sandi.",
    "Judul kolom di baris pertama lembar “Anggota” jangan diubah. Urutan kolom boleh diubah.",
    f"Baris contoh ({EXAMPLE_MARK}) boleh dihapus atau dibiarkan; baris itu tidak ikut diperiksa.",
    "Semua sel berformat Teks. Bila menyalin dari berkas lain, tempel dengan “Nilai saja”.",
)

AFTER_SENDING = (
    "Begitu berkas lengkap diterima, Anda mendapat tanda terima. Berkas itu tidak akan hilang.",
    "Setiap baris diperiksa. Jumlah baris yang diterima, ditolak, dan belum diperiksa terlihat di "
    "layar; jumlah ketiganya selalu sama dengan jumlah baris yang dikirim.",
    "Baris yang benar langsung tersimpan. Baris yang salah tidak menahan baris yang benar.",
    "Untuk baris yang ditolak tersedia buku kerja kesalahan: isinya baris Anda sendiri, sel yang "
    "salah diwarnai, beserta cara memperbaikinya. Perbaiki lalu kirim buku kerja itu; hanya baris "
    "tersebut yang diganti.",
)
