"""Members sent again: found by NIK or card, renewed, left as they are, or told apart."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sipol.flow.intake.models import RowFinding
from sipol.infra import keys
from sipol.kernel.actors import Actor
from sipol.records.members.models import Member, MemberVersion
from sipol.records.members.queries.counts import count_by_regency
from tests import builders
from tests.builders import AMBON, MALUKU_TENGAH
from tests.samples.member_lists import write_xlsx

pytestmark = pytest.mark.django_db


@pytest.fixture
def send(tmp_path: Path):
    cycle = builders.running_cycle()
    centre = builders.person_of(builders.party_in(cycle))
    vault = builders.vault_in(tmp_path)
    sent = []

    def send(rows: list[dict[str, Any]], actor: Actor = centre, regency: str = ""):
        path = tmp_path / f"daftar-{len(sent)}.xlsx"
        write_xlsx(path, rows)
        delivery = builders.deliver(actor, cycle, path, vault, regency)
        sent.append(delivery)
        return delivery

    send.centre, send.cycle = centre, cycle
    return send


def codes(delivery: Any) -> set[str]:
    found = RowFinding.objects.filter(delivery_id=delivery.id, severity="error")
    return set(found.values_list("code", flat=True))


def figures(delivery: Any) -> tuple[int, int, int, int]:
    return delivery.accepted, delivery.changed, delivery.identical, delivery.rejected


def test_the_newer_list_renews_who_is_listed(send: Any) -> None:
    people = builders.people_of(AMBON, 6)
    send(people)
    people[0]["address"], people[1]["name"] = "Jalan Baru 7", people[1]["name"] + " Putra"
    second = send([*people, *builders.people_of(AMBON, 2, seed=9)])
    assert figures(second) == (8, 2, 4, 0)
    renewed = Member.objects.filter(version=2)
    assert set(renewed.values_list("delivery_id", flat=True)) == {second.id}
    assert renewed.filter(address="Jalan Baru 7").count() == 1
    earlier = MemberVersion.objects.filter(id__in=renewed.values("id"))
    assert earlier.count() == 2
    assert not earlier.filter(address="Jalan Baru 7").exists()
    counts = count_by_regency(cycle_id=send.cycle.id, party_id=send.centre.party_id)
    assert counts == {AMBON: 8}


def test_a_member_who_moved_is_counted_where_they_are(send: Any) -> None:
    people = builders.people_of(AMBON, 3)
    send(people)
    moved = builders.people_of(MALUKU_TENGAH, 1)[0]
    for column in ("regency", "district", "village"):
        people[0][column] = moved[column]
    assert figures(send(people)) == (3, 1, 2, 0)
    counts = count_by_regency(cycle_id=send.cycle.id, party_id=send.centre.party_id)
    assert counts == {AMBON: 2, MALUKU_TENGAH: 1}


def test_another_person_under_a_listed_nik_replaces_nobody(send: Any) -> None:
    people = builders.people_of(AMBON, 3)
    send(people)
    stranger = builders.people_of(AMBON, 1, seed=33)[0] | {"national_id": people[0]["national_id"]}
    second = send([stranger])
    assert figures(second) == (0, 0, 0, 1)
    assert codes(second) >= {"duplicate_in_party"}
    assert not MemberVersion.objects.exists()


def test_a_wrong_nik_is_mended_by_the_card(send: Any) -> None:
    people = builders.people_of(AMBON, 3)
    send(people)
    before = Member.objects.get(card_number=people[0]["card_number"])
    nik = people[0]["national_id"]
    people[0]["national_id"] = nik[:-1] + str((int(nik[-1]) + 1) % 10)
    assert figures(send(people[:1])) == (1, 1, 0, 0)
    after = Member.objects.get(card_number=people[0]["card_number"])
    assert (after.id, after.version) == (before.id, 2)
    cipher = keys.current().national_ids
    assert cipher.open(bytes(after.national_id), after.id.bytes) == people[0]["national_id"]
    assert bytes(after.national_id_index) == cipher.index(people[0]["national_id"])
    earlier = MemberVersion.objects.get(id=before.id)
    assert cipher.open(bytes(earlier.national_id), earlier.id.bytes) == nik


def test_two_people_with_one_card_stay_two(send: Any) -> None:
    people = builders.people_of(AMBON, 2)
    send(people[:1])
    people[1]["card_number"] = people[0]["card_number"]
    assert figures(send(people[1:])) == (1, 0, 0, 0)
    assert Member.objects.count() == 2


def test_an_operator_leaves_members_of_other_regions_alone(send: Any) -> None:
    elsewhere = builders.people_of(MALUKU_TENGAH, 1)
    send(elsewhere)
    here = builders.people_of(AMBON, 1)[0] | {
        column: elsewhere[0][column] for column in ("national_id", "name", "birth_date", "sex")
    }
    centre = send.centre
    operator = Actor(centre.user_id, "Ambon", centre.role, centre.party_id, AMBON)
    second = send([here], operator, AMBON)
    assert (second.accepted, second.rejected) == (0, 1)
    assert "listed_elsewhere" in codes(second)
    assert Member.objects.get().regency_code == MALUKU_TENGAH
