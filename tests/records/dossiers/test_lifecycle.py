"""The life cycle from the letter to the end, as a machine that hypothesis drives, and its rows."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sipol.infra.ledger.models import Entry
from sipol.kernel import clock
from sipol.kernel.actors import Actor, Role
from sipol.kernel.refusals import Refusal, Refused
from sipol.records.dossiers.actions import make_move, open_dossier
from sipol.records.dossiers.models import Dossier
from sipol.records.dossiers.rules.lifecycle import LIFECYCLE
from sipol.records.parties.actions import admit_party
from tests import builders

ADMIN = Actor(1, "Admin", Role.PARTY_ADMIN, party_id=1)
OFFICER = Actor(2, "Petugas", Role.COMMISSION)
READY: dict[str, Any] = {
    "window_refusal": None,
    "closes_at_text": "1",
    "pending_deliveries": 0,
    "members": 1,
    "two_people": True,
    "sha256": "a",
    "prepared_by": 9,
    "prepared_sha256": "a",
    "confirmed_by": 1,
    "letter": "B-12/2026",
    "deadline_passed": True,
    "requirements_met": True,
}


@pytest.mark.parametrize(
    ("state", "move", "actor", "facts", "answer"),
    [
        ("account_requested", "open_access", OFFICER, {}, "account_active"),
        ("account_requested", "open_access", OFFICER, {"letter": " "}, "letter_missing"),
        ("account_active", "begin", ADMIN, {}, "draft"),
        ("draft", "submit", ADMIN, {}, "submitted"),
        ("draft", "submit", ADMIN, {"prepared_by": None}, "not_prepared"),
        ("draft", "submit", ADMIN, {"prepared_sha256": "b"}, "changed_since_prepared"),
        ("draft", "submit", ADMIN, {"prepared_by": 1}, "prepared_by_same_person"),
        ("draft", "submit", ADMIN, {"prepared_by": 1, "two_people": False}, "submitted"),
        ("draft", "submit", ADMIN, {"window_refusal": Refusal("window_closed")}, "window_closed"),
        ("draft", "lapse", OFFICER, {}, "lapsed"),
        ("draft", "lapse", OFFICER, {"deadline_passed": False}, "deadline_ahead"),
        ("incomplete", "lapse", OFFICER, {}, "move_not_possible"),
        ("submitted", "lapse", OFFICER, {}, "move_not_possible"),
        ("submitted", "accept", OFFICER, {"requirements_met": False}, "acceptance_unexplained"),
        ("lapsed", "submit", ADMIN, {}, "move_not_possible"),
        ("returned", "reopen", OFFICER, {}, "draft"),
    ],
)
def test_each_move_has_its_guard(
    state: str, move: str, actor: Actor, facts: dict[str, Any], answer: str
) -> None:
    decided = LIFECYCLE.decide(state, move, actor=actor, facts=READY | facts, reason="perintah")
    assert answer == (decided.code if isinstance(decided, Refusal) else decided.target)


@given(st.lists(st.sampled_from([move.name for move in LIFECYCLE.moves]), max_size=30))
def test_nobody_is_complete_who_never_handed_in(moves: list[str]) -> None:
    state, handed_in = LIFECYCLE.initial, False
    for name in moves:
        for actor in (ADMIN, OFFICER):
            decided = LIFECYCLE.decide(state, name, actor=actor, facts=READY, reason="perintah")
            if not isinstance(decided, Refusal):
                state, handed_in = decided.target, handed_in or name == "submit"
                break
    assert handed_in or state not in {"submitted", "complete", "incomplete", "returned"}
    assert not handed_in or state not in {"account_requested", "account_active"}


@pytest.mark.django_db
def test_a_party_goes_from_the_letter_to_a_lapse_that_somebody_enters() -> None:
    cycle, now = builders.running_cycle(), clock.now()
    party = admit_party(
        name="Partai Anggrek",
        short_name="ANGGREK",
        cycle_id=cycle.id,
        group="new",
        actor_name="uji",
        now=now,
    )
    dossier = open_dossier(
        party_id=party.id,
        cycle_id=cycle.id,
        actor_name="uji",
        now=now,
        state="account_requested",
    )

    def move(actor: Actor, name: str, **facts: Any) -> str:
        made = make_move(
            actor=actor,
            dossier_id=dossier,
            move=name,
            facts=READY | facts,
            request_id=uuid4(),
            now=now,
            reason="B-12/2026",
        )
        return made.target

    assert move(OFFICER, "open_access") == "account_active"
    assert move(Actor(1, "Admin", Role.PARTY_ADMIN, party_id=party.id), "begin") == "draft"
    with pytest.raises(Refused, match="deadline_ahead"):
        move(OFFICER, "lapse", deadline_passed=False)
    assert Dossier.objects.get(pk=dossier).state == "draft"
    assert move(OFFICER, "lapse") == "lapsed"
    assert move(OFFICER, "reopen") == "draft"
    kinds = Entry.objects.filter(subject=f"dossier:{dossier}").values_list("kind", flat=True)
    assert list(kinds) == [
        "dossier.opened",
        "dossier.access_opened",
        "dossier.begun",
        "dossier.lapsed",
        "dossier.reopened",
    ]
