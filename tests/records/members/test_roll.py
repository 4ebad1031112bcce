"""The roll: versions that nobody can lose, one row per person, ends that two people decide."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from sipol.infra.ledger.models import Entry
from sipol.kernel import clock
from sipol.kernel.actors import Actor
from sipol.kernel.refusals import Refused
from sipol.records.members.actions.counting import fold_counts
from sipol.records.members.actions.ending import (
    confirm_ending,
    drop_ending,
    end_members,
    undo_ending,
)
from sipol.records.members.actions.single import Person, correct_member, enter_member
from sipol.records.members.queries.counts import count_by_regency, count_members
from sipol.records.members.queries.people import history, ids_by_national_ids, member
from sipol.records.timetable.queries import CycleFacts
from tests.builders import AMBON, MALUKU_TENGAH, party_in, person_of, running_cycle

ONE = Person(
    national_id="8171010101900001",
    name="Contoh Satu",
    sex="L",
    birth_date=date(1990, 1, 1),
    marital_status="S",
    district_code=f"{AMBON}.01",
    regency_code=AMBON,
    card_number="K-1",
)


@pytest.fixture
def cycle(db: None) -> CycleFacts:
    return running_cycle()


@pytest.fixture
def centre(cycle: CycleFacts) -> Actor:
    return person_of(party_in(cycle))


def colleague_of(actor: Actor) -> Actor:
    return replace(actor, user_id=actor.user_id + 1_000_000, name="Rekan")


def enter(actor: Actor, cycle: CycleFacts, number: int = 1, regency: str = AMBON) -> UUID:
    person = replace(
        ONE,
        national_id=f"81710101019{number:05}",
        card_number=f"K-{number}",
        regency_code=regency,
        district_code=f"{regency}.01",
    )
    return enter_member(actor=actor, cycle_id=cycle.id, person=person, now=clock.now())


def refused(code: str):
    return pytest.raises(Refused, match=code)


def test_a_correction_keeps_what_it_replaces(centre: Actor, cycle: CycleFacts) -> None:
    member_id = enter(centre, cycle)
    mended = replace(ONE, name="Contoh Satunya", national_id="8171010101900009")
    corrected = correct_member(
        actor=centre, cycle_id=cycle.id, member_id=member_id, version=1, person=mended,
        now=clock.now(),
    )  # fmt: skip
    assert corrected == 2
    versions = history(
        centre, cycle_id=cycle.id, party_id=centre.party_id or 0, member_id=member_id
    )
    assert [(one.version, one.name) for one in versions] == [
        (2, "Contoh Satunya"),
        (1, "Contoh Satu"),
    ]
    assert [one.masked_national_id[-2:] for one in versions] == ["09", "01"]
    assert versions[0].replaced_at is None
    assert versions[1].replaced_at is not None
    kinds = Entry.objects.filter(subject=f"member:{member_id}").values_list("kind", flat=True)
    assert list(kinds.order_by("id")) == ["member.entered", "member.corrected"]


def test_whoever_saw_an_older_version_replaces_nothing(centre: Actor, cycle: CycleFacts) -> None:
    member_id = enter(centre, cycle)
    told = {"actor": centre, "cycle_id": cycle.id, "member_id": member_id, "version": 1}
    correct_member(**told, person=replace(ONE, address="Jalan A"), now=clock.now())
    with refused("member_changed_meanwhile"):
        correct_member(**told, person=replace(ONE, address="Jalan B"), now=clock.now())


def test_one_party_lists_a_person_once(centre: Actor, cycle: CycleFacts) -> None:
    first = enter(centre, cycle)
    with refused("member_listed"):
        enter(centre, cycle)
    second = enter(centre, cycle, 2)
    with refused("member_listed"):
        correct_member(
            actor=centre, cycle_id=cycle.id, member_id=second, version=1, person=replace(
                ONE, national_id="8171010101900001"
            ), now=clock.now(),
        )  # fmt: skip
    party_id = centre.party_id or 0
    found = ids_by_national_ids(
        cycle_id=cycle.id, party_id=party_id, national_ids=["8171010101900001", "1" * 16]
    )
    assert found == {"8171010101900001": first}


def test_nobody_reads_or_writes_outside_their_region(centre: Actor, cycle: CycleFacts) -> None:
    member_id = enter(centre, cycle)
    elsewhere = replace(centre, region_code=MALUKU_TENGAH)
    party_id = centre.party_id or 0
    looked = member(elsewhere, cycle_id=cycle.id, party_id=party_id, member_id=member_id)
    assert looked is None
    with refused("region_outside_scope"):
        enter(elsewhere, cycle, 5)
    with refused("member_unknown"):
        correct_member(
            actor=elsewhere, cycle_id=cycle.id, member_id=member_id, version=1, person=ONE,
            now=clock.now(),
        )  # fmt: skip
    with refused("region_outside_scope"):
        end_members(
            actor=elsewhere, cycle_id=cycle.id, member_ids=[member_id], reason="Pindah",
            now=clock.now(),
        )  # fmt: skip


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE members_member SET name = 'Lain'",
        "UPDATE members_member SET name = 'Lain', version = version + 2",
        "UPDATE members_memberversion SET name = 'Lain'",
        "DELETE FROM members_member",
        "DELETE FROM members_memberversion",
    ],
)
def test_the_database_lets_nobody_change_the_past(
    centre: Actor, cycle: CycleFacts, statement: str
) -> None:
    member_id = enter(centre, cycle)
    correct_member(
        actor=centre, cycle_id=cycle.id, member_id=member_id, version=1,
        person=replace(ONE, rt="1"), now=clock.now(),
    )  # fmt: skip
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_counts_follow_every_change_and_stay_when_folded(centre: Actor, cycle: CycleFacts) -> None:
    party_id = centre.party_id or 0
    ids = [enter(centre, cycle, number) for number in range(1, 4)]
    correct_member(
        actor=centre, cycle_id=cycle.id, member_id=ids[0], version=1,
        person=replace(ONE, regency_code=MALUKU_TENGAH, district_code=f"{MALUKU_TENGAH}.01"),
        now=clock.now(),
    )  # fmt: skip
    end_members(
        actor=centre, cycle_id=cycle.id, member_ids=ids[1:2], reason="Keluar", now=clock.now()
    )
    for _ in range(2):
        counts = count_by_regency(cycle_id=cycle.id, party_id=party_id)
        assert counts == {AMBON: 1, MALUKU_TENGAH: 1}
        fold_counts(cycle_id=cycle.id, party_id=party_id)
    assert count_members(cycle_id=cycle.id, party_id=party_id) == 2


class TestEndings:
    def test_few_end_at_once_and_can_be_undone(self, centre: Actor, cycle: CycleFacts) -> None:
        member_id = enter(centre, cycle)
        ending = self.end(centre, cycle, [member_id])
        assert ending.confirmed_at is not None
        enter_again = enter(centre, cycle, 2)
        assert undo_ending(actor=centre, ending_id=ending.pk, now=clock.now()) == 1
        assert undo_ending(actor=centre, ending_id=ending.pk, now=clock.now()) == 0
        party_id = centre.party_id or 0
        assert count_members(cycle_id=cycle.id, party_id=party_id) == 2
        assert enter_again != member_id

    def test_more_than_a_hundred_need_a_second_person(
        self, centre: Actor, cycle: CycleFacts
    ) -> None:
        party_id = centre.party_id or 0
        ids = [enter(centre, cycle, number) for number in range(1, 102)]
        ending = self.end(centre, cycle, ids)
        assert ending.confirmed_at is None
        assert count_members(cycle_id=cycle.id, party_id=party_id) == 101
        with refused("ending_by_same_person"):
            confirm_ending(actor=centre, ending_id=ending.pk, now=clock.now())
        for _ in range(2):
            confirm_ending(actor=colleague_of(centre), ending_id=ending.pk, now=clock.now())
        assert count_members(cycle_id=cycle.id, party_id=party_id) == 0
        entries = Entry.objects.filter(subject=f"ending:{ending.pk}").order_by("id")
        assert list(entries.values_list("kind", "actor")) == [
            ("members.ending_asked", centre.name),
            ("members.ended", "Rekan"),
        ]
        with pytest.raises(DatabaseError), transaction.atomic():
            type(ending).objects.filter(pk=ending.pk).update(confirmed_by_id=ending.asked_by_id)

    def test_what_was_asked_can_be_dropped(self, centre: Actor, cycle: CycleFacts) -> None:
        ids = [enter(centre, cycle, number) for number in range(1, 102)]
        ending = self.end(centre, cycle, ids)
        drop_ending(actor=centre, ending_id=ending.pk, now=clock.now())
        with refused("ending_dropped"):
            confirm_ending(actor=colleague_of(centre), ending_id=ending.pk, now=clock.now())

    def test_after_two_weeks_an_end_stays(self, centre: Actor, cycle: CycleFacts) -> None:
        long_ago = clock.now() - timedelta(days=15)
        ending = self.end(centre, cycle, [enter(centre, cycle)], now=long_ago)
        with refused("undo_too_late"):
            undo_ending(actor=centre, ending_id=ending.pk, now=clock.now())

    def test_whoever_was_listed_anew_is_not_listed_twice(
        self, centre: Actor, cycle: CycleFacts
    ) -> None:
        ending = self.end(centre, cycle, [enter(centre, cycle)])
        enter(centre, cycle)
        assert undo_ending(actor=centre, ending_id=ending.pk, now=clock.now()) == 0
        assert count_members(cycle_id=cycle.id, party_id=centre.party_id or 0) == 1

    def end(self, actor: Actor, cycle: CycleFacts, ids: list[UUID], now: datetime | None = None):
        return end_members(
            actor=actor, cycle_id=cycle.id, member_ids=ids, reason="Keluar",
            now=now or clock.now(),
        )  # fmt: skip
