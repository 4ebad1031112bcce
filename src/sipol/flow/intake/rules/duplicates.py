"""One NIK on several rows: of one file, and of what the party had sent before."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from sipol.flow.intake.rules.fields import FIELD_BY_NAME
from sipol.flow.intake.rules.findings import Claim
from sipol.flow.intake.rules.masking import masked_nik
from sipol.kernel.findings import Severity
from sipol.records.members.rules.meeting import Meeting


class FirstRows:
    """Remembers, over all batches of a file, on which row each NIK stood first.

    A row is first by its NIK being well-formed, even if it is rejected for another reason. Were the
    next row let through instead, the sender would mend the first one, send it again, and meet
    the duplicate only then; and which row counts would hang on mistakes that have nothing to do
    with it. So the answer is always the same: the upper row, and its number is named.
    """

    def __init__(self) -> None:
        self._row_of: dict[int, int] = {}

    def mark(self, work: pl.DataFrame) -> pl.DataFrame:
        """Add `first_row`: for a row whose NIK stood higher up, the number of that row."""
        # A row without a NIK gets a number that nothing else has, so that no loop has to look.
        nik, nobody = pl.col("nik").cast(pl.Int64), -pl.col("row").cast(pl.Int64)
        rows = work.select("row", number=pl.coalesce(nik, nobody))
        first = list(map(self._row_of.setdefault, rows["number"].to_list(), rows["row"].to_list()))
        seen = pl.Series("first_row", first, dtype=pl.UInt32)
        return work.with_columns(pl.when(pl.col("row") != seen).then(seen).alias("first_row"))


def listed_already_findings(rows: pl.DataFrame, reasons: Mapping[int, Meeting]) -> pl.DataFrame:
    """Findings for judged rows (`Judged.rows`) that stay out for what the party's roll says."""
    codes = [CODE_OF_MEETING[reasons[row]] for row in rows["row"].to_list()]
    return rows.select(
        pl.col("row").cast(pl.UInt32),
        pl.lit(FIELD_BY_NAME["national_id"].heading).alias("column"),
        pl.Series("code", codes, dtype=pl.String),
        pl.lit(Severity.ERROR.value).alias("severity"),
        masked_nik(pl.col("national_id")).fill_null("").alias("value"),
        pl.lit("").alias("detail"),
        pl.lit("").alias("group"),
    )


CODE_OF_MEETING = {
    Meeting.ANOTHER_PERSON: "duplicate_in_party",
    Meeting.LISTED_ELSEWHERE: "listed_elsewhere",
}
CLAIMS = (
    Claim("duplicate_in_file", "national_id", pl.col("first_row").is_not_null(),
          masked_nik(pl.col("nik_text")), pl.col("first_row").cast(pl.String)),
)  # fmt: skip
