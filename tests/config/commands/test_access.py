"""Before anybody can sign in: the first cycle and the first account, from the command line."""

from __future__ import annotations

import re
from datetime import date, datetime

import pytest

from sipol.config.commands.access import NewCycle, grant_first, open_cycle
from sipol.kernel import clock
from sipol.kernel.actors import Role
from sipol.records.access.actions.accepting import accept
from sipol.records.timetable.queries import current_cycle
from tests.records.access.people import somebody


@pytest.mark.django_db
def test_the_first_account_is_made_by_its_person(capsys: pytest.CaptureFixture[str]):
    assert grant_first("kpu@contoh.test", "Dewi") == 0
    first = re.search(r"/undangan/(\S+)/", capsys.readouterr().out)
    assert grant_first("KPU@contoh.test", "Dewi") == 0
    second = re.search(r"/undangan/(\S+)/", capsys.readouterr().out)
    assert first is not None and second is not None and first[1] != second[1]
    form = {"name": "Dewi", "password": "kereta malam ke utara", "now": clock.now()}
    actor = accept(token=second[1], **form)
    assert (actor.role, actor.region_code) == (Role.COMMISSION, "")
    assert grant_first("kpu@contoh.test", "") == 1
    somebody(Role.COMMISSION)
    assert grant_first("lagi@contoh.test", "") == 1
    assert "sudah memiliki dua admin" in capsys.readouterr().out


@pytest.mark.django_db
def test_a_cycle_is_opened_once_in_the_time_of_jakarta():
    order = NewCycle(
        slug="pemilu-2029",
        name="Pemilu 2029",
        opens=datetime(2027, 8, 1),
        closes=datetime(2027, 8, 14, 23, 59),
        age_date=date(2029, 2, 14),
        basis="PKPU",
    )
    assert open_cycle(order) == 0
    found = current_cycle()
    assert found is not None and found.opens_at.isoformat() == "2027-07-31T17:00:00+00:00"
    assert open_cycle(order) == 1
