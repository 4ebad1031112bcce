"""MODEL F-REKAP.PENDAFTARAN-PARPOL: boards, members, offices and accounts in figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from sipol.infra.ledger.figures import figure, grouped
from sipol.infra.printing.sheets import Block, Sheet, lines, table, text
from sipol.records.dossiers.rules.filing import NATION, Tier, tier_of
from sipol.records.hand_ins.documents.statement import identity, party_signatures
from sipol.records.hand_ins.rules.basis import Basis, Heads, ProvinceRow, RegencyRow

MODEL = "MODEL F-REKAP.PENDAFTARAN-PARPOL"


def recap(basis: Basis, profile: Mapping[str, str]) -> Sheet:
    """The recapitulation; `profile` holds the texts of the party's profile."""
    return Sheet(
        model=MODEL,
        title="Rekapitulasi Pendaftaran Partai Politik",
        blocks=[
            lines(identity(basis, profile), "Partai politik"),
            lines(_totals(basis), "Jumlah"),
            _provinces(basis),
            _regencies(basis),
            text(
                "Pengurus: ya bila memenuhi syarat, diisi bila belum. Kecamatan: yang pengurusnya "
                "memenuhi syarat, dari semua kecamatan. Kabupaten/kota dihitung bila semua syarat "
                "di dalamnya terpenuhi.",
                f"Dasar: {basis.judged.legal_basis}.",
            ),
            party_signatures(profile),
        ],
    )


def _totals(basis: Basis) -> list[tuple[str, str]]:
    women = _heads(basis, basis.facts.boards)
    return [
        _boards(basis, "Pengurus provinsi", Tier.PROVINCE, sum(p.board for p in basis.provinces)),
        _boards(
            basis,
            "Pengurus kabupaten/kota",
            Tier.REGENCY,
            sum("c" in r.holds for r in basis.regencies),
        ),
        _boards(
            basis,
            "Pengurus kecamatan",
            Tier.DISTRICT,
            sum(r.districts_filed for r in basis.regencies),
        ),
        (
            "Kabupaten/kota yang memenuhi",
            f"{figure(sum(r.counts for r in basis.regencies))}; diperlukan "
            f"{figure(sum(p.required for p in basis.provinces))}",
        ),
        ("Anggota", figure(sum(r.members for r in basis.regencies))),
        ("Kantor tetap", figure(len(basis.facts.offices))),
        ("Rekening", figure(len(basis.facts.accounts))),
        ("Perempuan di pengurus pusat", _share(basis.heads(NATION))),
        ("Perempuan di semua pengurus", _share(women)),
    ]


def _boards(basis: Basis, title: str, tier: Tier, holding: int) -> tuple[str, str]:
    filed = sum(tier_of(code) is tier for code in basis.facts.boards)
    return title, f"{figure(filed)} diisi; {figure(holding)} memenuhi syarat"


def _provinces(basis: Basis) -> Block:
    columns = [("Kode", 2, "l"), ("Provinsi", 6, "l"), ("Pengurus", 3, "l")]
    columns += [(title, 3, "r") for title in ("Kab/kota", "Memenuhi", "Perlu", "Kecamatan")]
    columns += [(title, 3, "r") for title in ("Anggota", "Kantor", "Rekening", "Perempuan")]
    rows = [_province_row(basis, province) for province in basis.provinces]
    return table(columns, rows, "Per provinsi")


def _province_row(basis: Basis, province: ProvinceRow) -> list[str]:
    regencies, code = basis.regencies_of(province.code), province.code
    return [
        code,
        province.name,
        _board(basis, code, province.board),
        grouped(sum("c" in r.holds for r in regencies)),
        grouped(province.counting),
        grouped(province.required),
        grouped(sum(r.districts_filed for r in regencies)),
        grouped(sum(r.members for r in regencies)),
        grouped(_count_within(basis.facts.offices, code)),
        grouped(_count_within(basis.facts.accounts, code)),
        _percent(_heads(basis, basis.facts.boards, lambda where: _inside(where, code))),
    ]


def _regencies(basis: Basis) -> Block:
    columns = [("Kode", 3, "l"), ("Kabupaten/kota", 8, "l"), ("Pengurus", 3, "l")]
    columns += [(title, 3, "r") for title in ("Kecamatan", "Perlu", "Anggota", "Minimum")]
    columns += [(title, 3, "l") for title in ("Kantor", "Rekening")]
    columns += [("Perempuan", 3, "r"), ("Dihitung", 3, "l")]
    rows = [_regency_row(basis, regency) for regency in basis.regencies]
    return table(columns, rows, "Per kabupaten/kota")


def _regency_row(basis: Basis, regency: RegencyRow) -> list[str]:
    return [
        regency.code,
        regency.name,
        _board(basis, regency.code, "c" in regency.holds),
        f"{grouped(regency.districts_filed)}/{grouped(regency.districts)}",
        grouped(regency.districts_required),
        grouped(regency.members),
        grouped(regency.minimum),
        _held(regency.code in basis.facts.offices),
        _held(regency.code in basis.facts.accounts),
        _percent(basis.heads(regency.code)),
        _held(regency.counts),
    ]


def _held(yes: bool) -> str:
    return "ya" if yes else "-"


def _board(basis: Basis, code: str, holds: bool) -> str:
    return "ya" if holds else "diisi" if code in basis.facts.boards else "-"


def _inside(code: str, area: str) -> bool:
    return code == area or code.startswith(f"{area}.")


def _count_within(codes: Iterable[str], area: str) -> int:
    return sum(_inside(code, area) for code in codes)


def _heads(
    basis: Basis, codes: Iterable[str], wanted: Callable[[str], bool] = lambda _: True
) -> Heads:
    """Officers and women of the boards at these places, without those of districts."""
    found = [basis.heads(code) for code in codes if wanted(code) and tier_of(code) != Tier.DISTRICT]
    return Heads(sum(h.officers for h in found), sum(h.women for h in found))


def _share(heads: Heads) -> str:
    return f"{figure(heads.women)} dari {figure(heads.officers)} pengurus, {_percent(heads)}"


def _percent(heads: Heads) -> str:
    """The share of women, cut off after a tenth: 29,99 is never told as 30."""
    if not heads.officers:
        return "-"
    whole, tenth = divmod(heads.women * 1000 // heads.officers, 10)
    return f"{whole},{tenth}%"
