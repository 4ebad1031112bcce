"""Boards and officers as they are saved: versions, findings, conflicts, scope, bulk."""

from __future__ import annotations

from datetime import date

import pytest

from sipol.kernel import clock
from sipol.kernel.actors import Actor
from sipol.records.timetable.queries import CycleFacts
from tests.builders import party_in, person_of, running_cycle

TODAY = date(2026, 11, 24)
DECREE = {
    "decree_number": "SK-01/DPP/2025",
    "decree_date": "27-03-2025",
    "period_from": "27-03-2025",
    "period_to": "27-03-2030",
}
CHAIR = {"title": "Ketua DPC", "name": "Ratna Wulandari", "sex": "P"}
NIK = "8171015205870003"


@pytest.fixture
def cycle(db: None) -> CycleFacts:
    return running_cycle()


@pytest.fixture
def leader(cycle: CycleFacts) -> Actor:
    return person_of(party_in(cycle))


def save(actor: Actor, cycle: CycleFacts, region: str, base: int = 0, **texts: str):
    from sipol.records.boards.actions.boards import save_board
    from sipol.records.places.actions.batches import PlaceEntry

    entry = PlaceEntry(region, base, {**DECREE, **texts})
    return save_board(actor=actor, cycle=cycle, entry=entry, now=clock.now())


def summaries(actor: Actor, cycle: CycleFacts):
    from sipol.records.boards.queries import boards_by_region

    return boards_by_region(actor.party_id or 0, cycle.id, today=TODAY)


def test_a_board_is_saved_with_its_versions(leader: Actor, cycle: CycleFacts):
    from sipol.records.boards.models import BoardVersion

    assert save(leader, cycle, "81.71").clean
    assert save(leader, cycle, "81.71", 1).unchanged == 1
    assert save(leader, cycle, "81.71", 1, decree_number="SK-02").clean
    texts = BoardVersion.objects.order_by("version").values_list("texts__decree_number", flat=True)
    assert list(texts) == ["SK-01/DPP/2025", "SK-02"]
    board = summaries(leader, cycle)["81.71"]
    assert (board.version, board.decree_given, board.officers_complete) == (2, True, False)


def test_officers(leader: Actor, cycle: CycleFacts):
    from sipol.records.boards.actions.officers import OfficerEntry, save_officers

    entries = [
        OfficerEntry("81.71", {**CHAIR, "national_id": NIK}, row=2),
        OfficerEntry("81.71", {**CHAIR, "national_id": NIK, "title": "Sekretaris"}, row=3),
        OfficerEntry("81.71", {"title": "Bendahara", "name": "Asep", "sex": "l"}, row=4),
    ]
    saved = save_officers(actor=leader, cycle=cycle, entries=entries, now=clock.now())
    assert len(saved.ids) == 2
    assert [(f.code, f.where.row) for f in saved.findings] == [("officer_listed_already", 3)]
    board = summaries(leader, cycle)["81.71"]
    assert (board.officers, board.women, board.missing_posts) == (2, 1, ("secretary",))
