"""Which region a file is for, read from its name. What could mean two regions means none.

A code must be written so that it is nothing else: `81.71` or `81.71.03` with its dots or hyphens
anywhere in the name, or the bare digits where the name is nothing but them. A region's name counts
where only one region of the wanted level has it, or where the regions named with it decide.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from sipol.records.papers.rules.kinds import LEVELS, PaperLevel, level_of_region

MOST_CANDIDATES = 5
LONGEST_NAME_WORDS = 6

NOT_NAMED, AMBIGUOUS, CONTRADICTORY, OTHER_LEVEL = (
    "region_not_named",
    "region_ambiguous",
    "region_contradictory",
    "region_other_level",
)

_CODE = re.compile(r"(?<!\d)(?<!\d[.\-])\d{2}(?:[.\-]\d{2}){1,2}(?!\d|[.\-]\d)")
_BARE = re.compile(r"(?:\d{2}){1,3}")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SAME = {
    "kab": "kabupaten",
    "kotamadya": "kota",
    "kodya": "kota",
    "kep": "kepulauan",
    "adm": "administrasi",
}
_SILENT = frozenset({"kecamatan", "kec", "distrik", "provinsi", "prov", "propinsi"})
_NATION = frozenset({"pusat", "nasional", "dpp"})


@dataclass(frozen=True, slots=True)
class Match:
    """What a name says: a region (`region_code`, empty = national) where `reason` is empty, else
    why not, with up to five codes that it might mean."""

    region_code: str = ""
    reason: str = ""
    candidates: tuple[str, ...] = ()

    @property
    def found(self) -> bool:
        return not self.reason


class RegionNames:
    """Provinces, regencies and districts, by code and by the words of their names."""

    def __init__(self, regions: Iterable[tuple[str, str]]) -> None:
        self.codes: set[str] = set()
        self._by_words: dict[tuple[str, ...], set[str]] = {}
        for code, name in regions:
            level = level_of_region(code)
            if level is None or level is PaperLevel.NATIONAL:
                continue
            self.codes.add(code)
            for words in _spellings(_words(name), level):
                self._by_words.setdefault(words, set()).add(code)

    def named_in(self, words: tuple[str, ...]) -> list[frozenset[str]]:
        """The codes behind each run of words that is a name, the longest run first taken."""
        found, at = [], 0
        while at < len(words):
            step = 1
            for length in range(min(LONGEST_NAME_WORDS, len(words) - at), 0, -1):
                codes = self._by_words.get(words[at : at + length])
                if codes:
                    found.append(frozenset(codes))
                    step = length
                    break
            at += step
        return found


def match(file_name: str, levels: frozenset[PaperLevel], regions: RegionNames) -> Match:
    """The one region that the file's name means at one of the levels."""
    stem = _stem(file_name)
    named = [frozenset({code}) for code in _codes(stem, regions)]
    words = _words(stem)
    named += regions.named_in(words)
    if not named:
        national = PaperLevel.NATIONAL in levels and _NATION & set(words)
        return Match("") if national else Match(reason=NOT_NAMED)
    agreeing = _agreeing(named)
    if not agreeing:
        return Match(
            reason=CONTRADICTORY, candidates=_some({code for hit in named for code in hit})
        )
    fitting = {code for code in agreeing if level_of_region(code) in levels}
    if not fitting:
        return Match(reason=OTHER_LEVEL, candidates=_some(agreeing))
    if len(fitting) > 1:
        return Match(reason=AMBIGUOUS, candidates=_some(fitting))
    return Match(fitting.pop())


def levels_named(text: str) -> frozenset[PaperLevel]:
    """The levels of a choice: one level's name, or all of them for an empty text."""
    return frozenset(LEVELS) if not text else frozenset({PaperLevel(text)})


def _agreeing(named: list[frozenset[str]]) -> set[str]:
    """The deepest codes that every name in the file's name holds, or stands above of."""
    every = {code for hit in named for code in hit}
    holding = {
        code
        for code in every
        if all(any(code == other or code.startswith(f"{other}.") for other in hit) for hit in named)
    }
    if len(named) == 1:
        return holding
    return {code for code in holding if not any(o.startswith(f"{code}.") for o in holding)}


def _codes(stem: str, regions: RegionNames) -> list[str]:
    if _BARE.fullmatch(stem):
        dotted = ".".join(stem[at : at + 2] for at in range(0, len(stem), 2))
        return [dotted] if dotted in regions.codes else []
    written = [found.replace("-", ".") for found in _CODE.findall(stem)]
    return [code for code in dict.fromkeys(written) if code in regions.codes]


def _some(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(codes)[:MOST_CANDIDATES])


def _stem(file_name: str) -> str:
    name = unicodedata.normalize("NFKC", file_name).strip()
    stem, dot, extension = name.rpartition(".")
    return stem.strip() if dot and extension.isalpha() else name


def _words(text: str) -> tuple[str, ...]:
    plain = unicodedata.normalize("NFKC", text).replace("_", " ").lower()
    spelt = (_SAME.get(word, word) for word in _WORD.findall(plain))
    return tuple(word for word in spelt if word not in _SILENT)


def _spellings(words: tuple[str, ...], level: PaperLevel) -> Iterable[tuple[str, ...]]:
    """As the register has it, without "administrasi", and a regency without the word for its kind:
    in a district's name, like Kota Baru, that word belongs to it."""
    full = tuple(word for word in words if word != "administrasi")
    for spelling in {words, full}:
        if spelling:
            yield spelling
        if level is PaperLevel.REGENCY and spelling[:1] in {("kabupaten",), ("kota",)}:
            yield spelling[1:]
