"""Boards, offices and accounts as browsers without script fill them in, alone and two at a time."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sipol.kernel.actors import Actor
from sipol.records.parties.queries import PartyFacts
from sipol.records.timetable.queries import CycleFacts
from tests.builders import party_in, person_of, running_cycle

TREE = "/partai/kepengurusan/"
AMBON = f"{TREE}81.71/"
NIK = "8171015205870003"
DECREE = {
    "decree_number": "SK-01/DPP/2025",
    "decree_date": "27-03-2025",
    "period_from": "27-03-2025",
    "period_to": "27-03-2035",
}
CHAIR = {"title": "Ketua DPC", "name": "Ratna <Wulandari>", "sex": "P", "national_id": NIK}
MACHINE = ("idempotency_key", "versi", "draf_versi", "draf_asal")


class Filler:
    """Somebody of the party at a browser; `fields` is the form as it was last opened."""

    def __init__(self, actor: Actor) -> None:
        from sipol.records.accounts.models import User

        self.browser = Client()
        self.browser.force_login(User.objects.get(pk=actor.user_id))

    def open(self, path: str) -> Filler:
        return self._take(self.browser.get(path))

    def send(self, path: str, button: str = "kirim", **changed: str) -> Any:
        answer = self.browser.post(path, {**self.fields, **changed, button: "1"})
        if answer.status_code != 302:
            self._take(answer)
        return answer

    def _take(self, answer: Any) -> Filler:
        self.page = answer.content.decode()
        assert answer.status_code in {200, 409, 422}, self.page
        shown = {f["name"]: f["text"] for f in answer.context["form_fields"]}
        self.fields = {name: _value(self.page, name) for name in MACHINE} | shown
        return self


def _value(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]


@pytest.fixture
def cycle(db: None) -> CycleFacts:
    from sipol.records.timetable.models import Cycle

    made = running_cycle()
    Cycle.objects.update(current=False)
    Cycle.objects.filter(pk=made.id).update(current=True)
    return made


@pytest.fixture
def party(cycle: CycleFacts) -> PartyFacts:
    return party_in(cycle)


@pytest.fixture
def ani(party: PartyFacts) -> Filler:
    return Filler(person_of(party))


def test_a_decree_is_filled_in_and_shown_with_what_is_missing(ani: Filler):
    assert ani.open(f"{AMBON}sk/").send(f"{AMBON}sk/simpan/", **DECREE).status_code == 302
    page = ani.browser.get(AMBON).content.decode()
    assert "SK-01/DPP/2025" in page
    assert "Belum ada: Ketua atau setara, Sekretaris atau setara" in page


def test_what_is_wrong_stands_at_its_field_and_nothing_is_lost(ani: Filler):
    wrong = DECREE | {"decree_date": "31-02-2025", "period_to": "01-01-2020"}
    answer = ani.open(f"{AMBON}sk/").send(f"{AMBON}sk/simpan/", **wrong)
    assert answer.status_code == 422
    assert "Tanggal SK tidak terbaca" in ani.page
    assert "berakhir sebelum mulai" in ani.page
    assert ani.open(f"{AMBON}sk/").fields["decree_date"] == "31-02-2025"


def test_an_officer_is_added_changed_and_ended_with_the_nik_nowhere_in_plain(ani: Filler):
    from sipol.records.boards.models import Officer

    add = f"{AMBON}pengurus/tambah/"
    assert ani.open(AMBON).send(add, **CHAIR).status_code == 302
    page = ani.open(AMBON).page
    assert "Ratna &lt;Wulandari&gt;" in page
    assert "8171••••••••••03" in page
    assert ani.fields["name"] == "", "the form for the next one is empty"
    assert "Perempuan 1 dari 1 pengurus (100%)" in page
    officer = Officer.objects.get()
    path = f"{AMBON}pengurus/{officer.pk}/"
    form = ani.open(path)
    assert form.fields["national_id"] == ""
    assert form.send(f"{path}simpan/", title="Ketua").status_code == 302
    officer.refresh_from_db()
    assert (officer.version, officer.title, bool(officer.national_id)) == (2, "Ketua", True)
    ended = ani.browser.post(
        f"{path}akhiri/ya/",
        {"versi": "2", "idempotency_key": "0" * 8 + "-0000-4000-8000-" + "0" * 12},
    )
    assert ended.status_code == 302
    assert "Belum ada pengurus" in ani.browser.get(AMBON).content.decode()
    assert "diakhiri" in ani.browser.get(f"{AMBON}riwayat/").content.decode()
    for shown in (page, form.page, ani.browser.get(f"{AMBON}riwayat/").content.decode()):
        assert NIK not in shown
    stored = _everything_stored()
    assert NIK not in stored
    assert NIK.encode().hex() not in stored


def test_a_nik_of_the_other_sex_is_asked_about_and_saved(ani: Filler):
    sent = ani.open(AMBON).send(f"{AMBON}pengurus/tambah/", **CHAIR | {"sex": "L"})
    assert sent.status_code == 302
    page = ani.browser.get(AMBON).content.decode()
    assert "Menurut NIK, jenis kelaminnya lain" in page
    assert "Laki-laki" in page


def test_two_operators_on_one_board_see_each_other(ani: Filler, party: PartyFacts):
    budi = Filler(person_of(party, "81.71"))
    ani.open(f"{AMBON}sk/")
    budi.open(f"{AMBON}sk/")
    assert ani.send(f"{AMBON}sk/simpan/", **DECREE).status_code == 302
    answer = budi.send(f"{AMBON}sk/simpan/", **DECREE | {"decree_number": "SK-99"})
    assert answer.status_code == 409
    assert "SK-01/DPP/2025" in budi.page
    assert "SK-99" in budi.page
    assert budi.send(f"{AMBON}sk/simpan/").status_code == 302
    assert "SK-99" in ani.browser.get(AMBON).content.decode()
    history = ani.browser.get(f"{AMBON}riwayat/").content.decode()
    assert "<del>SK-01/DPP/2025</del>" in history


def test_an_office_and_an_account_with_their_problems(ani: Filler):
    office = {"address": "Jl. Pattimura 1", "tenure": "lease", "valid_until": "01-01-2020"}
    sent = ani.open(f"{AMBON}kantor/").send(f"{AMBON}kantor/simpan/", **office)
    assert sent.status_code == 302
    account = {"bank": "Bank Contoh", "number": "0011 2233 4455", "holder": "Asep Gunawan"}
    sent = ani.open(f"{AMBON}rekening/").send(f"{AMBON}rekening/simpan/", **account)
    assert sent.status_code == 302
    page = ani.browser.get(AMBON).content.decode()
    assert "Masa pakai kantor sudah berakhir 01-01-2020" in page
    assert "tidak memuat nama partai" in page
    assert "•••• 4455" in page
    assert "0011 2233" not in page
    stored = _everything_stored()
    assert "0011 2233" not in stored
    assert b"0011 2233".hex() not in stored
    kept = ani.open(f"{AMBON}rekening/").send(
        f"{AMBON}rekening/simpan/", holder="DPC Partai Melati Ambon"
    )
    assert kept.status_code == 302
    assert "•••• 4455" in ani.browser.get(AMBON).content.decode()


def test_an_operator_stays_in_the_own_region(cycle: CycleFacts, party: PartyFacts):
    budi = Filler(person_of(party, "81.71"))
    assert budi.browser.get(TREE).status_code == 200
    for path in (f"{TREE}pusat/", f"{TREE}81/", f"{TREE}81.01/", f"{TREE}32.04/sk/"):
        assert budi.browser.get(path).status_code == 403, path
    assert budi.browser.get(f"{TREE}?di=32.04").status_code == 403
    assert budi.browser.get(f"{TREE}81.71.01/").status_code == 200
    draft = "/api/v1/drafts/kepengurusan?subject="
    assert budi.browser.get(f"{draft}81.71").status_code == 200
    assert budi.browser.get(f"{draft}32.04").status_code == 403


def test_a_district_has_a_board_and_no_office(ani: Filler):
    assert ani.browser.get(f"{TREE}81.71.01/kantor/").status_code == 404
    assert ani.browser.get(f"{TREE}99.99/").status_code == 404


def test_tables_of_regions_are_paged_filtered_and_cost_few_queries(ani: Filler):
    ani.open(f"{AMBON}sk/").send(f"{AMBON}sk/simpan/", **DECREE)
    with CaptureQueriesContext(connection) as queries:
        answer = ani.browser.get(f"{TREE}?tingkat=kecamatan&halaman=2")
    assert answer.context["total"] > 7000
    assert len(answer.context["rows"]) == 50
    assert len(queries) <= 16
    nation = ani.browser.get(TREE)
    assert len(nation.context["rows"]) == 38
    assert "Kab/kota 1/11" in nation.content.decode()
    missing = ani.browser.get(f"{TREE}?tingkat=kabko&hanya=belum")
    assert missing.context["shown"] == missing.context["total"] == 514
    found = ani.browser.get(f"{TREE}?tingkat=kabko&hanya=masalah").context["rows"]
    assert [row.code for row in found] == ["81.71"]
    with CaptureQueriesContext(connection) as queries:
        ani.browser.get(AMBON)
    assert len(queries) <= 22


def _everything_stored() -> str:
    """All tables of the database as text."""
    with connection.cursor() as cursor:
        found = []
        for table in connection.introspection.table_names():
            if not table.startswith("regions_"):
                all_rows = "SELECT string_agg(t::text, chr(10))"
                cursor.execute(f'{all_rows} FROM "{table}" t')
                found.append(cursor.fetchone()[0] or "")
    return "\n".join(found)
