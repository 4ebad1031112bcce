"""Occupations that bar from membership, found in what people write of their work."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from sipol.flow.intake.rules.findings import Claim

# Words that say the post was left, or is somebody else's.
_PAST_OR_OTHERS = (
    "pensiun", "pensiunan", "purna", "purnawirawan", "purnabakti", "purn", "purnatugas", "mantan",
    "eks", "ex", "bekas", "veteran", "warakawuri", "istri", "isteri", "suami", "anak", "keluarga",
    "orang tua", "janda", "duda", "bukan", "non", "honorer", "sopir", "supir", "pengemudi",
)  # fmt: skip

_MEMBERSHIP_RULE = "PKPU 4/2022 Pasal 32"
_CIVIL_SERVANT = "ASN (PNS/PPPK)"


@dataclass(frozen=True, slots=True)
class BarredOccupation:
    """A kind of post whose holders may not be members.

    `kind` is its Indonesian name as shown to people. `patterns` and `unless` are lower-case words
    or sequences of words, matched as whole words: one of `patterns` must occur, and none of
    `unless` in the same part of the text. `legal_basis` names the rule.
    """

    kind: str
    patterns: tuple[str, ...]
    legal_basis: str
    unless: tuple[str, ...] = _PAST_OR_OTHERS


DEFAULT_BARRED_OCCUPATIONS: tuple[BarredOccupation, ...] = (
    BarredOccupation(
        "anggota TNI",
        ("tni", "tentara", "tentara nasional indonesia", "prajurit", "abri", "kodim", "babinsa"),
        f"{_MEMBERSHIP_RULE}; UU 34/2004 Pasal 39",
    ),
    BarredOccupation(
        "anggota Polri",
        ("polri", "polisi", "polwan", "kepolisian", "brimob", "bhabinkamtibmas"),
        f"{_MEMBERSHIP_RULE}; UU 2/2002 Pasal 28",
        (*_PAST_OR_OTHERS, "pamong praja", "hutan", "kehutanan", "khusus"),
    ),
    BarredOccupation(
        "penyelenggara pemilu",
        ("kpu", "kpud", "kip aceh", "komisi pemilihan umum", "komisi independen pemilihan",
         "bawaslu", "badan pengawas pemilu", "badan pengawas pemilihan umum", "panwaslu", "panwas",
         "panwaslih", "panwascam", "panwaslucam", "pengawas pemilu", "pengawas tps", "dkpp", "ppk",
         "panitia pemilihan kecamatan", "pps", "panitia pemungutan suara", "kpps", "ppln",
         "kppsln", "pantarlih", "penyelenggara pemilu", "penyelenggara pemilihan umum"),
        f"{_MEMBERSHIP_RULE}; UU 7/2017 Pasal 21",
        tuple(word for word in _PAST_OR_OTHERS if word != "honorer"),
    ),
    BarredOccupation(
        "kepala desa",
        ("kepala desa", "kades", "kepala kampung", "kepala nagari", "wali nagari", "keuchik",
         "geuchik", "kuwu", "perbekel", "pambakal", "peratin", "hukum tua", "kepala lembang",
         "kepala pemerintah negeri", "raja negeri"),
        f"{_MEMBERSHIP_RULE}; UU 6/2014 Pasal 29",
        (*_PAST_OR_OTHERS, "calon", "staf", "sekretaris", "perangkat", "kantor", "adat", "ajudan"),
    ),
    BarredOccupation(
        _CIVIL_SERVANT,
        ("asn", "pns", "cpns", "pppk", "p3k", "aparatur sipil negara", "aparat sipil negara",
         "pegawai negeri", "pegawai pemerintah dengan perjanjian kerja"),
        f"{_MEMBERSHIP_RULE}; UU 20/2023 Pasal 9",
    ),
    BarredOccupation(
        _CIVIL_SERVANT,
        ("camat", "lurah"),
        f"{_MEMBERSHIP_RULE}; UU 20/2023 Pasal 9",
        (*_PAST_OR_OTHERS, "kantor", "staf"),
    ),
)  # fmt: skip

# "PNS, suami TNI" speaks of two people; "pensiunan TNI/Polri" of one.
_PARTS = r"[,;]+|\b(?:sekarang|kini|merangkap)\b"
_ABBREVIATING_DOT = r"\b([a-z])\."


def mark_barred(work: pl.DataFrame, barred: Sequence[BarredOccupation]) -> pl.DataFrame:
    """Add `barred_kind` and `barred_basis`, null for an occupation that bars nobody."""
    texts = work.select("occupation").drop_nulls().unique(maintain_order=True)
    parts = (
        texts.with_columns(part=_folded(pl.col("occupation")).str.split(";"))
        .explode("part")
        .with_columns(barred_kind=_first_kind(barred))
        .drop_nulls("barred_kind")
        .unique("occupation", keep="first", maintain_order=True)
    )
    bases = {kind.kind: kind.legal_basis for kind in barred}
    found = parts.select(
        "occupation",
        "barred_kind",
        barred_basis=pl.col("barred_kind").replace_strict(
            bases, default=None, return_dtype=pl.String
        ),
    )
    return work.join(found, on="occupation", how="left", maintain_order="left")


def _folded(text: pl.Expr) -> pl.Expr:
    return (
        text.str.to_lowercase()
        .str.replace_all(_PARTS, ";")
        .str.replace_all(_ABBREVIATING_DOT, "$1")
        .str.replace_all("[^a-z0-9;]+", " ")
    )


def _first_kind(barred: Sequence[BarredOccupation]) -> pl.Expr:
    part = pl.col("part")
    kinds = [
        pl.when(
            part.str.contains(_whole_words(kind.patterns))
            & ~part.str.contains(_whole_words(kind.unless))
        ).then(pl.lit(kind.kind))
        for kind in barred
    ]
    return pl.coalesce(*kinds, pl.lit(None, dtype=pl.String))


def _whole_words(words: Sequence[str]) -> str:
    if not words:
        return "$^"
    return rf"\b(?:{'|'.join(re.escape(word) for word in words)})\b"


CLAIMS = (
    Claim("occupation_barred", "occupation", pl.col("barred_kind").is_not_null(),
          pl.col("occupation"),
          pl.concat_str("barred_kind", pl.lit(" — "), "barred_basis"),
          pl.col("barred_kind")),
)  # fmt: skip
