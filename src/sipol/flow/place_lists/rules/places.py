"""Which region a row means: by its code, or by names that are looked for in the region above.

Names of districts, and some of regencies, stand for several places, so a name alone is never enough
and nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from sipol.flow.place_lists.rules.columns import REGION_CODE, REGION_NAMES
from sipol.kernel.identifiers import hide_niks
from sipol.records.places.rules.levels import NATION

LONGEST_SHOWN = 60

_NATION_WORDS = frozenset({"pusat", "nasional", "dpp"})
_CODE = re.compile(r"(\d{2})(?:[., -]?(\d{2})(?:[., -]?(\d{2}))?)?")
_MARKS = re.compile(r"[^0-9a-z]")
_SPELLINGS: Sequence[tuple[re.Pattern[str], str]] = (
    (re.compile(r"^(provinsi|prov|propinsi)\b[\s.:]*"), ""),
    (re.compile(r"^(daerah istimewa|d\.?i\.?)\s+"), "di "),
    (re.compile(r"^(daerah khusus ibukota|daerah khusus|dki|dk)\s+"), "dki "),
    (re.compile(r"^(kabupaten|kab)\b[\s.:]*"), "kabupaten "),
    (re.compile(r"^(kotamadya|kodya|kota)\b[\s.:]*"), "kota "),
    (re.compile(r"\b(administrasi|adm)\b"), ""),
    (re.compile(r"^(kecamatan|kec|distrik|dist)\b[\s.:]*"), ""),
    (re.compile(r"\bkep\b"), "kepulauan"),
)
_KIND_OF_REGENCY = re.compile(r"^(kabupaten|kota) ")


@dataclass(frozen=True, slots=True)
class Unplaced:
    """Why a row has no region: a finding's code, our name of the column, and its values."""

    code: str
    column: str
    values: Mapping[str, str] = field(default_factory=dict)


class Gazetteer:
    """The regions down to the district, by code and by name within the region above."""

    def __init__(self, regions: Iterable[tuple[str, str]]) -> None:
        self.names = dict(regions)
        self._below: dict[str, list[str]] = {}
        for code in self.names:
            self._below.setdefault(parent_of(code), []).append(code)
        self._keys: dict[str, dict[str, list[str]]] = {}

    def place(self, texts: Mapping[str, str], scope: str) -> str | Unplaced:
        """The region of a row. `texts` are its region columns without blanks around; where a level
        is left out, only the sender's own scope may stand in for it."""
        if texts.get(REGION_CODE):
            return self._by_code(texts)
        return self._by_names(texts, scope)

    def _by_code(self, texts: Mapping[str, str]) -> str | Unplaced:
        typed = texts[REGION_CODE]
        shown = {"value": shown_text(typed)}
        code = read_code(typed)
        if code is None:
            return Unplaced("list_region_code", REGION_CODE, shown)
        if code and code not in self.names:
            return Unplaced("list_region_unknown", REGION_CODE, shown)
        parts = code.split(".") if code else []
        for depth, column in enumerate(REGION_NAMES, start=1):
            text = texts.get(column, "")
            if text and not self._is_named(".".join(parts[:depth]), text, depth <= len(parts)):
                named = self.names.get(code, "pusat")
                return Unplaced("list_region_differs", column, {"name": f"{named} ({typed})"[:99]})
        return code

    def _is_named(self, code: str, text: str, deep_enough: bool) -> bool:
        return deep_enough and _folded(text) in _keys_of(code, self.names[code])

    def _by_names(self, texts: Mapping[str, str], scope: str) -> str | Unplaced:
        typed = [texts.get(column, "") for column in REGION_NAMES]
        if not any(typed):
            return Unplaced("list_region_missing", REGION_CODE)
        if typed[0].casefold() in _NATION_WORDS and not any(typed[1:]):
            return NATION
        own = scope.split(".") if scope else []
        here = ""
        for depth, text in enumerate(typed):
            if not any(typed[depth:]):
                break
            if not text:
                if depth >= len(own) or not f"{'.'.join(own[: depth + 1])}".startswith(here):
                    return Unplaced("list_parent_missing", REGION_NAMES[depth])
                here = ".".join(own[: depth + 1])
                continue
            found = self._named(here, text)
            if len(found) != 1:
                return self._not_one(here, text, REGION_NAMES[depth], found)
            here = found[0]
        return here

    def _named(self, parent: str, text: str) -> list[str]:
        """The regions right below whose name this is."""
        return self._keys_below(parent).get(_folded(text), [])

    def _keys_below(self, parent: str) -> dict[str, list[str]]:
        if parent not in self._keys:
            found: dict[str, list[str]] = {}
            for code in self._below.get(parent, []):
                for key in _keys_of(code, self.names[code]):
                    found.setdefault(key, []).append(code)
            self._keys[parent] = found
        return self._keys[parent]

    def _not_one(self, parent: str, text: str, column: str, found: Sequence[str]) -> Unplaced:
        within = self.names.get(parent, "Indonesia")
        values = {"value": shown_text(text), "within": within}
        if found:
            listed = ", ".join(f"{self.names[code]} ({code})" for code in found[:4])
            return Unplaced("list_region_ambiguous", column, {**values, "near": listed})
        names = {self.names[code].casefold(): self.names[code] for code in self._below[parent]}
        near = get_close_matches(text.casefold(), names, n=3, cutoff=0.6)
        listed = ", ".join(names[name] for name in near)
        return Unplaced("list_name_unknown", column, {**values, "near": listed or "–"})


def read_code(text: str) -> str | None:
    """A region code as people write it (81.71.01, 817101), `""` for the centre, None for none."""
    if text.casefold() in _NATION_WORDS:
        return NATION
    found = _CODE.fullmatch(text.strip())
    return ".".join(part for part in found.groups() if part) if found else None


def parent_of(code: str) -> str:
    return code.rpartition(".")[0]


def shown_text(text: str) -> str:
    """A cell as a finding may show it: short, and without any identity number."""
    return hide_niks(text)[:LONGEST_SHOWN]


def _folded(name: str) -> str:
    """A name without case and marks, the word for its kind spelt out."""
    return _MARKS.sub("", _spelt_out(name))


def _keys_of(code: str, name: str) -> set[str]:
    """What the region may be called. A regency may go without the word for its kind; where there
    is a city of the same name, that stands for both."""
    plain = _spelt_out(name)
    called = {plain, _KIND_OF_REGENCY.sub("", plain)} if code.count(".") == 1 else {plain}
    return {_MARKS.sub("", one) for one in called}


def _spelt_out(name: str) -> str:
    plain = " ".join(name.casefold().split())
    for pattern, spelling in _SPELLINGS:
        plain = pattern.sub(spelling, plain)
    return " ".join(plain.split())
