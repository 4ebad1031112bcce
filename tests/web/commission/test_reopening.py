"""Returned on the last day with reasons, then reopened by order for two provinces: all doors."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from sipol.flow.intake.actions import hand_in as handing_in
from sipol.flow.intake.actions import judging
from sipol.flow.intake.actions.direct import take_in_whole_file
from sipol.infra.storage.installed import installed_vault
from sipol.kernel import clock
from sipol.kernel.actors import Role
from sipol.records.dossiers.queries import dossier_of_party
from sipol.records.hand_ins.queries import checklist
from sipol.records.parties.queries import PartyFacts
from sipol.records.timetable import queries as timetable
from sipol.records.timetable.actions.cycles import open_cycle
from sipol.records.timetable.queries import CycleFacts, cycle_by_id
from tests import builders
from tests.builders import AMBON
from tests.samples.member_lists import write_csv
from tests.web.commission.test_timetable import browser, browser_of, order_for

pytestmark = pytest.mark.django_db
KUPANG, BANDUNG = "53.71", "32.73"


@pytest.fixture
def cycle() -> CycleFacts:
    """A cycle whose last day is over since a minute."""
    from sipol.config.commands.thresholds import load_demo

    now = clock.now()
    made = open_cycle(
        slug="uji-selesai",
        name="Siklus uji",
        opens_at=now - timedelta(days=20),
        closes_at=now - timedelta(minutes=1),
        age_reference_date=date(2027, 8, 1),
        legal_basis="Siklus uji",
        actor_name="uji",
        now=now,
    )
    load_demo(made.id)
    return cycle_by_id(made.id)


@pytest.fixture
def party(cycle: CycleFacts, tmp_path: Path) -> PartyFacts:
    """Handed in by two people an hour before the end."""
    facts, then = builders.party_in(cycle), cycle.closes_at - timedelta(hours=1)
    ani, budi = builders.person_of(facts), builders.person_of(facts)
    file = tmp_path / "anggota.csv"
    write_csv(file, builders.people_of(AMBON, 4))
    delivery_id = take_in_whole_file(
        actor=ani,
        cycle_id=cycle.id,
        file_name=file.name,
        size=file.stat().st_size,
        chunks=[file.read_bytes()],
        regency_code="",
        vault=installed_vault(),
        now=then,
    )
    judging.judge_delivery(delivery_id=delivery_id, vault=installed_vault(), clock=lambda: then)
    seen = handing_in.ready(ani, cycle, now=then).sha256
    what: dict[str, Any] = {"cycle": cycle, "seen_sha256": seen, "now": then}
    handing_in.prepare_hand_in(actor=ani, request_id=uuid4(), **what)
    handing_in.hand_in(actor=budi, request_id=uuid4(), **what)
    return facts


def post(client: Client, path: str, **form: object) -> Any:
    return client.post(path, {"idempotency_key": str(uuid4()), **form})


def test_returned_on_the_last_day_and_reopened_for_two_provinces(
    cycle: CycleFacts, party: PartyFacts
) -> None:
    dewi, budi = browser_of(Role.COMMISSION, "Dewi"), browser_of(Role.COMMISSION, "Budi")
    leader = builders.person_of(party)
    dossier = dossier_of_party(leader, cycle.id)
    page = f"/kpu/berkas/{dossier.id}/"
    marks = {"hand_in": str(checklist(leader, dossier).hand_in_id), "note-b": "SK Maluku kosong"}  # type: ignore[union-attr]
    assert post(dewi, f"{page}periksa/", **marks).status_code == 302
    answer = post(dewi, f"{page}keputusan/", move="return", reason="Kurang sampai tenggat")
    assert answer.status_code == 302

    for path in ("/partai/", "/partai/periksa/"):
        told = browser(leader.user_id).get(path).content.decode()
        assert "Kurang sampai tenggat" in told, path
        assert "b. Pengurus di semua provinsi: SK Maluku kosong" in told, path

    assert post(dewi, f"{page}keputusan/", move="reopen", reason="Putusan 006").status_code == 302
    assert dewi.post("/kpu/jadwal/usulan/", order_for(party)).status_code == 302
    (proposal,) = timetable.proposals(cycle.id)
    assert saves_board(party, AMBON).status_code == 422
    confirmed = post(budi, f"/kpu/jadwal/usulan/{proposal.id}/putusan/", move="confirm")
    assert confirmed.status_code == 302

    for regency in (AMBON, KUPANG):
        assert saves_board(party, regency).status_code == 302
    refused = saves_board(party, BANDUNG)
    assert refused.status_code == 422
    told = refused.content.decode()
    assert "Wilayah ini tidak termasuk yang sedang dibuka" in told
    assert "Nusa Tenggara Timur (53), Maluku (81)" in told
    assert 'value="SK-1/MELATI/2026"' in told


def saves_board(party: PartyFacts, regency: str) -> Any:
    operator = browser(builders.person_of(party, regency).user_id)
    form = {
        "decree_number": "SK-1/MELATI/2026",
        "decree_date": "01-03-2026",
        "period_from": "01-04-2026",
        "period_to": "31-03-2031",
        "versi": "0",
        "kirim": "1",
    }
    return post(operator, f"/partai/kepengurusan/{regency}/sk/simpan/", **form)
