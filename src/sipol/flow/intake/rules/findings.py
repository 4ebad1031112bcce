"""Claims: what each rule says of a row, and how the claims become the table of findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from sipol.flow.intake.rules.fields import FIELD_BY_NAME
from sipol.flow.intake.rules.masking import shown
from sipol.kernel.findings import Severity

FINDING_SCHEMA: dict[str, pl.DataType] = {
    "row": pl.UInt32(),
    "column": pl.String(),
    "code": pl.String(),
    "severity": pl.String(),
    "value": pl.String(),
    "detail": pl.String(),
    "group": pl.String(),
}

_NOTHING = pl.lit("")


@dataclass(frozen=True, slots=True)
class Claim:
    """One rule's words of a row: `code` holds at `column` (our field name) wherever `when` is true.

    `value` is the cell's text, `group` what one repair is about: both are masked and shortened
    before anybody sees them. `detail` fills the sentence further and is shown as it is, so it may
    say what we know, and never what the sender wrote.
    """

    code: str
    column: str
    when: pl.Expr
    value: pl.Expr
    detail: pl.Expr = field(default_factory=lambda: _NOTHING)
    group: pl.Expr = field(default_factory=lambda: _NOTHING)


def gather(
    work: pl.DataFrame, claims: Sequence[Claim], severities: Mapping[str, Severity]
) -> pl.DataFrame:
    """The findings of a batch, by row and then in the order of the claims."""
    masks = [
        claim.when.fill_null(value=False).alias(str(place)) for place, claim in enumerate(claims)
    ]
    holds = work.lazy().select(masks).collect()
    held = [(str(place), claim) for place, claim in enumerate(claims) if holds[str(place)].any()]
    if not held:
        return pl.DataFrame(schema=FINDING_SCHEMA)
    rows = work.lazy()
    parts = pl.collect_all(
        [_part(rows.filter(holds[mask]), claim, severities[claim.code]) for mask, claim in held]
    )
    findings = pl.concat(parts).sort("row", maintain_order=True)
    return findings.with_columns(shown(findings["value"]), shown(findings["group"]))


def _part(rows: pl.LazyFrame, claim: Claim, severity: Severity) -> pl.LazyFrame:
    return rows.select(
        pl.col("row").cast(pl.UInt32),
        pl.lit(FIELD_BY_NAME[claim.column].heading).alias("column"),
        pl.lit(claim.code).alias("code"),
        pl.lit(severity.value).alias("severity"),
        claim.value.cast(pl.String).fill_null("").alias("value"),
        claim.detail.cast(pl.String).fill_null("").alias("detail"),
        claim.group.cast(pl.String).fill_null("").alias("group"),
    )
