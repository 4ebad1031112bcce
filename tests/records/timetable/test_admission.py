"""What a party may write when, asked by the one question that all writers ask."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from sipol.kernel.actors import Actor, Role
from sipol.kernel.refusals import Refused
from sipol.records.timetable.actions.cycles import open_cycle
from sipol.records.timetable.queries import CycleFacts, admit_writing, ruling, windows
from sipol.records.timetable.rules.windows import KINDS, Phase

STARTS = datetime(2027, 8, 1, 1, 0, tzinfo=UTC)
ENDS = datetime(2027, 8, 14, 16, 59, 59, tzinfo=UTC)
PARTY = Actor(1, "Ratna", Role.PARTY_ADMIN, party_id=7)

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle() -> CycleFacts:
    return open_cycle(
        slug="uji-masa",
        name="Siklus uji",
        opens_at=STARTS,
        closes_at=ENDS,
        age_reference_date=date(2027, 8, 1),
        legal_basis="PKPU uji",
        actor_name="uji",
        now=STARTS - timedelta(days=30),
    )


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_cycle_opens_everything_from_its_first_to_its_last_second(
    cycle: CycleFacts, kind: str
) -> None:
    for now in (STARTS, ENDS, ENDS + timedelta(milliseconds=999)):
        admit_writing(PARTY, cycle_id=cycle.id, kind=kind, region_code="81.71", now=now)


@pytest.mark.parametrize(
    ("now", "closes_at", "opens_at"),
    [
        (STARTS - timedelta(seconds=1), "–", "01-08-2027 08.00.00 WIB"),
        (ENDS + timedelta(seconds=1), "14-08-2027 23.59.59 WIB", "–"),
    ],
)
def test_outside_the_window_the_refusal_says_when(
    cycle: CycleFacts, now: datetime, closes_at: str, opens_at: str
) -> None:
    with pytest.raises(Refused) as refused:
        admit_writing(PARTY, cycle_id=cycle.id, kind="members", now=now)
    assert refused.value.refusal.code == "window_closed"
    assert refused.value.refusal.values == {"closes_at": closes_at, "opens_at": opens_at}


def test_whoever_stood_in_the_queue_before_the_end_was_in_time(cycle: CycleFacts) -> None:
    after = ENDS + timedelta(minutes=20)
    waited = replace(PARTY, asked_at=ENDS)
    admit_writing(waited, cycle_id=cycle.id, kind="members", now=after)
    late = replace(PARTY, asked_at=after - timedelta(seconds=1))
    with pytest.raises(Refused):
        admit_writing(late, cycle_id=cycle.id, kind="members", now=after)


def test_a_window_has_its_signed_deadline_from_the_first(cycle: CycleFacts) -> None:
    (window,) = windows(cycle.id)
    assert window.deadline_id is not None
    decided = ruling(PARTY, cycle_id=cycle.id, kind="members", now=STARTS)
    assert (decided.phase, decided.ends_at) == (Phase.OPEN, ENDS)
