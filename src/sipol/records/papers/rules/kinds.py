"""The kinds of papers: whose they are, what they may look like, and by which law they are asked.

The limits are defaults, as no regulation gives any: a cycle may set others (`with_changes`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from sipol.records.regions.rules.codes import is_code

MEBIBYTE = 1 << 20
PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
SCANS = frozenset({PDF, JPEG, PNG})
PICTURES = frozenset({JPEG, PNG})


class PaperLevel(StrEnum):
    """How far a paper speaks. District = kecamatan."""

    NATIONAL = "national"
    PROVINCE = "province"
    REGENCY = "regency"
    DISTRICT = "district"


LEVELS = tuple(PaperLevel)
_NATIONAL = (PaperLevel.NATIONAL,)
_THREE = LEVELS[:3]


TITLES = {
    "registration_letter": "Surat pendaftaran",
    "statement_signed": "MODEL F-SURAT.PERNYATAAN-PARPOL yang ditandatangani",
    "recap_signed": "MODEL F-REKAP.PENDAFTARAN-PARPOL yang ditandatangani",
    "office_certificate_signed": "MODEL F-KANTOR.TETAP-PARPOL yang ditandatangani",
    "state_gazette": "Berita Negara",
    "statutes": "AD dan ART",
    "ministry_decree": "Keputusan Menteri tentang badan hukum partai",
    "national_board_ratification": "Keputusan Menteri tentang pengesahan kepengurusan pusat",
    "name_emblem_certificate": "Surat keterangan nama, lambang, dan tanda gambar",
    "emblem_image": "Gambar lambang partai",
    "ballot_mark_image": "Gambar tanda gambar untuk surat suara",
    "board_decree": "SK kepengurusan",
    "office_proof": "Bukti kantor tetap",
    "bank_account_proof": "Bukti rekening partai",
}


@dataclass(frozen=True, slots=True)
class PaperKind:
    """One kind of paper. `required` are the levels at which a registration lacks it when absent.

    `max_pixels` counts the whole picture; pages are those of a PDF.
    """

    code: str
    levels: tuple[PaperLevel, ...]
    required: tuple[PaperLevel, ...]
    legal_basis: str
    media_types: frozenset[str] = SCANS
    max_bytes: int = 10 * MEBIBYTE
    max_pixels: int = 40_000_000
    max_pages: int = 100

    @property
    def title(self) -> str:
        return TITLES[self.code]


@dataclass(frozen=True, slots=True)
class PaperNature:
    """What a file was found to be, by reading it. Pages of a picture are 1, pixels of a PDF 0.

    `marks` are harmless things worth knowing: form_fields, signature, foreign_bytes.
    """

    media_type: str
    pages: int
    width: int = 0
    height: int = 0
    marks: tuple[str, ...] = ()

    @property
    def pixels(self) -> int:
        return self.width * self.height


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a file cannot be this paper; the sentence is found by `code`."""

    code: str
    values: Mapping[str, str]


def _national(code: str, basis: str, **limits: Any) -> PaperKind:
    return PaperKind(code, _NATIONAL, _NATIONAL, basis, **limits)


_TABLE = (
    _national("registration_letter", "UU 7/2017 pasal 176"),
    _national("statement_signed", "UU 7/2017 pasal 177; PKPU 4/2022"),
    _national("recap_signed", "PKPU 4/2022"),
    _national(
        "office_certificate_signed",
        "PKPU 4/2022",
        max_bytes=25 * MEBIBYTE,
        max_pages=400,
    ),
    _national("state_gazette", "UU 7/2017 pasal 177", max_bytes=25 * MEBIBYTE),
    _national(
        "statutes",
        "UU 7/2017 pasal 177",
        media_types=frozenset({PDF}),
        max_bytes=25 * MEBIBYTE,
        max_pages=400,
    ),
    _national("ministry_decree", "UU 7/2017 pasal 177"),
    _national("national_board_ratification", "UU 7/2017 pasal 177"),
    _national("name_emblem_certificate", "UU 7/2017 pasal 177; PKPU 4/2022"),
    _national(
        "emblem_image",
        "PKPU 4/2022",
        media_types=PICTURES,
        max_bytes=5 * MEBIBYTE,
    ),
    _national(
        "ballot_mark_image",
        "PKPU 4/2022",
        media_types=PICTURES,
        max_bytes=5 * MEBIBYTE,
    ),
    PaperKind("board_decree", LEVELS, LEVELS, "UU 7/2017 pasal 173 ayat (2), 177"),
    PaperKind("office_proof", _THREE, _THREE, "UU 7/2017 pasal 173 ayat (2), 177"),
    PaperKind("bank_account_proof", _THREE, _THREE, "UU 7/2017 pasal 177"),
)

KINDS: Mapping[str, PaperKind] = {kind.code: kind for kind in _TABLE}
SETTABLE = ("max_bytes", "max_pixels", "max_pages")


def level_of_region(region_code: str) -> PaperLevel | None:
    """The level of a code, an empty one being national; None for a village and for no code."""
    if not region_code:
        return PaperLevel.NATIONAL
    depth = region_code.count(".") + 1
    return LEVELS[depth] if is_code(region_code) and depth < len(LEVELS) else None


def with_changes(kind: PaperKind, changes: Mapping[str, Any]) -> PaperKind:
    """The kind under the limits of a cycle: `SETTABLE` as whole numbers above nothing,
    `media_types` as a list taken from those that can be read. ValueError for anything else."""
    new: dict[str, Any] = {}
    for name, value in changes.items():
        if name in SETTABLE and type(value) is int and value > 0:
            new[name] = value
        elif name == "media_types" and value and set(value) <= SCANS:
            new[name] = frozenset(value)
        else:
            raise ValueError(f"a paper kind has no such setting: {name}={value!r}")
    return replace(kind, **new)


def problem_with(kind: PaperKind, nature: PaperNature, size: int) -> Problem | None:
    """What keeps a sound file from being a paper of this kind, or None."""
    if nature.media_type not in kind.media_types:
        return Problem("paper_wrong_type", {"allowed": type_names(kind.media_types)})
    if size > kind.max_bytes:
        return Problem("paper_too_large", {"limit_mb": megabytes(kind.max_bytes)})
    if nature.pages > kind.max_pages:
        values = {"limit": str(kind.max_pages), "found": str(nature.pages)}
        return Problem("paper_too_many_pages", values)
    if nature.pixels > kind.max_pixels:
        return too_many_pixels(kind.max_pixels, nature.pixels)
    return None


def too_many_pixels(limit: int, found: int) -> Problem:
    values = {"limit": str(limit // 1_000_000 or 1), "found": str(-(-found // 1_000_000))}
    return Problem("paper_too_many_pixels", values)


def type_names(media_types: frozenset[str]) -> str:
    """`JPEG, PDF / PNG`: the same in both languages."""
    names = sorted(media_type.rpartition("/")[2].upper() for media_type in media_types)
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} / {names[-1]}"


def megabytes(size: int) -> str:
    return f"{size / MEBIBYTE:.1f}".removesuffix(".0").replace(".", ",")
