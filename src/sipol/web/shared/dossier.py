"""A party's dossier as those who look at all parties see it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from sipol.flow.intake.queries import deliveries
from sipol.flow.intake.queries.on_paper import papers_of
from sipol.kernel.actors import Actor
from sipol.records.dossiers import queries as dossiers
from sipol.records.dossiers.rules.lifecycle import STATE_TITLES
from sipol.records.hand_ins.queries import Whose, checklist
from sipol.records.parties.queries import PATH_TITLES
from sipol.records.timetable.queries import CycleFacts
from sipol.web.shared.checklist import checklist_page
from sipol.web.shared.coverage import all_coverages
from sipol.web.shared.forms import printed_page
from sipol.web.shared.judged import reached_now
from sipol.web.shared.profile import profile_page


@dataclass(frozen=True, slots=True)
class Shown:
    """Which filings of the queue are asked for: by state and by path, "" for all."""

    state: str = ""
    path: str = ""

    def includes(self, dossier: dossiers.DossierFacts) -> bool:
        return self.state in ("", dossier.state) and self.path in ("", dossier.party.path)


def overview_page(actor: Actor, cycle: CycleFacts, asked: Mapping[str, str]) -> dict[str, Any]:
    """All parties of the cycle with their figures of this moment, as far as they are asked for."""
    reached = all_coverages(actor, cycle_id=cycle.id)
    rows = [
        {"dossier": dossier, "coverage": reached[dossier.party.id]}
        for dossier in dossiers.dossiers(actor, cycle.id)
    ]
    shown = Shown(asked.get("keadaan", ""), asked.get("jalur", ""))
    return {
        "cycle": cycle,
        "rows": [row for row in rows if shown.includes(row["dossier"])],
        "shown": shown,
        "any_rows": bool(rows),
        "states": _counted(STATE_TITLES, (row["dossier"].state for row in rows)),
        "paths": _counted(PATH_TITLES, (row["dossier"].party.path for row in rows)),
    }


def _counted(titles: Mapping[str, str], found: Iterable[str]) -> list[tuple[str, str, int]]:
    """What can be chosen: code, title and number, without those of which there is none."""
    counts = Counter(found)
    return [(code, _(title), counts[code]) for code, title in titles.items() if counts[code]]


def dossier_page(actor: Actor, cycle: CycleFacts, dossier_id: UUID) -> dict[str, Any]:
    """One dossier: what was handed in, what the figures are now, and whether the two agree."""
    dossier = dossiers.dossier(actor, dossier_id)
    now = reached_now(actor, party_id=dossier.party.id, cycle_id=cycle.id)
    return profile_page(actor, party_id=dossier.party.id, cycle_id=cycle.id) | {
        "cycle": cycle,
        "dossier": dossier,
        "coverage": now.coverage,
        "unchanged": dossier.snapshot_sha256 == now.sha256(Whose(dossier.party, cycle.name)),
        "filings_on_paper": papers_of(actor, party_id=dossier.party.id, cycle_id=cycle.id),
        **checklist_page(checklist(actor, dossier)),
        **printed_page(actor, dossier),
        "deliveries": deliveries.deliveries(
            actor, party_id=dossier.party.id, cycle_id=cycle.id, limit=100
        ),
    }
