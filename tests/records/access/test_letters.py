"""A letter opens access: the party, its cycle, its dossier and its first leader."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest

from sipol.kernel import clock
from sipol.kernel.actors import Actor, Role
from sipol.kernel.refusals import Refused
from sipol.records.access.actions.accepting import accept
from sipol.records.access.actions.invitations import make_link
from sipol.records.access.actions.letters import grant_letter, receive_letter, refuse_letter
from sipol.records.access.queries import letter, letters, pending_invitations
from sipol.records.dossiers.queries import dossier_of_party
from sipol.records.parties.queries import known_parties, party
from sipol.records.timetable.queries import CycleFacts
from tests.builders import party_in, running_cycle
from tests.records.access.people import PASSWORD, somebody

TEXTS = {
    "party_name": "Partai Kenanga",
    "short_name": "KENANGA",
    "kind": "national",
    "group": "new",
    "number": "012/DPP/2026",
    "asked_by": "Ketua Umum",
    "decree": "SK-7/DPP/2026",
    "admin_name": "Rani",
    "admin_email": "Rani@kenanga.test",
    "operators": "Rani, pusat",
}


@pytest.fixture
def cycle(db: None) -> CycleFacts:
    return running_cycle()


def received(
    actor: Actor, cycle: CycleFacts, *, party_id: int | None = None, **changed: str
) -> tuple[UUID | None, list[str]]:
    made, found = receive_letter(
        actor=actor,
        cycle_id=cycle.id,
        texts=TEXTS | changed,
        dated=date(2026, 1, 5),
        party_id=party_id,
        now=clock.now(),
    )
    return made, [f"{finding.code}:{finding.where.column}" for finding in found]


def test_from_the_letter_to_the_leader_who_signs_in(cycle: CycleFacts):
    kpu = somebody(Role.COMMISSION)
    made, found = received(kpu, cycle)
    assert made is not None and found == []
    assert [one.short_name for one in letters(kpu, cycle.id)] == ["KENANGA"]
    invited = grant_letter(actor=kpu, letter_id=made, now=clock.now())
    assert letter(kpu, made).state == "granted"
    token = make_link(actor=kpu, invitation_id=invited, now=clock.now())
    leader = accept(token=token, name="Rani", password=PASSWORD, now=clock.now())
    assert leader.role is Role.PARTY_ADMIN
    assert party(leader.party_id or 0, cycle.id).group == "new"
    assert dossier_of_party(leader, cycle.id).state
    with pytest.raises(Refused):
        grant_letter(actor=kpu, letter_id=made, now=clock.now())


def test_a_known_party_asks_again_for_another_leader(cycle: CycleFacts):
    kpu = somebody(Role.COMMISSION)
    known = party_in(cycle, "MAWAR")
    made, _ = received(kpu, cycle, party_id=known.id)
    assert made is not None
    grant_letter(actor=kpu, letter_id=made, now=clock.now())
    (waiting,) = pending_invitations(kpu)
    assert (waiting.email, waiting.party_id) == ("rani@kenanga.test", known.id)
    assert [one.short_name for one in known_parties() if one.short_name == "KENANGA"] == []


def test_what_is_wrong_with_a_letter_is_told_field_by_field(cycle: CycleFacts):
    kpu = somebody(Role.COMMISSION)
    _, found = received(kpu, cycle, number=" ", group="", asked_by="a" * 201)
    assert found == ["letter_missing:number", "letter_too_long:asked_by", "letter_choice:group"]
    ahead = clock.now().date() + timedelta(days=3)
    for dated, code in ((None, "letter_date"), (ahead, "letter_date_ahead")):
        _, wrong = receive_letter(
            actor=kpu,
            cycle_id=cycle.id,
            texts=TEXTS,
            dated=dated,
            party_id=None,
            now=clock.now(),
        )
        assert [finding.code for finding in wrong] == [code]


def test_each_office_takes_the_letters_of_its_own_parties(cycle: CycleFacts):
    kip = somebody(Role.COMMISSION, "11")
    with pytest.raises(Refused) as error:
        received(kip, cycle)
    assert error.value.refusal.code == "letter_not_yours"
    made, _ = received(kip, cycle, kind="local_aceh")
    assert made is not None
    for other in (somebody(Role.COMMISSION, "81"), somebody(Role.SUPERVISOR)):
        with pytest.raises(Refused):
            grant_letter(actor=other, letter_id=made, now=clock.now())


def test_a_letter_is_refused_with_its_reason_and_not_taken_twice(cycle: CycleFacts):
    kpu = somebody(Role.COMMISSION)
    made, _ = received(kpu, cycle)
    assert made is not None
    for reason in ("", " "):
        with pytest.raises(Refused) as error:
            refuse_letter(actor=kpu, letter_id=made, reason=reason, now=clock.now())
        assert error.value.refusal.code == "reason_missing"
    refuse_letter(actor=kpu, letter_id=made, reason="Tanpa keputusan", now=clock.now())
    assert letter(kpu, made).reason == "Tanpa keputusan"
    party_id = letter(kpu, made).party_id
    with pytest.raises(Refused) as error:
        received(kpu, cycle, party_id=party_id)
    assert error.value.refusal.code == "letter_known"
    with pytest.raises(Refused) as error:
        received(kpu, cycle, number="013")
    assert error.value.refusal.code == "party_name_taken"
