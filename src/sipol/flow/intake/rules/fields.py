"""The columns of a member list: our names, the template's headings, what people write instead."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a member list.

    `name` is ours and names the column of the members table; `heading` stands in the template
    and in every finding; `variants` are other headings that mean the same, in folded form (lower
    case, letters and digits only). A list without a `required` column cannot be read at all.
    """

    name: str
    heading: str
    title: str
    variants: tuple[str, ...] = ()
    required: bool = False


FIELDS: tuple[Field, ...] = (
    Field(
        "card_number",
        "no_kta",
        "Nomor KTA",
        (
            "nokta",
            "nomorkta",
            "kta",
            "nokartuanggota",
            "nomorkartuanggota",
            "nokartu",
            "noanggota",
            "nomoranggota",
            "nokartutandaanggota",
            "nomorkartutandaanggota",
        ),
        required=True,
    ),
    Field(
        "national_id",
        "nik",
        "NIK",
        (
            "nik",
            "nonik",
            "nomornik",
            "noktp",
            "nomorktp",
            "nikktp",
            "nomorindukkependudukan",
            "noindukkependudukan",
            "nikktpel",
            "noktpel",
            "ktp",
            "nomoridentitas",
            "noidentitas",
        ),
        required=True,
    ),
    Field(
        "name",
        "nama",
        "Nama sesuai KTP",
        (
            "nama",
            "namalengkap",
            "namaanggota",
            "namasesuaiktp",
            "namaktp",
            "namalengkapsesuaiktp",
            "namasesuaiktpel",
        ),
        required=True,
    ),
    Field(
        "sex",
        "jenis_kelamin",
        "Jenis kelamin (L/P)",
        (
            "jeniskelamin",
            "jk",
            "lp",
            "kelamin",
            "sex",
            "gender",
            "jeniskelaminlp",
            "jnskelamin",
            "jeniskel",
        ),
        required=True,
    ),
    Field(
        "birth_place",
        "tempat_lahir",
        "Tempat lahir",
        ("tempatlahir", "tmplahir", "tptlahir", "tmptlahir", "kotalahir"),
    ),
    Field(
        "birth_date",
        "tanggal_lahir",
        "Tanggal lahir",
        (
            "tanggallahir",
            "tgllahir",
            "tgllhr",
            "tanggallhr",
            "tgl",
            "dob",
            "tanggallahirddmmyyyy",
            "tgllahirddmmyyyy",
        ),
        required=True,
    ),
    Field(
        "marital_status",
        "status_perkawinan",
        "Status perkawinan (B/S/P)",
        (
            "statusperkawinan",
            "statuskawin",
            "kawin",
            "perkawinan",
            "statuspernikahan",
            "statusnikah",
            "bsp",
            "statusperkawinanbsp",
            "stskawin",
        ),
        required=True,
    ),
    Field(
        "occupation",
        "pekerjaan",
        "Pekerjaan",
        ("pekerjaan", "statuspekerjaan", "profesi", "jenispekerjaan"),
    ),
    Field(
        "address",
        "alamat",
        "Alamat",
        ("alamat", "alamatktp", "alamatlengkap", "alamatsesuaiktp", "jalan", "alamatrumah"),
    ),
    Field("rt", "rt", "RT", ("rt", "nort")),
    Field("rw", "rw", "RW", ("rw", "norw")),
    Field(
        "village",
        "kode_desa",
        "Kode atau nama desa/kelurahan",
        (
            "kodedesa",
            "desa",
            "kelurahan",
            "desakelurahan",
            "kodekelurahan",
            "namadesa",
            "kodedesakelurahan",
            "namakelurahan",
            "keldesa",
            "desakel",
            "gampong",
            "kodedesakel",
            "kddesa",
        ),
    ),
    Field(
        "district",
        "kode_kecamatan",
        "Kode atau nama kecamatan",
        (
            "kodekecamatan",
            "kecamatan",
            "kec",
            "namakecamatan",
            "distrik",
            "kodekec",
            "kodedistrik",
            "kdkec",
        ),
        required=True,
    ),
    Field(
        "regency",
        "kode_kabko",
        "Kode atau nama kabupaten/kota",
        (
            "kodekabko",
            "kabko",
            "kabupaten",
            "kota",
            "kabupatenkota",
            "kabkota",
            "kodekabupaten",
            "kodekabkota",
            "kodekabupatenkota",
            "namakabupaten",
            "kodewilayah",
            "wilayah",
            "namakabupatenkota",
            "kdkab",
        ),
    ),
    Field("card_file", "file_kta", "Nama berkas KTA", ("filekta", "berkaskta", "fotokta")),
    Field(
        "id_file",
        "file_ktp_kk",
        "Nama berkas KTP/KK",
        ("filektpkk", "filektp", "berkasktp", "fotoktp", "filekk"),
    ),
    Field("row_key", "_kunci_baris", "Kunci baris (jangan diubah)", ("kuncibaris",)),
)

FIELD_BY_NAME: dict[str, Field] = {field.name: field for field in FIELDS}
