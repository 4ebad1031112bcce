"""Looking at all parties at once: the same figures as one by one, and no dearer with each party."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sipol.infra.storage.installed import installed_vault
from sipol.kernel import clock
from sipol.kernel.actors import Role
from sipol.records.accounts.actions import grant_account
from sipol.records.accounts.models import User
from sipol.records.timetable.queries import CycleFacts
from sipol.web.shared.coverage import all_coverages
from sipol.web.shared.judged import party_coverage
from tests import builders
from tests.builders import AMBON, MALUKU_TENGAH
from tests.samples.member_lists import write_csv

pytestmark = pytest.mark.django_db

MOST_QUERIES = 14


@pytest.fixture
def cycle() -> CycleFacts:
    from sipol.config.commands.thresholds import load_demo

    cycle = builders.running_cycle()
    load_demo(cycle.id)
    return cycle


def _looking(role: Role) -> Client:
    person = grant_account(
        email=f"{role.value}@contoh.test",
        name="Uji",
        password="tidak dipakai di uji ini",
        role=role,
        party_id=None,
        region_code="",
        granted_by="uji",
        now=clock.now(),
    )
    client = Client()
    client.force_login(User.objects.get(pk=person.user_id))
    return client


def _queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as made:
        assert client.get(path).status_code == 200
    return len(made)


@pytest.mark.parametrize(
    ("role", "path"), [(Role.COMMISSION, "/kpu/"), (Role.SUPERVISOR, "/bawaslu/")]
)
def test_more_parties_need_no_more_queries(cycle: CycleFacts, role: Role, path: str) -> None:
    client = _looking(role)
    builders.party_in(cycle)
    one = _queries(client, path)
    for number in range(5):
        builders.party_in(cycle, f"P{number}")
    assert _queries(client, path) == one
    assert one <= MOST_QUERIES


def test_all_at_once_are_the_figures_of_each(cycle: CycleFacts, tmp_path: Path) -> None:
    parties = [builders.party_in(cycle, name) for name in ("SATU", "DUA", "TIGA")]
    for seed, (party, regency) in enumerate(zip(parties, (AMBON, MALUKU_TENGAH), strict=False)):
        people = builders.people_of(regency, 4, seed=seed + 1)
        people[0]["name"] = ""
        write_csv(tmp_path / f"{regency}.csv", people)
        sender = builders.person_of(party)
        builders.deliver(sender, cycle, tmp_path / f"{regency}.csv", installed_vault())
    commission = User.objects.get(pk=_looking(Role.COMMISSION).session["_auth_user_id"]).as_actor()
    together = all_coverages(commission, cycle_id=cycle.id)
    assert [together[party.id].accepted for party in parties] == [3, 3, 0]
    assert together == {
        party.id: party_coverage(commission, party_id=party.id, cycle_id=cycle.id)
        for party in parties
    }
