"""A filing as it is frozen when it is handed in: the facts, the rules, and the judgement, as data.

Whoever holds the data can judge it again; `regions_sha256` says by which regions and minima.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sipol.kernel.digests import canonical_json, sha256_hex
from sipol.records.dossiers.rules.completeness import Completeness, Gap, Outcome
from sipol.records.dossiers.rules.filing import CountedRegions, FilingFacts, facts_as_data
from sipol.records.dossiers.rules.requirements import RequirementSet, set_as_data


@dataclass(frozen=True, slots=True)
class FrozenJudgement:
    """The judgement as it was frozen."""

    rules: str
    legal_basis: str
    outcomes: tuple[Outcome, ...]

    @property
    def met(self) -> bool:
        return all(outcome.met for outcome in self.outcomes)

    @property
    def met_count(self) -> int:
        return sum(outcome.met for outcome in self.outcomes)


def freeze(
    facts: FilingFacts, regions: CountedRegions, asked: RequirementSet, judged: Completeness
) -> dict[str, Any]:
    """All that is frozen; the same filing by the same rules always gives the same data."""
    return {
        "facts": facts_as_data(facts),
        # Without the day: what was prepared before midnight may be confirmed after it.
        "requirements": set_as_data(replace(asked, boards_on=None)),
        "regions_sha256": _digest(regions),
        "outcomes": [
            {
                "letter": outcome.letter,
                "reached": outcome.reached,
                "required": outcome.required,
                "begun": outcome.begun,
                "gaps": [list(gap) for gap in outcome.gaps],
                "attention": [list(gap) for gap in outcome.attention],
            }
            for outcome in judged.outcomes
        ],
    }


def frozen_judgement(data: Mapping[str, Any]) -> FrozenJudgement:
    """The judgement out of what `freeze` made."""
    return FrozenJudgement(
        rules=data["requirements"]["name"],
        legal_basis=data["requirements"]["legal_basis"],
        outcomes=tuple(
            Outcome(
                letter=each["letter"],
                reached=each["reached"],
                required=each["required"],
                gaps=tuple(Gap(*gap) for gap in each["gaps"]),
                attention=tuple(Gap(*gap) for gap in each["attention"]),
                begun=each["begun"],
            )
            for each in data["outcomes"]
        ),
    )


def _digest(regions: CountedRegions) -> str:
    table = {
        "minima": dict(regions.minima),
        "districts": {code: list(codes) for code, codes in regions.districts.items()},
    }
    return sha256_hex(canonical_json(table))
