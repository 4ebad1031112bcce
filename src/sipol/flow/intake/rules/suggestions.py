"""What a sender may have meant by a region that is not in the official list."""

from __future__ import annotations

import re
from typing import Literal

from rapidfuzz import fuzz, process

from sipol.flow.intake.rules.regions import RegionTable

# A file of nonsense must not cost minutes: beyond this many distinct texts nobody reads hints.
MOST_TEXTS = 5_000
_LEAST_LIKENESS = 60
_MOSTLY_DIGITS = re.compile(r"^[\d.,\s\-]+$")
_NOT_A_LETTER = re.compile(r"[^0-9a-z]")
_KIND_WORD = re.compile(
    r"^(?:kabupaten|kab|kotamadya|kodya|kota|kecamatan|kec|distrik|desa|kelurahan|kel)\b[\s.:]*"
)
_CITY_WORD = re.compile(r"^(?:kotamadya|kodya|kota)\b")
_REGENCY_WORD = re.compile(r"^(?:kabupaten|kab)\b")

Choices = dict[str, str]
Level = Literal["regency", "below"]


class Suggestions:
    """The nearest known name (or code, for a text of digits) inside the region above.

    Remembers its answers, and over a whole file looks for at most `MOST_TEXTS` of them.
    """

    def __init__(self, table: RegionTable) -> None:
        self.table = table
        self._answers: dict[tuple[Level, str, str], str] = {}
        self._choices: dict[tuple[Level, str, bool], Choices] = {}
        self._names: dict[str, str] = {}

    def for_place(
        self,
        texts: tuple[str | None, str | None, str | None],
        above: tuple[str | None, str | None],
        scope: str,
    ) -> tuple[str, str, str]:
        """Hints for regency, district and village texts, "" where none is wanted or near.

        `above` are the codes of the regency and the district that were found.
        """
        regency, district, village = texts
        in_regency, in_district = above
        if in_regency is None:
            return self._nearest("regency", regency, scope), "", ""
        if in_district is None:
            return "", self._nearest("below", district, in_regency), ""
        return "", "", self._nearest("below", village, in_district)

    def _nearest(self, level: Level, text: str | None, inside: str) -> str:
        if not text:
            return ""
        question = (level, inside, text)
        if question not in self._answers:
            if len(self._answers) >= MOST_TEXTS:
                return ""
            self._answers[question] = self._look_for(level, text, inside)
        return self._answers[question]

    def _look_for(self, level: Level, text: str, inside: str) -> str:
        as_code = bool(_MOSTLY_DIGITS.match(text))
        wanted = re.sub(r"\D", "", text) if as_code else _folded(text)
        if not wanted:
            return ""
        choices = self._choices_in(level, inside, as_code=as_code)
        if as_code:
            return _nearest_code(wanted, choices) or ""
        if level == "regency" and (kind := _kind_of(text)):
            same_kind = {c: f for c, f in choices.items() if _kind_of(self._names[c]) == kind}
            choices = same_kind if _nearest_code(wanted, same_kind) else choices
        if namesakes := [code for code, folded in choices.items() if folded == wanted]:
            return self._told_apart(level, namesakes)
        code = _nearest_code(wanted, choices)
        return self._names[code] if code else ""

    def _told_apart(self, level: Level, codes: list[str]) -> str:
        """A name that is right but not the only one: what tells the namesakes apart."""
        return " / ".join(self._names[code] if level == "regency" else code for code in codes)

    def _choices_in(self, level: Level, inside: str, *, as_code: bool) -> Choices:
        """Codes of what may be suggested -> the folded form that is compared."""
        key = (level, inside, as_code)
        if key not in self._choices:
            table = self.table
            regions = table.regencies_in(inside) if level == "regency" else table.children(inside)
            self._names.update(regions)
            self._choices[key] = {
                code: code.replace(".", "") if as_code else _folded(name) for code, name in regions
            }
        return self._choices[key]


def _folded(text: str) -> str:
    return _NOT_A_LETTER.sub("", _KIND_WORD.sub("", text.lower().strip()))


def _kind_of(name: str) -> str:
    """Whether a regency's name says regency or city; "" where it says neither."""
    lower = name.lower()
    if _CITY_WORD.match(lower):
        return "city"
    return "regency" if _REGENCY_WORD.match(lower) else ""


def _nearest_code(wanted: str, choices: Choices) -> str | None:
    best = process.extractOne(wanted, choices, scorer=fuzz.ratio, score_cutoff=_LEAST_LIKENESS)
    return best[2] if best else None
