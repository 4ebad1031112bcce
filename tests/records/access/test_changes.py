"""Ending and changing accounts: two who run an organisation stay, and the end is at once."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections

from sipol.infra.ledger.models import Entry
from sipol.kernel import clock
from sipol.kernel.actors import Actor, Role
from sipol.kernel.refusals import Refused
from sipol.records.access.actions.changes import change_duty, change_standing
from sipol.records.accounts.actions import issue_api_token
from sipol.records.accounts.models import User
from sipol.records.accounts.queries import actor_by_api_token
from sipol.records.accounts.rules.offices import keeps_enough, office_name
from tests.builders import AMBON, MALUKU_TENGAH, party_in, person_of, running_cycle
from tests.records.access.people import row_of, somebody


def change(actor: Actor, owner: Actor, move: str = "end", reason: str = "Pindah tugas") -> str:
    """Empty where it was done, else the code of the refusal."""
    try:
        change_standing(
            actor=actor, user_id=owner.user_id, move=move, reason=reason, now=clock.now()
        )
    except Refused as refused:
        return refused.refusal.code
    return ""


@pytest.fixture
def leaders(db: None) -> list[Actor]:
    party = party_in(running_cycle())
    return [person_of(party) for _ in range(3)]


def test_the_last_two_leaders_stay(leaders: list[Actor]):
    one, two, three = leaders
    assert change(one, three) == ""
    assert change(one, two) == "last_admins"
    assert change(one, two, "suspend") == "last_admins"
    assert row_of(two).is_active
    assert change(two, two) == "account_is_own"


def test_a_leader_is_not_made_an_operator_below_two(leaders: list[Actor]):
    one, two, three = leaders
    assert change(one, three) == ""
    form = {"role": Role.PARTY_OPERATOR, "region_code": AMBON, "expires_at": None}
    with pytest.raises(Refused) as error:
        change_duty(actor=one, user_id=two.user_id, now=clock.now(), **form)
    assert error.value.refusal.code == "last_admins"
    assert row_of(two).role == "party_admin"


def test_an_operator_gets_another_region_with_a_trace(leaders: list[Actor]):
    party_id = leaders[0].party_id
    operator = somebody(Role.PARTY_OPERATOR, AMBON, party_id)
    until = clock.now() + timedelta(days=5)
    form = {"role": Role.PARTY_OPERATOR, "region_code": MALUKU_TENGAH, "expires_at": until}
    changed = {"actor": leaders[0], "user_id": operator.user_id, "now": clock.now()}
    assert change_duty(**changed, **form) == []
    entry = Entry.objects.get(kind="account.changed")
    assert entry.payload["earlier_region"] == AMBON
    assert entry.payload["region"] == MALUKU_TENGAH
    findings = change_duty(**changed, **{**form, "region_code": "81.99"})
    assert [finding.code for finding in findings] == ["invite_region_unknown"]


def test_ending_takes_tokens_and_asks_why(leaders: list[Actor]):
    operator = somebody(Role.PARTY_OPERATOR, AMBON, leaders[0].party_id)
    token = issue_api_token(
        user_id=operator.user_id, label="laptop", issued_by="uji", now=clock.now()
    )
    assert change(leaders[0], operator, reason=" ") == "reason_missing"
    assert change(leaders[0], operator, "suspend") == ""
    assert actor_by_api_token(token) is None
    assert change(leaders[0], operator, "resume", "") == ""
    assert actor_by_api_token(token) == operator
    assert change(leaders[0], operator) == ""
    assert actor_by_api_token(token) is None
    assert change(leaders[0], operator, "resume") == "move_not_possible"


def test_an_expired_account_opens_nothing_for_programs_either(leaders: list[Actor]):
    operator = somebody(Role.PARTY_OPERATOR, AMBON, leaders[0].party_id)
    token = issue_api_token(
        user_id=operator.user_id, label="laptop", issued_by="uji", now=clock.now()
    )
    User.objects.filter(pk=operator.user_id).update(expires_at=clock.now() - timedelta(seconds=1))
    assert actor_by_api_token(token) is None


def test_who_may_end_whom(leaders: list[Actor]):
    operator = somebody(Role.PARTY_OPERATOR, AMBON, leaders[0].party_id)
    verifier = somebody(Role.VERIFIER, AMBON)
    rival = person_of(party_in(running_cycle(), "LAIN"))
    assert change(rival, operator) == "account_not_found"
    assert change(somebody(Role.COMMISSION), operator) == "account_not_found"
    assert change(operator, leaders[0]) == "account_not_yours"
    assert change(somebody(Role.COMMISSION, "32"), verifier) == "account_not_found"
    assert change(somebody(Role.SUPERVISOR), verifier) == "account_not_yours"
    assert change(somebody(Role.COMMISSION, "81"), verifier) == ""


def test_a_supervisor_is_not_ended_by_one_person(db: None):
    supervisors = [somebody(Role.SUPERVISOR, "81") for _ in range(3)]
    assert change(somebody(Role.SUPERVISOR), supervisors[0]) == "narrowing_needs_two"
    assert change(somebody(Role.COMMISSION), supervisors[0]) == "account_not_yours"


def test_who_runs_an_office_never_expires(db: None):
    from django.db import IntegrityError, transaction

    kpu = somebody(Role.COMMISSION)
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=kpu.user_id).update(expires_at=clock.now())


@pytest.mark.parametrize(
    ("before", "after", "kept"), [(3, 2, True), (2, 1, False), (1, 1, True), (1, 0, False)]
)
def test_how_many_stay(before: int, after: int, kept: bool):
    assert keeps_enough(before, after) is kept


@pytest.mark.parametrize(
    ("kind", "region", "name", "shown"),
    [
        ("commission", "", "", "KPU RI"),
        ("commission", "81", "Maluku", "KPU Provinsi Maluku"),
        ("commission", "81.71", "Kota Ambon", "KPU Kota Ambon"),
        ("commission", "11", "Aceh", "KIP Aceh"),
        ("commission", "11.71", "Kota Banda Aceh", "KIP Kota Banda Aceh"),
        ("supervisor", "11", "Aceh", "Panwaslih Aceh"),
        ("supervisor", "81", "Maluku", "Bawaslu Provinsi Maluku"),
        ("party", "81", "Maluku", ""),
    ],
)
def test_offices_have_the_name_of_their_region(kind: str, region: str, name: str, shown: str):
    assert office_name(kind, region, name) == shown


@pytest.mark.django_db(transaction=True)
def test_two_leaders_who_end_each_other_at_once_both_stay_or_one_does():
    """Three run the party; two pairs try to end each other at the same moment, over and over."""
    party = party_in(running_cycle(), "SERENTAK")
    people = [person_of(party) for _ in range(4)]
    start = threading.Barrier(4)
    answers: list[str] = []

    def end(actor: Actor, owner: Actor) -> None:
        start.wait(10)
        try:
            answers.append(change(actor, owner))
        finally:
            connections.close_all()

    pairs = [(people[i], people[(i + 1) % 4]) for i in range(4)]
    threads = [threading.Thread(target=end, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(answers) == ["", "", "last_admins", "last_admins"]
    assert User.objects.filter(party_id=party.id, is_active=True).count() == 2
    assert connection.connection is not None
