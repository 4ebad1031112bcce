"""What a new region list changes in the current one, with a successor for every unit that moved.

A list says codes and names and nothing of history, so a move has to be inferred: the unit's code
is gone, and one unit of the same level and name appeared, in the same place as far as that can be
told. Two candidates are no candidate: the unit then counts as removed.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sipol.records.regions.rules.codes import LEVELS, Level, ancestor_of, level_of

_ABBREVIATIONS = (
    (re.compile(r"^kab\b\.?"), "kabupaten"),
    (re.compile(r"\badm\b\.?"), "administrasi"),
    (re.compile(r"\bkep\b\.?"), "kepulauan"),
)
_NOT_A_SIGN = re.compile(r"[^0-9a-z]+")

# Where a unit of each level may reappear and still be taken for the same unit, nearest first;
# None is the whole nation. A village name is too common to be followed out of its regency.
_SCOPES: Mapping[Level, tuple[Level | None, ...]] = {
    Level.PROVINCE: (None,),
    Level.REGENCY: (Level.PROVINCE, None),
    Level.DISTRICT: (Level.REGENCY, Level.PROVINCE, None),
    Level.VILLAGE: (Level.DISTRICT, Level.REGENCY),
}


@dataclass(frozen=True, slots=True, order=True)
class Unit:
    """A region that is only in one of the two lists."""

    code: str
    name: str


@dataclass(frozen=True, slots=True, order=True)
class Renaming:
    """A region that keeps its code under another name."""

    code: str
    old_name: str
    new_name: str

    @property
    def only_spelling(self) -> bool:
        """Whether nothing but capitals, blanks, signs or an abbreviation differs."""
        return fold_name(self.old_name) == fold_name(self.new_name)


@dataclass(frozen=True, slots=True, order=True)
class Move:
    """A region that lives on under another code: the successor link."""

    old_code: str
    new_code: str
    old_name: str
    new_name: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """All differences, each region in exactly one of the four, each sorted by (old) code."""

    added: tuple[Unit, ...] = ()
    removed: tuple[Unit, ...] = ()
    renamed: tuple[Renaming, ...] = ()
    moved: tuple[Move, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.removed or self.renamed or self.moved)

    @property
    def counts(self) -> dict[str, int]:
        """How many regions were added, removed, renamed and moved."""
        return {
            "added": len(self.added),
            "removed": len(self.removed),
            "renamed": len(self.renamed),
            "moved": len(self.moved),
        }

    def closing_codes(self) -> list[str]:
        """The codes whose current row ends with the new list."""
        return sorted(
            [unit.code for unit in self.removed]
            + [renaming.code for renaming in self.renamed]
            + [move.old_code for move in self.moved]
        )

    def opening_units(self) -> list[Unit]:
        """The rows that begin with the new list."""
        return sorted(
            [*self.added]
            + [Unit(renaming.code, renaming.new_name) for renaming in self.renamed]
            + [Unit(move.new_code, move.new_name) for move in self.moved]
        )

    def applied_to(self, current: Mapping[str, str]) -> dict[str, str]:
        """The new list, made from the current one and these differences."""
        new = dict(current)
        for code in self.closing_codes():
            del new[code]
        new.update((unit.code, unit.name) for unit in self.opening_units())
        return new


def compare(current: Mapping[str, str], new: Mapping[str, str]) -> Comparison:
    """What turns `current` into `new`; both map well-formed codes to names."""
    gone = {code: name for code, name in current.items() if code not in new}
    come = {code: name for code, name in new.items() if code not in current}
    successors = _successors(gone, come)
    successor_codes = set(successors.values())
    return Comparison(
        added=tuple(sorted(Unit(c, n) for c, n in come.items() if c not in successor_codes)),
        removed=tuple(sorted(Unit(c, n) for c, n in gone.items() if c not in successors)),
        renamed=tuple(
            sorted(
                Renaming(code, name, new[code])
                for code, name in current.items()
                if code in new and new[code] != name
            )
        ),
        moved=tuple(
            sorted(Move(old, then, current[old], new[then]) for old, then in successors.items())
        ),
    )


def fold_name(name: str) -> str:
    """The name without capitals, accents, blanks and signs, abbreviations written out.

    For finding candidates only; two names that fold alike may still be two regions.
    """
    text = unicodedata.normalize("NFKD", name).casefold().strip()
    for pattern, word in _ABBREVIATIONS:
        text = pattern.sub(word, text)
    return _NOT_A_SIGN.sub("", text)


def _successors(gone: Mapping[str, str], come: Mapping[str, str]) -> dict[str, str]:
    """Old code to new code. From the top down: a moved regency carries its districts along."""
    successors: dict[str, str] = {}
    for level in LEVELS:
        old = {code: fold_name(name) for code, name in gone.items() if level_of(code) is level}
        new = {code: fold_name(name) for code, name in come.items() if level_of(code) is level}
        for scope in _SCOPES[level]:
            found = _unique_matches(old, new, scope, successors)
            for old_code, new_code in found:
                del old[old_code], new[new_code]
            successors.update(found)
    return successors


def _unique_matches(
    old: Mapping[str, str],
    new: Mapping[str, str],
    scope: Level | None,
    successors: Mapping[str, str],
) -> list[tuple[str, str]]:
    def place(code: str) -> str:
        return ancestor_of(code, scope) if scope else ""

    before = _by_key(
        (successors.get(place(code), place(code)), name, code) for code, name in old.items()
    )
    after = _by_key((place(code), name, code) for code, name in new.items())
    return [
        (codes[0], after[key][0])
        for key, codes in before.items()
        if len(codes) == 1 and len(after.get(key, ())) == 1
    ]


def _by_key(entries: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str], list[str]]:
    table: dict[tuple[str, str], list[str]] = defaultdict(list)
    for place, name, code in entries:
        if name:
            table[place, name].append(code)
    return dict(table)
