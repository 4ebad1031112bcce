"""The judge of member lists: every row of a batch, against the rules of a cycle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from sipol.flow.intake.rules import (
    birth_dates,
    civil_status,
    duplicates,
    identity,
    occupations,
    places,
)
from sipol.flow.intake.rules.duplicates import FirstRows
from sipol.flow.intake.rules.fields import FIELDS
from sipol.flow.intake.rules.findings import gather
from sipol.flow.intake.rules.occupations import BarredOccupation
from sipol.flow.intake.rules.regions import RegionTable
from sipol.flow.intake.rules.rows import member_rows
from sipol.flow.intake.rules.severities import severities_with
from sipol.flow.intake.rules.suggestions import Suggestions
from sipol.kernel.findings import Severity

_PLACE_OF_COLUMN = {field.name: place for place, field in enumerate(FIELDS)}
# In the order of the template's columns, so that findings of a row read from left to right.
_CLAIMS = sorted(
    (
        *identity.CLAIMS,
        *duplicates.CLAIMS,
        *civil_status.CLAIMS,
        *birth_dates.CLAIMS,
        *occupations.CLAIMS,
        *places.CLAIMS,
    ),
    key=lambda claim: _PLACE_OF_COLUMN[claim.column],
)


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules of a cycle by which rows are judged.

    `severities` overrides the defaults per finding code, within what `severities_with` allows.
    `reference_date` is the day on which age counts, and the last possible birthday.
    `regency_scope` is "" for a list of the whole nation, or the code of the province or regency
    that the list is for. Raises ValueError as `severities_with` does.
    """

    severities: Mapping[str, Severity]
    reference_date: date
    barred_occupations: tuple[BarredOccupation, ...]
    regions: RegionTable
    regency_scope: str = ""

    def __post_init__(self) -> None:
        severities_with(self.severities)


@dataclass(frozen=True, slots=True)
class Judged:
    """The people of a batch in our own columns, and what is wrong with them.

    `rows` has exactly the rows that speak of a person, in file order; `accepted` is false where a
    finding is an error, and `flags` are the codes of the warnings, sorted. `findings` are
    ordered by row, then by the template's columns; identity numbers in them are masked.
    """

    rows: pl.DataFrame
    findings: pl.DataFrame


class RowJudge:
    """Judges the batches of one file, in file order.

    `mapping` gives our field name -> zero-based column. Judging is the same however the rows are
    cut into batches: what is remembered is on which row each NIK stood first.
    """

    def __init__(self, rule_set: RuleSet, mapping: Mapping[str, int]) -> None:
        self._rules = rule_set
        self._mapping = dict(mapping)
        self._severities = severities_with(rule_set.severities)
        self._first_rows = FirstRows()
        self._places = places.Places(Suggestions(rule_set.regions), rule_set.regency_scope)

    def judge(self, batch: pl.DataFrame) -> Judged:
        """Judge a batch of `row`, `c0`..`cN` and `nik_is_number`, as the readers give it."""
        rules = self._rules
        work = identity.read_identity(member_rows(batch, self._mapping))
        work = civil_status.read_civil_status(work)
        work = birth_dates.read_birth_dates(work, rules.reference_date)
        work = occupations.mark_barred(work, rules.barred_occupations)
        work = self._places.read(work)
        work = self._first_rows.mark(work)
        findings = gather(work, _CLAIMS, self._severities)
        return Judged(_judged_rows(work, findings), findings)


def _judged_rows(work: pl.DataFrame, findings: pl.DataFrame) -> pl.DataFrame:
    is_error = pl.col("severity") == Severity.ERROR.value
    refused = findings.filter(is_error)["row"].unique().implode()
    flags = findings.filter(~is_error).group_by("row").agg(flags=pl.col("code").unique().sort())
    return (
        work.select(*_ROW_COLUMNS, accepted=~pl.col("row").is_in(refused))
        .join(flags, on="row", how="left", maintain_order="left")
        .with_columns(pl.col("flags").fill_null(pl.lit([], dtype=pl.List(pl.String))))
    )


_ROW_COLUMNS = (
    pl.col("row").cast(pl.UInt32),
    pl.col("nik").alias("national_id"),
    pl.col("name_text").alias("name"),
    pl.col("sex_letter").alias("sex"),
    pl.col("birth_place"),
    pl.col("born").alias("birth_date"),
    pl.col("marital_letter").alias("marital_status"),
    *(pl.col(name) for name in ("occupation", "address", "rt", "rw")),
    *(pl.col(name) for name in ("village_code", "district_code", "regency_code")),
    pl.col("card_text").alias("card_number"),
    *(pl.col(name) for name in ("card_file", "id_file", "row_key")),
)
