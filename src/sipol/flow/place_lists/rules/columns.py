"""The kinds of lists, and the columns of each as senders know them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sipol.records.bank_accounts.rules.account import FIELDS as ACCOUNT_FIELDS
from sipol.records.boards.rules.entries import BOARD_FIELDS, OFFICER_FIELDS
from sipol.records.offices.rules.office import FIELDS as OFFICE_FIELDS
from sipol.records.offices.rules.office import LEASE, LOAN, OWN
from sipol.records.places.rules import fields
from sipol.records.places.rules.fields import Field
from sipol.records.places.rules.levels import LEVELS, WITH_OFFICE, Level
from sipol.records.timetable.rules import windows

BOARD, OFFICER, OFFICE, ACCOUNT = "board", "officer", "office", "bank_account"

REGION_CODE = "place_code"
# One column for each level, from the top.
REGION_NAMES = ("place_province", "place_regency", "place_district")
ROW_KEY = "row_key"

_WORDS_OF_SEX: Mapping[str, tuple[str, ...]] = {
    "L": ("l", "lakilaki", "laki", "pria"),
    "P": ("p", "perempuan", "wanita"),
}
_WORDS_OF_TENURE: Mapping[str, tuple[str, ...]] = {
    OWN: ("miliksendiri", "milik", "hakmilik", "sendiri"),
    LEASE: ("sewa", "kontrak", "menyewa"),
    LOAN: ("pinjampakai", "pinjam", "pinjaman"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `variants` are headings as `headers.fold` leaves them; `words` are what senders
    write for each stored text, folded likewise, and `choices` what a drop-down offers."""

    name: str
    heading: str
    variants: tuple[str, ...] = ()
    required: bool = False
    example: str = ""
    kind: str = fields.TEXT
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListKind:
    """One kind of list. The row whose `example_mark` is the template's own is no row."""

    name: str
    levels: tuple[Level, ...]
    window: str
    columns: tuple[Column, ...]
    example_mark: str
    # A place has one of these; of officers it has many.
    one_per_place: bool = True

    @property
    def places(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.name in PLACE_COLUMNS)

    @property
    def facts(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.name not in PLACE_COLUMNS)

    def column(self, name: str) -> Column:
        """Raises KeyError for a name that is no column."""
        return {column.name: column for column in self.columns}[name]


PLACE_COLUMNS = frozenset({REGION_CODE, *REGION_NAMES})

_CODE = Column(
    REGION_CODE,
    "kode_wilayah",
    ("kodewilayah", "kode", "kodekemendagri", "kodedaerah", "wilayah"),
    example="81.71.01",
)
_PROVINCE = Column(
    REGION_NAMES[0], "provinsi", ("provinsi", "namaprovinsi", "prov"), example="Maluku"
)
_REGENCY = Column(
    REGION_NAMES[1],
    "kabupaten_kota",
    ("kabupatenkota", "kabkota", "kabkot", "kabko", "kabupaten", "kota", "namakabupatenkota"),
    example="Kota Ambon",
)
_DISTRICT = Column(
    REGION_NAMES[2], "kecamatan", ("kecamatan", "namakecamatan", "distrik"), example="Nusaniwe"
)
_ALL_PLACES = (_CODE, _PROVINCE, _REGENCY, _DISTRICT)
_UPPER_PLACES = (
    Column(REGION_CODE, "kode_wilayah", _CODE.variants, example="81.71"),
    _PROVINCE,
    _REGENCY,
)


def _columns(known: tuple[Field, ...], said: Mapping[str, Column]) -> Iterator[Column]:
    """The columns of a record's fields, each with the field's own kind."""
    kinds = {one.name: one.kind for one in known}
    for name, column in said.items():
        yield Column(
            name,
            column.heading,
            column.variants,
            column.required,
            column.example,
            kinds[name],
            column.words,
            column.choices,
        )


def _said(*columns: Column) -> dict[str, Column]:
    return {column.name: column for column in columns}


