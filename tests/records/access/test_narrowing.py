"""A supervisor's rights shrink only by two people of two offices: attacked from all sides."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from sipol.infra.ledger.models import Entry
from sipol.kernel import clock
from sipol.kernel.actors import Actor, Role
from sipol.kernel.refusals import Refused
from sipol.records.access.actions.changes import change_duty
from sipol.records.access.actions.narrowing import answer, propose
from sipol.records.access.models import Narrowing
from sipol.records.access.queries import history_of, open_narrowings
from sipol.records.access.rules.narrowing import narrows
from tests.records.access.people import row_of, somebody


@pytest.fixture
def maluku(db: None) -> list[Actor]:
    """Three supervisors of one province."""
    return [somebody(Role.SUPERVISOR, "81") for _ in range(3)]


def proposed(actor: Actor, owner: Actor, kind: str = "suspend", region: str = "") -> UUID:
    return propose(
        actor=actor,
        user_id=owner.user_id,
        kind=kind,
        region_code=region,
        reason="Pindah tugas",
        now=clock.now(),
    )


def answered(actor: Actor, narrowing_id: UUID, move: str = "confirm", reason: str = "Ya") -> str:
    try:
        answer(actor=actor, narrowing_id=narrowing_id, move=move, reason=reason, now=clock.now())
    except Refused as refused:
        return refused.refusal.code
    return ""


def test_one_person_changes_nothing(maluku: list[Actor]):
    commission = somebody(Role.COMMISSION)
    made = proposed(commission, maluku[0])
    assert row_of(maluku[0]).is_active
    assert answered(commission, made) == "narrowing_same_office"
    assert answered(somebody(Role.COMMISSION), made) == "narrowing_same_office"
    assert answered(maluku[0], made) == "narrowing_same_office"
    assert answered(somebody(Role.VERIFIER), made) == "role_not_allowed"
    assert row_of(maluku[0]).is_active
    assert [one.may_second for one in open_narrowings(maluku[1])] == [True]


def test_a_second_person_of_another_office_puts_it_into_effect_and_it_is_seen(
    maluku: list[Actor],
):
    commission, bawaslu = somebody(Role.COMMISSION), somebody(Role.SUPERVISOR)
    made = proposed(commission, maluku[0])
    assert answered(bawaslu, made) == ""
    assert row_of(maluku[0]).standing == "suspended"
    kinds = [entry.kind for entry in history_of(maluku[0].user_id)]
    assert kinds[:2] == [
        "supervision.narrowing_confirmed",
        "supervision.narrowing_proposed",
    ]
    confirmed = Entry.objects.get(kind="supervision.narrowing_confirmed")
    assert (confirmed.actor, confirmed.payload["proposed_by"]) == (bawaslu.name, commission.name)
    assert answered(bawaslu, made) == "move_not_possible"


def test_a_region_is_narrowed_and_widened(maluku: list[Actor]):
    bawaslu, commission = somebody(Role.SUPERVISOR), somebody(Role.COMMISSION, "81")
    change = {"role": Role.SUPERVISOR, "expires_at": None, "now": clock.now()}
    with pytest.raises(Refused) as error:
        change_duty(actor=bawaslu, user_id=maluku[0].user_id, region_code="81.71", **change)
    assert error.value.refusal.code == "narrowing_needs_two"
    made = proposed(bawaslu, maluku[0], "move", "81.71")
    assert answered(commission, made) == ""
    assert row_of(maluku[0]).region_code == "81.71"
    assert change_duty(actor=bawaslu, user_id=maluku[0].user_id, region_code="81", **change) == []
    assert row_of(maluku[0]).region_code == "81"


def test_the_last_two_of_an_office_stay_even_for_two_people(maluku: list[Actor]):
    commission, bawaslu = somebody(Role.COMMISSION), somebody(Role.SUPERVISOR)
    assert answered(bawaslu, proposed(commission, maluku[0], "end")) == ""
    assert answered(bawaslu, proposed(commission, maluku[1], "end")) == "last_admins"
    assert row_of(maluku[1]).is_active


def test_a_proposal_is_declined_with_a_reason_or_taken_back(maluku: list[Actor]):
    commission, bawaslu = somebody(Role.COMMISSION), somebody(Role.SUPERVISOR)
    made = proposed(commission, maluku[0])
    with pytest.raises(Refused) as error:
        proposed(bawaslu, maluku[0])
    assert error.value.refusal.code == "narrowing_open"
    assert answered(bawaslu, made, "take_back") == "narrowing_not_yours"
    assert answered(bawaslu, made, "decline", "") == "reason_missing"
    assert answered(bawaslu, made, "decline") == ""
    assert answered(commission, proposed(commission, maluku[0]), "take_back") == ""
    assert row_of(maluku[0]).is_active


def test_the_database_itself_asks_for_two(maluku: list[Actor]):
    commission = somebody(Role.COMMISSION)
    made = proposed(commission, maluku[0])
    row = Narrowing.objects.filter(pk=made)
    for second in (None, commission.user_id):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.update(state="confirmed", second_id=second)


@pytest.mark.parametrize(
    ("before", "after", "less"),
    [
        ("", "81", True),
        ("81", "81.71", True),
        ("81.71", "81", False),
        ("81", "", False),
        ("81", "32", True),
        ("81", "81", False),
        ("81.71", "8", True),
    ],
)
def test_what_takes_something_away(before: str, after: str, less: bool):
    assert narrows(before=before, after=after) is less
