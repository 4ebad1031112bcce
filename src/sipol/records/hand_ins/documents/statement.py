"""MODEL F-SURAT.PERNYATAAN-PARPOL: what the party declares, requirement by requirement."""

from __future__ import annotations

from collections.abc import Mapping

from sipol.infra.ledger.figures import figure
from sipol.infra.printing.sheets import Block, Sheet, lines, signatures, table, text
from sipol.records.dossiers.rules.filing import NATION
from sipol.records.dossiers.rules.requirements import Share
from sipol.records.hand_ins.rules.basis import Basis

MODEL = "MODEL F-SURAT.PERNYATAAN-PARPOL"
BLANK = "________________"

# What is declared by letter; the shares are those of the cycle's requirements.
_DECLARED = {
    "a": "berstatus badan hukum sesuai undang-undang tentang partai politik, dan telah diumumkan "
    "dalam Berita Negara; anggaran dasar dan anggaran rumah tangganya telah disahkan",
    "b": "memiliki kepengurusan di {provinces} jumlah provinsi",
    "c": "memiliki kepengurusan di {regencies} jumlah kabupaten/kota di provinsi yang bersangkutan",
    "d": "memiliki kepengurusan di {districts} jumlah kecamatan di kabupaten/kota tersebut",
    "e": "menyertakan paling sedikit {women} keterwakilan perempuan pada kepengurusan tingkat "
    "pusat, dan memperhatikannya pada tingkat di bawahnya",
    "f": "memiliki anggota sekurang-kurangnya sebanyak jumlah minimum di kabupaten/kota tersebut, "
    "dibuktikan dengan kartu tanda anggota",
    "g": "memiliki kantor tetap untuk kepengurusannya sampai tahapan terakhir pemilu",
    "h": "telah mendaftarkan nama, lambang, dan tanda gambar partai kepada kementerian",
    "i": "memiliki rekening atas nama partai",
    "j": "menyatakan bahwa seluruh data dan dokumen yang diisi dan diunggah pada Sipol benar, sah, "
    "dan lengkap",
}
# What these count is in places or heads; the others are declared by papers.
_COUNTED = {
    "b": "provinsi",
    "c": "kabupaten/kota",
    "d": "kabupaten/kota",
    "f": "kabupaten/kota",
}


def statement(basis: Basis, profile: Mapping[str, str]) -> Sheet:
    """The statement of the party; `profile` holds the texts of its profile."""
    return Sheet(
        model=MODEL,
        title="Surat Pernyataan Partai Politik Calon Peserta Pemilu",
        blocks=[
            lines(identity(basis, profile), "Partai politik"),
            text("Kami yang bertanda tangan di bawah ini menyatakan bahwa partai politik kami:"),
            table(
                [("Huruf", 1, "l"), ("Pernyataan", 8, "l"), ("Menurut data di Sipol", 5, "l")],
                [
                    [outcome.letter, _declared(basis, outcome.letter), told]
                    for outcome in basis.judged.outcomes
                    for told in [_told(basis, profile, outcome.letter)]
                ],
            ),
            text(
                f"Dasar: {basis.judged.legal_basis}.",
                "Pernyataan ini kami buat dengan sebenar-benarnya. Bila di kemudian hari ternyata "
                "tidak benar, kami bersedia menerima akibatnya menurut peraturan.",
            ),
            party_signatures(profile, stamp=True),
        ],
    )


def identity(basis: Basis, profile: Mapping[str, str]) -> list[tuple[str, str]]:
    """The party as all of its forms name it."""
    return [
        ("Nama partai", basis.party_name),
        ("Nama singkat", basis.party_short),
        ("Tahapan", basis.cycle),
        ("Ketua umum", profile.get("chair") or BLANK),
        ("Sekretaris jenderal", profile.get("secretary_general") or BLANK),
    ]


def party_signatures(profile: Mapping[str, str], *, stamp: bool = False) -> Block:
    """Where chair and secretary-general sign, and where the commission receives."""
    return signatures(
        f"{BLANK}, tanggal {BLANK}",
        ("Ketua umum", profile.get("chair") or "", stamp),
        ("Sekretaris jenderal", profile.get("secretary_general") or "", False),
        ("Diterima KPU oleh", "", False),
    )


def _declared(basis: Basis, letter: str) -> str:
    asked = basis.asked
    shares = {"provinces": asked.provinces, "regencies": asked.regencies}
    shares |= {"districts": asked.districts, "women": asked.women}
    return _DECLARED[letter].format(**{name: _in_words(share) for name, share in shares.items()})


def _in_words(share: Share | None) -> str:
    if share is None:
        return "sebagian"
    if share.numerator == share.denominator:
        return "seluruh"
    percent, rest = divmod(share.numerator * 100, share.denominator)
    return f"{share.numerator}/{share.denominator}" if rest else f"{percent} persen"


def _told(basis: Basis, profile: Mapping[str, str], letter: str) -> str:
    if letter in _COUNTED:
        outcome = next(each for each in basis.judged.outcomes if each.letter == letter)
        return f"{figure(outcome.reached)} dari {figure(outcome.required)} {_COUNTED[letter]}"
    if letter == "e":
        heads = basis.heads(NATION)
        return f"{figure(heads.women)} perempuan dari {figure(heads.officers)} pengurus pusat"
    if letter == "a":
        return "; ".join(
            f"{title}: {profile.get(name) or BLANK}"
            for title, name in (
                ("Keputusan menteri", "ministry_decree_number"),
                ("tanggal", "ministry_decree_date"),
                ("Berita Negara", "state_gazette_number"),
                ("Keputusan AD/ART", "statutes_decree_number"),
            )
        )
    if letter == "g":
        return f"{figure(len(basis.facts.offices))} kantor"
    if letter == "i":
        return f"{figure(len(basis.facts.accounts))} rekening"
    return "Terlampir pada Sipol" if letter == "h" else ""
