"""How far a party's members reach: per regency, per province, and the nation.

Act 7/2017 art. 173(2): members of at least 1,000 or one per thousand of the population in each of
75 % of the regencies of every province. The minima come from the loaded table of the cycle and
are never computed here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sipol.kernel.rounding import half_up


@dataclass(frozen=True, slots=True)
class RegencyCoverage:
    """One regency: what is required, what was accepted, and what is still out."""

    code: str
    name: str
    population: int
    minimum: int
    accepted: int
    rejected: int

    @property
    def short_by(self) -> int:
        """Members still missing; 0 where the minimum is met."""
        return max(0, self.minimum - self.accepted)

    @property
    def met(self) -> bool:
        return self.short_by == 0


@dataclass(frozen=True, slots=True)
class ProvinceCoverage:
    """One province with its regencies, the smallest shortage first."""

    code: str
    name: str
    regencies: tuple[RegencyCoverage, ...]
    required: int

    @property
    def met_count(self) -> int:
        return sum(regency.met for regency in self.regencies)

    @property
    def met(self) -> bool:
        return self.met_count >= self.required

    @property
    def regencies_missing(self) -> int:
        return max(0, self.required - self.met_count)

    @property
    def short_by(self) -> int:
        """The fewest further members that would bring the province to its 75 %."""
        open_shortages = sorted(r.short_by for r in self.regencies if not r.met)
        return sum(open_shortages[: self.regencies_missing])

    @property
    def population(self) -> int:
        return sum(regency.population for regency in self.regencies)

    @property
    def accepted(self) -> int:
        return sum(regency.accepted for regency in self.regencies)

    @property
    def rejected(self) -> int:
        return sum(regency.rejected for regency in self.regencies)


@dataclass(frozen=True, slots=True)
class Coverage:
    """The nation: its provinces, and rejected rows whose region nobody could tell."""

    provinces: tuple[ProvinceCoverage, ...]
    rejected_without_region: int
    provisional: bool
    source: str

    @property
    def provinces_met(self) -> int:
        return sum(province.met for province in self.provinces)

    @property
    def regencies_met(self) -> int:
        return sum(province.met_count for province in self.provinces)

    @property
    def regencies_required(self) -> int:
        return sum(province.required for province in self.provinces)

    @property
    def accepted(self) -> int:
        return sum(province.accepted for province in self.provinces)

    @property
    def rejected(self) -> int:
        return sum(province.rejected for province in self.provinces) + self.rejected_without_region

    @property
    def names(self) -> dict[str, str]:
        """The names of provinces and regencies by code."""
        regencies = {r.code: r.name for p in self.provinces for r in p.regencies}
        return {p.code: p.name for p in self.provinces} | regencies


def build_coverage(
    *,
    provinces: Mapping[str, str],
    thresholds: Iterable[tuple[str, str, int, int]],
    accepted: Mapping[str, int],
    rejected: Mapping[str, int],
    provisional: bool,
    source: str,
) -> Coverage:
    """Put the counts beside the minima.

    `provinces` maps code to name; `thresholds` gives (regency code, name, population, minimum);
    counts are by regency code, the empty code holding rows of unknown region.
    """
    by_province: dict[str, list[RegencyCoverage]] = {code: [] for code in provinces}
    for code, name, population, minimum in thresholds:
        by_province[code[:2]].append(
            RegencyCoverage(
                code, name, population, minimum, accepted.get(code, 0), rejected.get(code, 0)
            )
        )
    known = {regency.code for regencies in by_province.values() for regency in regencies}
    return Coverage(
        provinces=tuple(
            ProvinceCoverage(
                code,
                provinces[code],
                tuple(sorted(regencies, key=lambda r: (r.met, r.short_by, r.code))),
                half_up(3 * len(regencies), 4),
            )
            for code, regencies in sorted(by_province.items())
            if regencies
        ),
        rejected_without_region=sum(n for code, n in rejected.items() if code not in known),
        provisional=provisional,
        source=source,
    )
