"""Boards and officers as they are saved: versions, findings, scope, bulk, two at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from sipol.kernel import clock
from sipol.kernel.actors import Actor, Role
from sipol.kernel.refusals import Refused
from sipol.records.places.actions.batches import PlaceEntry, Saved
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
NIK, OTHER_NIK = "8171015205870003", "8171011205870004"


@pytest.fixture
def cycle(db: None) -> CycleFacts:
    return running_cycle()


@pytest.fixture
def leader(cycle: CycleFacts) -> Actor:
    return person_of(party_in(cycle))


def save(actor: Actor, cycle: CycleFacts, region: str, base: int = 0, **texts: str) -> Saved:
    from sipol.records.boards.actions.boards import save_board

    entry = PlaceEntry(region, base, {**DECREE, **texts})
    return save_board(actor=actor, cycle=cycle, entry=entry, now=clock.now())


def save_people(actor: Actor, cycle: CycleFacts, *people: dict[str, str], region: str = "81.71"):
    from sipol.records.boards.actions.officers import OfficerEntry, save_officers

    entries = [OfficerEntry(region, person, row=row) for row, person in enumerate(people, 2)]
    return save_officers(actor=actor, cycle=cycle, entries=entries, now=clock.now())


def summaries(actor: Actor, cycle: CycleFacts, under: str = ""):
    from sipol.records.boards.queries import boards_by_region

    return boards_by_region(actor.party_id or 0, cycle.id, today=TODAY, under=under)


def test_a_board_is_saved_version_by_version(leader: Actor, cycle: CycleFacts):
    from sipol.records.boards.models import BoardVersion

    assert save(leader, cycle, "81.71").clean
    assert save(leader, cycle, "81.71", 1).unchanged == 1
    assert save(leader, cycle, "81.71", 1, decree_number="SK-02").clean
    versions = BoardVersion.objects.order_by("version")
    texts = [version.texts["decree_number"] for version in versions]
    assert texts == ["SK-01/DPP/2025", "SK-02"]
    assert {version.user_name for version in versions} == {leader.name}
    board = summaries(leader, cycle)["81.71"]
    assert (board.version, board.decree_given, board.officers_complete) == (2, True, False)


def test_versions_cannot_be_changed_or_taken_away(leader: Actor, cycle: CycleFacts):
    from sipol.records.boards.models import BoardVersion

    save(leader, cycle, "81.71")
    for change in (
        lambda: BoardVersion.objects.update(texts={}),
        lambda: BoardVersion.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="only added"), transaction.atomic():
            change()


def test_who_builds_on_an_old_version_saves_nothing(leader: Actor, cycle: CycleFacts):
    save(leader, cycle, "81.71")
    save(leader, cycle, "81.71", 1, decree_number="SK-02")
    for base in (0, 1, 3):
        (conflict,) = save(leader, cycle, "81.71", base, decree_number="SK-03").conflicts
        assert (conflict.version, conflict.by) == (2, leader.name)
    assert summaries(leader, cycle)["81.71"].decree_number == "SK-02"


def test_of_a_batch_the_good_entries_are_saved_with_one_entry_in_the_ledger(
    leader: Actor, cycle: CycleFacts
):
    from sipol.infra.ledger.models import Entry
    from sipol.records.boards.actions.boards import save_boards

    entries = [
        PlaceEntry("", 0, {**DECREE, "decree_number": "SK-00"}, row=2),
        PlaceEntry("81", 0, {**DECREE, "decree_date": "kemarin"}, row=3),
        PlaceEntry("81.71", 0, DECREE, row=4),
        PlaceEntry("81.71", 0, {**DECREE, "decree_number": "SK-77"}, row=5),
        PlaceEntry("81.01.01", 0, DECREE, row=6),
    ]
    saved = save_boards(actor=leader, cycle=cycle, entries=entries, now=clock.now())
    assert len(saved.ids) == 3
    assert [(one.code, one.where.row) for one in saved.findings] == [("filed_date", 3)]
    assert [one.row for one in saved.conflicts] == [5]
    (entry,) = Entry.objects.filter(kind="board.saved")
    assert (entry.payload["count"], entry.payload["place_count"]) == (3, 3)
    found = summaries(leader, cycle)
    assert list(found) == ["", "81.01.01", "81.71"]
    reused = [one for one in found["81.71"].problems if one.code == "decree_reused"]
    assert reused[0].values == {"region": "81.01.01"}
    assert list(summaries(leader, cycle, "81")) == ["81.01.01", "81.71"]


@pytest.mark.parametrize(
    ("region", "role", "scope", "code"),
    [
        ("81.71", Role.COMMISSION, "", "role_not_allowed"),
        ("81.71", Role.SUPERVISOR, "", "role_not_allowed"),
        ("32.04", Role.PARTY_OPERATOR, "81", "region_outside_scope"),
        ("", Role.PARTY_OPERATOR, "81", "region_outside_scope"),
        ("99.99", Role.PARTY_ADMIN, "", "place_unknown"),
        ("81.71.01.1001", Role.PARTY_ADMIN, "", "place_unknown"),
    ],
)
def test_who_may_not_write_where(
    leader: Actor, cycle: CycleFacts, region: str, role: Role, scope: str, code: str
):
    actor = replace(leader, role=role, region_code=scope)
    with pytest.raises(Refused) as refused:
        save(actor, cycle, region)
    assert refused.value.refusal.code == code


def test_nothing_is_saved_when_the_window_is_closed(leader: Actor, cycle: CycleFacts):
    from sipol.records.boards.actions.boards import save_board

    after = cycle.closes_at + timedelta(seconds=1)
    with pytest.raises(Refused) as refused:
        save_board(actor=leader, cycle=cycle, entry=PlaceEntry("81.71", 0, DECREE), now=after)
    assert refused.value.refusal.code == "window_closed"


def test_a_district_has_no_office_and_no_account(leader: Actor, cycle: CycleFacts):
    from sipol.records.bank_accounts.actions import save_account
    from sipol.records.offices.actions import save_office

    for action in (save_office, save_account):
        with pytest.raises(Refused) as refused:
            action(
                actor=leader,
                cycle=cycle,
                entry=PlaceEntry("81.71.01", 0, {}),
                now=clock.now(),
            )
        assert refused.value.refusal.code == "place_unknown"


def test_officers_by_post_with_the_same_person_only_once(leader: Actor, cycle: CycleFacts):
    saved = save_people(
        leader,
        cycle,
        {**CHAIR, "national_id": NIK},
        {**CHAIR, "national_id": "8171 0152 0587 0003", "title": "Sekretaris"},
        {"title": "Bendahara", "name": "Asep", "sex": "l", "national_id": OTHER_NIK},
    )
    assert len(saved.ids) == 2
    assert [(f.code, f.where.row) for f in saved.findings] == [("officer_listed_already", 3)]
    assert save_people(leader, cycle, {**CHAIR, "national_id": NIK}).findings
    assert save_people(leader, cycle, {**CHAIR, "national_id": NIK}, region="81.01").clean
    board = summaries(leader, cycle)["81.71"]
    assert (board.officers, board.women, board.missing_posts) == (2, 1, ("secretary",))


def test_an_officer_s_index_is_not_a_member_s(leader: Actor, cycle: CycleFacts):
    from sipol.infra import keys
    from sipol.infra.keys.sealing import SealBroken
    from sipol.records.boards.models import Officer
    from sipol.records.boards.queries import place_of_officer

    save_people(leader, cycle, {**CHAIR, "national_id": NIK}, {**CHAIR, "national_id": OTHER_NIK})
    first, second = Officer.objects.order_by("position")
    cipher = keys.current().national_ids
    assert cipher.open(bytes(first.national_id), place_of_officer(first)) == NIK
    assert bytes(first.national_id_index) != cipher.index(NIK)
    with pytest.raises(SealBroken):
        cipher.open(bytes(first.national_id), place_of_officer(second))


def test_a_board_ends_with_its_officers_and_may_begin_again(leader: Actor, cycle: CycleFacts):
    from sipol.records.boards.actions.boards import end_board
    from sipol.records.boards.models import OfficerVersion
    from sipol.records.boards.queries import board_histories

    save(leader, cycle, "81.71")
    save_people(leader, cycle, CHAIR)
    where = {"actor": leader, "cycle": cycle, "region_code": "81.71", "now": clock.now()}
    assert end_board(**where, base=7).conflicts
    assert end_board(**where, base=1).clean
    assert summaries(leader, cycle) == {}
    assert OfficerVersion.objects.filter(act="ended").count() == 1
    with pytest.raises(Refused) as refused:
        end_board(**where, base=2)
    assert refused.value.refusal.code == "place_empty"
    assert save(leader, cycle, "81.71", 0, decree_number="SK-09").clean
    board, officers = board_histories(
        leader, party_id=leader.party_id, cycle_id=cycle.id, region_code="81.71", limit=50
    )
    assert [(step.version, step.act) for step in board] == [
        (3, "saved"),
        (2, "ended"),
        (1, "saved"),
    ]
    assert board[0].changes == (("decree_number", "SK-01/DPP/2025", "SK-09"),)
    assert len(officers) == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_operators_at_once_one_saves_and_the_other_is_told():
    _region("81.71")
    cycle = running_cycle()
    leader = person_of(party_in(cycle))
    assert save(leader, cycle, "81.71").clean

    def change(number: str) -> Saved:
        try:
            return save(leader, cycle, "81.71", 1, decree_number=number)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(change, ["SK-A", "SK-B", "SK-C", "SK-D"]))
    assert sorted(len(saved.ids) for saved in found) == [0, 0, 0, 1]
    assert sum(len(saved.conflicts) for saved in found) == 3
    assert summaries(leader, cycle)["81.71"].version == 2


def _region(code: str) -> None:
    """The region, where another test with real transactions has emptied the tables before."""
    from sipol.records.regions.models import Region, RegionList

    if Region.objects.filter(code=code).exists():
        return
    now = clock.now()
    made = RegionList.objects.create(
        source="uji",
        sha256="0" * 64,
        effective=now.date(),
        region_count=1,
        loaded_at=now,
        loaded_by="uji",
    )
    Region.objects.create(
        code=code,
        level="regency",
        name="Kota Ambon",
        parent_code=code[:2],
        valid_from=now.date(),
        region_list=made,
    )
