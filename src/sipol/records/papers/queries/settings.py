"""Which kinds of papers a cycle knows, under its own limits."""

from __future__ import annotations

from sipol.kernel.refusals import Refusal, Refused
from sipol.records.papers.models import PaperSetting
from sipol.records.papers.rules.kinds import KINDS, PaperKind, with_changes


def kinds_of_cycle(cycle_id: int) -> dict[str, PaperKind]:
    """All kinds by code, in the order of a filing."""
    rows = PaperSetting.objects.filter(cycle_id=cycle_id).values_list("kind", "changes")
    changes = dict(rows)
    return {code: with_changes(kind, changes.get(code, {})) for code, kind in KINDS.items()}


def kind_of_cycle(cycle_id: int, code: str) -> PaperKind:
    """One kind. Raises Refused with paper_kind_unknown."""
    kind = kinds_of_cycle(cycle_id).get(code)
    if kind is None:
        raise Refused(Refusal("paper_kind_unknown"))
    return kind
