"""A finding: one thing that is wrong with what was filed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """Whether a finding keeps a row out (error) or only flags it (warning)."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Where:
    """The place of a finding: the sender's own row number and our name of the column.

    `row` counts as the spreadsheet program counts, from 1, title and header rows included; None
    means the file as a whole.
    """

    row: int | None = None
    column: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with a filing, without words: the sentence is found by `code`.

    `values` fill the sentence; an identity number in them is already masked.
    """

    code: str
    severity: Severity
    where: Where = Where()
    values: Mapping[str, str] = field(default_factory=dict)
