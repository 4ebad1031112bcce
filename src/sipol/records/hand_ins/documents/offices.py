"""MODEL F-KANTOR.TETAP-PARPOL: all offices with address, status and end of use, by province."""

from __future__ import annotations

from collections.abc import Mapping

from sipol.infra.ledger.figures import day, figure
from sipol.infra.printing.sheets import Block, Sheet, lines, table, text
from sipol.records.dossiers.rules.filing import NATION
from sipol.records.hand_ins.documents.statement import identity, party_signatures
from sipol.records.hand_ins.rules.basis import Address, Basis

MODEL = "MODEL F-KANTOR.TETAP-PARPOL"
_TENURES = {"own": "milik sendiri", "lease": "sewa", "loan": "pinjam pakai"}
_COLUMNS = [
    ("Kode", 2, "l"),
    ("Tingkat dan wilayah", 6, "l"),
    ("Alamat", 9, "l"),
    ("Status", 3, "l"),
    ("Berlaku sampai", 4, "l"),
]


def office_list(basis: Basis, profile: Mapping[str, str]) -> Sheet:
    """The list of offices; `profile` holds the texts of the party's profile."""
    return Sheet(
        model=MODEL,
        title="Surat Keterangan Kantor Tetap Partai Politik",
        blocks=[
            lines(identity(basis, profile), "Partai politik"),
            lines(_totals(basis), "Jumlah kantor tetap"),
            text(
                "Kami menerangkan bahwa kantor-kantor berikut dipakai sebagai kantor tetap "
                "kepengurusan partai sampai tahapan terakhir pemilu."
            ),
            *_lists(basis),
            party_signatures(profile),
        ],
    )


def _totals(basis: Basis) -> list[tuple[str, str]]:
    codes = list(basis.addresses)
    return [
        ("Pusat", figure(sum(code == NATION for code in codes))),
        ("Provinsi", figure(sum(len(code) == 2 for code in codes))),
        ("Kabupaten/kota", figure(sum(len(code) == 5 for code in codes))),
        ("Seluruhnya", figure(len(codes))),
    ]


def _lists(basis: Basis) -> list[Block]:
    """One list of the centre, then one of each province."""
    names, areas = basis.names, sorted({code[:2] for code in basis.addresses})
    return [
        table(
            _COLUMNS,
            [_row(basis, code, names) for code in sorted(basis.addresses) if code[:2] == area],
            names.get(area, area) if area else "Pusat",
        )
        for area in areas
    ]


def _row(basis: Basis, code: str, names: Mapping[str, str]) -> list[str]:
    said, office = basis.addresses[code], basis.facts.offices.get(code)
    until = day(office.until) if office and office.until else "tanpa batas"
    if office and not office.until and not office.open_ended:
        until = "belum diisi"
    return [code or "-", _place(code, names), _address(said), _TENURES[said.tenure], until]


def _place(code: str, names: Mapping[str, str]) -> str:
    if code == NATION:
        return "Kantor pusat"
    name = names.get(code, code)
    return f"Provinsi {name}" if len(code) == 2 else name


def _address(said: Address) -> str:
    return ", ".join(part for part in (said.address, said.village, said.district) if part)
