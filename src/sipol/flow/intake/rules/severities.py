"""The catalogue of findings, and how heavy each weighs unless a cycle says otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sipol.kernel.findings import Severity

_WARNINGS = frozenset(
    {"nik_birth_date_mismatch", "nik_sex_mismatch", "under_17_unmarried", "occupation_barred"}
)

ALWAYS_ERRORS = frozenset(
    {
        "nik_missing",
        "nik_length",
        "nik_not_digits",
        "nik_rounded_by_excel",
        "duplicate_in_file",
        "duplicate_in_party",
        "listed_elsewhere",
        "name_missing",
        "sex_invalid",
        "birth_date_invalid",
        "birth_date_ambiguous",
        "marital_status_invalid",
        "region_unknown",
        "region_outside_scope",
    }
)
"""What no cycle can take for a warning: a row without these facts, or with a guess in their place,
is no member of the roll, one person stands there once, and a sender's rights end at the region."""

FINDING_CODES: tuple[str, ...] = (
    "card_number_missing",
    "nik_missing",
    "nik_length",
    "nik_not_digits",
    "nik_rounded_by_excel",
    "duplicate_in_file",
    "duplicate_in_party",
    "listed_elsewhere",
    "name_missing",
    "sex_invalid",
    "nik_sex_mismatch",
    "birth_date_invalid",
    "birth_date_ambiguous",
    "nik_birth_date_mismatch",
    "under_17_unmarried",
    "marital_status_invalid",
    "occupation_barred",
    "region_unknown",
    "region_outside_scope",
)

DEFAULT_SEVERITIES: Mapping[str, Severity] = MappingProxyType(
    {code: Severity.WARNING if code in _WARNINGS else Severity.ERROR for code in FINDING_CODES}
)
"""What a NIK says of birth and sex is evidence, never proof: region prefixes and old numbers differ
from the card in good faith, so disagreement only warns. Age and occupation need a human too: a
marriage or a retirement is proven by a document, not by a list."""


def severities_with(overrides: Mapping[str, str]) -> dict[str, Severity]:
    """The severity of every finding: the defaults, and a cycle's own over them.

    Raises ValueError for a code or a severity that does not exist, and for making a warning of one
    of `ALWAYS_ERRORS`, so that a slip of the pen in a cycle's rules is seen when they are loaded
    and not when a list is judged.
    """
    if unknown := sorted(overrides.keys() - DEFAULT_SEVERITIES.keys()):
        raise ValueError(f"no such finding: {', '.join(unknown)}")
    severities = {**DEFAULT_SEVERITIES, **{code: Severity(s) for code, s in overrides.items()}}
    if eased := sorted(c for c in ALWAYS_ERRORS if severities[c] is not Severity.ERROR):
        raise ValueError(f"must stay an error: {', '.join(eased)}")
    return severities