_BOARD_COLUMNS = _said(
    Column(
        "decree_number",
        "nomor_sk",
        ("nomorsk", "nosk", "sk", "nomorskkepengurusan", "nomorsuratkeputusan"),
        required=True,
        example="CONTOH-001/DPP/2025",
    ),
    Column(
        "decree_date", "tanggal_sk", ("tanggalsk", "tglsk"), required=True, example="27-03-2025"
    ),
    Column(
        "period_from",
        "masa_bakti_mulai",
        ("masabaktimulai", "mulai", "berlakudari", "periodemulai", "masajabatanmulai"),
        example="27-03-2025",
    ),
    Column(
        "period_to",
        "masa_bakti_sampai",
        ("masabaktisampai", "sampai", "berlakusampai", "periodesampai", "masajabatansampai"),
        example="27-03-2030",
    ),
)
_OFFICER_COLUMNS = _said(
    Column("title", "jabatan", ("jabatan", "posisi"), required=True, example="Ketua"),
    Column(
        "name",
        "nama",
        ("nama", "namalengkap", "namapengurus"),
        required=True,
        example="CONTOH Ratna Wulandari",
    ),
    Column(
        "sex",
        "jenis_kelamin",
        ("jeniskelamin", "jk", "lp", "kelamin", "gender"),
        required=True,
        example="P",
        words=_WORDS_OF_SEX,
        choices=("L", "P"),
    ),
    Column("national_id", "nik", ("nik", "nomornik", "nonik", "noktp", "nomorktp")),
    Column("card_number", "nomor_kta", ("nomorkta", "nokta", "kta"), example="KTA-0001"),
    Column("phone", "telepon", ("telepon", "hp", "nohp", "telp", "nomortelepon")),
    Column("position", "urutan", ("urutan", "nourut", "nomorurut"), example="1"),
)
_OFFICE_COLUMNS = _said(
    Column(
        "address",
        "alamat",
        ("alamat", "alamatkantor", "alamatkantortetap"),
        required=True,
        example="CONTOH Jalan Pattimura 1",
    ),
    Column("district", "kecamatan_kantor", ("kecamatankantor", "kecamatan"), example="Sirimau"),
    Column("village", "desa_kelurahan", ("desakelurahan", "kelurahan", "desa", "kelurahandesa")),
    Column(
        "tenure",
        "status_kantor",
        ("statuskantor", "status", "statuskepemilikan"),
        required=True,
        example="Sewa",
        words=_WORDS_OF_TENURE,
        choices=("Milik sendiri", "Sewa", "Pinjam pakai"),
    ),
    Column(
        "valid_until",
        "dapat_dipakai_sampai",
        ("dapatdipakaisampai", "berlakusampai", "sampai"),
        example="31-12-2029",
    ),
    Column("phone", "telepon", ("telepon", "teleponkantor", "telp", "nomortelepon")),
)
_ACCOUNT_COLUMNS = _said(
    Column("bank", "bank", ("bank", "namabank"), required=True, example="Bank Contoh"),
    Column("branch", "cabang", ("cabang", "kantorcabang"), example="Ambon"),
    Column(
        "number",
        "nomor_rekening",
        ("nomorrekening", "norekening", "norek", "rekening"),
        required=True,
        example="0123456789",
    ),
    Column(
        "holder",
        "atas_nama",
        ("atasnama", "an", "namapemilik", "pemilikrekening"),
        required=True,
        example="CONTOH DPD Partai",
    ),
)

KINDS: Mapping[str, ListKind] = {
    kind.name: kind
    for kind in (
        ListKind(
            BOARD,
            LEVELS,
            windows.BOARDS,
            (*_ALL_PLACES, *_columns(BOARD_FIELDS, _BOARD_COLUMNS)),
            "decree_number",
        ),
        ListKind(
            OFFICER,
            LEVELS,
            windows.BOARDS,
            (*_ALL_PLACES, *_columns(OFFICER_FIELDS, _OFFICER_COLUMNS)),
            "name",
            one_per_place=False,
        ),
        ListKind(
            OFFICE,
            WITH_OFFICE,
            windows.OFFICES,
            (*_UPPER_PLACES, *_columns(OFFICE_FIELDS, _OFFICE_COLUMNS)),
            "address",
        ),
        ListKind(
            ACCOUNT,
            WITH_OFFICE,
            windows.BANK_ACCOUNTS,
            (*_UPPER_PLACES, *_columns(ACCOUNT_FIELDS, _ACCOUNT_COLUMNS)),
            "holder",
        ),
    )
}
