"""A window opened by two people: who may, what the ledger names, and the proof for the party."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from sipol.infra.ledger.models import Entry
from sipol.infra.notices.models import Notice
from sipol.kernel.actors import Actor, Role
from sipol.kernel.refusals import Refused
from sipol.records.timetable import queries as timetable
from sipol.records.timetable.actions.proposals import (
    decide_proposal,
    note_shown,
    propose_window,
)
from sipol.records.timetable.queries import CycleFacts, ProposalFacts, admit_writing
from sipol.records.timetable.rules.calendars import WindowTerms
from sipol.records.timetable.rules.windows import REOPENING
from tests import builders

DEWI = Actor(901, "Dewi", Role.COMMISSION)
BUDI = Actor(902, "Budi", Role.COMMISSION)

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle() -> CycleFacts:
    return builders.running_cycle()


@pytest.fixture
def after(cycle: CycleFacts) -> datetime:
    """A moment after everything was closed."""
    return cycle.closes_at + timedelta(days=5)


def terms_of(party_id: int, now: datetime, **other: object) -> WindowTerms:
    usual = WindowTerms(
        code="",
        name="Pembukaan kembali",
        kinds=("members",),
        starts_at=now,
        ends_at=now + timedelta(days=10),
        legal_basis="Putusan 006/PS.REG/XII",
        purpose=REOPENING,
        party_id=party_id,
        party_name="Partai Melati",
        regions=("53", "81"),
        reference="006/2027",
    )
    return replace(usual, **other)  # type: ignore[arg-type]


def proposed(cycle: CycleFacts, terms: WindowTerms, now: datetime) -> ProposalFacts:
    return propose_window(
        actor=DEWI, cycle_id=cycle.id, terms=terms, reason="Perintah", request_id=uuid4(), now=now
    )


def refusal_code(call: object) -> str:
    with pytest.raises(Refused) as refused:
        call()  # type: ignore[operator]
    return refused.value.refusal.code


def test_only_the_second_person_opens_and_the_ledger_names_both(
    cycle: CycleFacts, after: datetime
) -> None:
    party = builders.party_in(cycle)
    person = builders.person_of(party)
    facts = proposed(cycle, terms_of(party.id, after), after)
    where = {"cycle_id": cycle.id, "kind": "members", "region_code": "81.71", "now": after}
    assert refusal_code(lambda: admit_writing(person, **where)) == "window_closed"
    alone = {"actor": DEWI, "proposal_id": facts.id, "move": "confirm", "now": after}
    assert refusal_code(lambda: decide_proposal(**alone)) == "same_person"
    opened = decide_proposal(actor=BUDI, proposal_id=facts.id, move="confirm", now=after)
    assert (opened.state, opened.decider_name) == ("confirmed", "Budi")
    window = admit_writing(person, **where)
    assert window.deadline_id == opened.deadline_id
    assert refusal_code(lambda: admit_writing(person, **where | {"region_code": "32.04"}))
    entry = Entry.objects.get(kind="window.confirmed")
    assert entry.payload["proposed_by"] == "Dewi" and entry.payload["confirmed_by"] == "Budi"
    deadline = timetable.deadline(window.deadline_id)
    assert deadline is not None and deadline.body["set_by"] == ["Dewi", "Budi"]
    assert Notice.objects.get(party_id=party.id).kind == "window.opened"
    assert deadline.body["ledger"]["sequence"] == entry.pk


def test_confirming_twice_is_one_effect_and_another_decision_is_refused(
    cycle: CycleFacts, after: datetime
) -> None:
    facts = proposed(cycle, terms_of(builders.party_in(cycle).id, after), after)
    one = decide_proposal(actor=BUDI, proposal_id=facts.id, move="confirm", now=after)
    again = decide_proposal(
        actor=BUDI, proposal_id=facts.id, move="confirm", now=after + timedelta(hours=1)
    )
    assert again == one
    late = {"actor": DEWI, "proposal_id": facts.id, "move": "withdraw", "reason": "x", "now": after}
    assert refusal_code(lambda: decide_proposal(**late)) == "proposal_decided"


def test_a_proposal_sent_twice_is_one(cycle: CycleFacts, after: datetime) -> None:
    order = {
        "actor": DEWI,
        "cycle_id": cycle.id,
        "terms": terms_of(builders.party_in(cycle).id, after),
        "reason": "Perintah",
        "request_id": uuid4(),
        "now": after,
    }
    assert propose_window(**order).id == propose_window(**order).id
    assert len(timetable.proposals(cycle.id)) == 1


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"regions": ("99",)}, "window_region_unknown"),
        ({"kinds": ()}, "window_terms_missing"),
        ({"kinds": ("rumours",)}, "window_kind_unknown"),
        ({"reference": " "}, "window_terms_missing"),
        ({"ends_at": datetime(2020, 1, 1, tzinfo=UTC)}, "window_times_wrong"),
        ({"code": "tidak-ada"}, "window_unknown"),
    ],
)
def test_terms_that_cannot_be_are_refused(
    cycle: CycleFacts, after: datetime, other: dict[str, object], code: str
) -> None:
    terms = terms_of(1, after, **other)
    assert refusal_code(lambda: proposed(cycle, terms, after)) == code


@pytest.mark.parametrize(
    ("actor", "code"),
    [
        (Actor(1, "Verifikator", Role.VERIFIER), "role_not_allowed"),
        (Actor(1, "Partai", Role.PARTY_ADMIN, party_id=1), "role_not_allowed"),
        (Actor(1, "Bawaslu", Role.SUPERVISOR), "role_not_allowed"),
        (Actor(1, "Provinsi", Role.COMMISSION, region_code="81"), "national_only"),
    ],
)
def test_only_the_national_commission_proposes_and_decides(
    cycle: CycleFacts, after: datetime, actor: Actor, code: str
) -> None:
    terms = terms_of(1, after)
    order = {"cycle_id": cycle.id, "terms": terms, "reason": "x", "request_id": uuid4()}
    assert refusal_code(lambda: propose_window(actor=actor, now=after, **order)) == code
    facts = proposed(cycle, terms, after)
    decision = {"proposal_id": facts.id, "move": "confirm", "now": after}
    assert refusal_code(lambda: decide_proposal(actor=actor, **decision)) == code


def test_a_deadline_in_force_is_prolonged_as_a_version_and_never_shortened(
    cycle: CycleFacts,
) -> None:
    (window,) = timetable.windows(cycle.id)
    now = cycle.opens_at
    terms = timetable.terms_in_force(cycle.id)[1][window.code]
    shorter = replace(terms, ends_at=window.ends_at - timedelta(hours=1), reference="1/2027")
    assert refusal_code(lambda: proposed(cycle, shorter, now)) == "window_shortened"
    longer = replace(terms, ends_at=window.ends_at + timedelta(days=1), reference="1/2027")
    facts = proposed(cycle, longer, now)
    decide_proposal(actor=BUDI, proposal_id=facts.id, move="confirm", now=now)
    (renewed,) = timetable.windows(cycle.id)
    assert (renewed.version, renewed.ends_at) == (2, longer.ends_at)
    versions = [version for version, _ in timetable.window_versions(cycle.id, window.code)]
    assert [version.ends_at for version in versions] == [longer.ends_at, window.ends_at]
    deadline = timetable.deadline(renewed.deadline_id)
    assert deadline is not None
    assert deadline.body["replaces"]["id"] == str(window.deadline_id)


def test_the_first_showing_to_the_party_is_the_proof(cycle: CycleFacts, after: datetime) -> None:
    party = builders.party_in(cycle)
    first, second = builders.person_of(party), builders.person_of(party, "81.71")
    facts = proposed(cycle, terms_of(party.id, after), after)
    decide_proposal(actor=BUDI, proposal_id=facts.id, move="confirm", now=after)
    known = timetable.windows(cycle.id)
    (shown,) = timetable.own_windows(party.id, known, after)
    assert shown.seen_at is None
    for person, minutes in ((first, 5), (second, 9)):
        note_shown(actor=person, window_id=shown.window.id, now=after + timedelta(minutes=minutes))
    (proof,) = timetable.reopenings(cycle.id)
    assert (proof.seen_at, proof.seen_by) == (after + timedelta(minutes=5), first.name)
    assert Entry.objects.filter(kind="window.shown").count() == 1
    rival = builders.person_of(builders.party_in(cycle, "MAWAR"))
    call = {"actor": rival, "window_id": shown.window.id, "now": after}
    assert refusal_code(lambda: note_shown(**call)) == "not_your_party"


@pytest.mark.parametrize("table", ["window", "stage", "deadline", "sighting"])
def test_the_database_refuses_to_change_a_version(cycle: CycleFacts, table: str) -> None:
    refused = pytest.raises(DatabaseError, match="only added")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM timetable_{table}")  # noqa: S608
