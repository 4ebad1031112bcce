"""What a row makes of what already stands: an empty cell, or a column left out, changes nothing."""

from __future__ import annotations

from collections.abc import Mapping

from sipol.flow.place_lists.rules.columns import ListKind
from sipol.kernel.findings import Finding, Severity, Where


def merged(stored: Mapping[str, str], typed: Mapping[str, str]) -> dict[str, str]:
    """The texts to save. A title that was typed is read anew for the post it amounts to."""
    kept = {name: text for name, text in stored.items() if name != "post" or "title" not in typed}
    return {**kept, **typed}


def lacking(kind: ListKind, texts: Mapping[str, str], row: int, *, stands: bool) -> list[Finding]:
    """What a list asks for that neither the row nor the record has.

    Secrets are not among stored texts; where something `stands`, they are there already.
    """
    if stands:
        return []
    return [
        Finding("filed_missing", Severity.ERROR, Where(row, column.name), {"limit": ""})
        for column in kind.facts
        if column.required and not texts.get(column.name)
    ]
