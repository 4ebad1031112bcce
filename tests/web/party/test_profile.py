"""The party's profile as a browser without script fills it in, alone and two at a time."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from sipol.kernel.actors import Actor
from sipol.records.timetable.queries import CycleFacts
from tests.builders import party_in, person_of, running_cycle

PROFILE, SAVE = "/partai/profil/", "/partai/profil/simpan/"
FILLED = {
    "full_name": "Partai Melati",
    "short_name": "MELATI",
    "description": "",
    "ministry_decree_number": "M.HH-1.AH.11.01 Tahun 2025",
    "ministry_decree_date": "27-03-2025",
    "state_gazette_number": "25",
    "statutes_decree_number": "M.HH-2.AH.11.01 Tahun 2025",
    "street": "Jl. Melati No. 1\r\nRT 001/RW 002",
    "regency": "31.71",
    "district": "Menteng",
    "village": "Gondangdia",
    "postcode": "10350",
    "phone": "021-3193 7223",
    "email": "sekretariat@melati.test",
    "website": "",
    "chair": "Ratna Wulandari",
    "secretary_general": "Asep Gunawan",
    "treasurer": "Siti Tuasikal",
    "bank_name": "Bank Contoh",
    "bank_branch": "Menteng",
    "account_number": "0011 2233 4455",
    "account_holder": "Partai Melati",
}


class Filler:
    """Somebody of the party at a browser; `page` is the form as it was last opened."""

    def __init__(self, actor: Actor) -> None:
        from sipol.records.accounts.models import User

        self.actor = actor
        self.browser = Client()
        self.browser.force_login(User.objects.get(pk=actor.user_id))
        self.fields: dict[str, str] = {}

    def open(self) -> Filler:
        return self._take(self.browser.get(PROFILE))

    def send(self, button: str = "draf", value: str = "1", **changed: str) -> Any:
        self.fields |= changed
        answer = self.browser.post(SAVE, {**self.fields, button: value})
        self._take(self.browser.get(PROFILE) if answer.status_code == 302 else answer)
        return answer

    def _take(self, answer: Any) -> Filler:
        self.page = answer.content.decode()
        self.fields = {
            "idempotency_key": _value(self.page, "idempotency_key"),
            "draf_versi": _value(self.page, "draf_versi"),
            "draf_asal": _value(self.page, "draf_asal"),
            **{f["name"]: f["text"] for group in answer.context["groups"] for f in group["fields"]},
        }
        return self


@pytest.fixture
def cycle(db: None) -> CycleFacts:
    from sipol.records.timetable.models import Cycle

    made = running_cycle()
    Cycle.objects.update(current=False)
    Cycle.objects.filter(pk=made.id).update(current=True)
    return made


@pytest.fixture
def two(cycle: CycleFacts) -> tuple[Filler, Filler]:
    party = party_in(cycle)
    return Filler(person_of(party)), Filler(person_of(party))


def test_a_draft_is_kept_and_filled_in_for_whoever_opens_the_form(two: tuple[Filler, Filler]):
    ani, budi = two
    assert ani.open().send(full_name="Partai <Melati>", phone="021").status_code == 302
    assert budi.open().fields["full_name"] == "Partai <Melati>"
    assert 'value="Partai &lt;Melati&gt;"' in budi.page
    assert "Sedang diisi" in budi.browser.get("/partai/").content.decode()


def test_what_is_wrong_stands_at_its_field_and_nothing_is_lost(two: tuple[Filler, Filler]):
    ani = two[0].open()
    answer = ani.send("profil", email="salah", postcode="1", phone="satu", regency="99.99")
    assert answer.status_code == 422
    for words in ("Alamat surel tidak lengkap", "Kode pos bukan 5 angka", "belum diisi"):
        assert words in ani.page
    assert 'href="#isian-email"' in ani.page
    assert 'id="isian-email-kesalahan"' in ani.page
    assert ani.open().fields["email"] == "salah"


def test_a_whole_profile_is_saved_once_with_its_history(two: tuple[Filler, Filler]):
    from sipol.infra.ledger.models import Entry
    from sipol.records.parties.models import PartyProfile

    ani = two[0].open()
    assert ani.send("profil", **FILLED).status_code == 302
    assert "Profil partai tersimpan" in ani.page
    assert ani.send("profil").status_code == 302
    assert ani.send("profil", chair="Dewi Anggraini").status_code == 302
    assert list(PartyProfile.objects.values_list("version", flat=True)) == [1, 2]
    entries = Entry.objects.filter(kind="party.profile_saved")
    assert len(entries) == 2
    assert not any("Wulandari" in str(entry.payload) for entry in entries)
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM parties_partyprofile t")
        assert not any("Wulandari" in row[0] for row in cursor.fetchall())
    assert "Selesai" in ani.browser.get("/partai/").content.decode()


def test_two_people_in_different_fields_do_not_meet(two: tuple[Filler, Filler]):
    ani, budi = two[0].open(), two[1].open()
    ani.send(full_name="Melati")
    assert budi.send(phone="021").status_code == 302
    assert (budi.fields["full_name"], budi.fields["phone"]) == ("Melati", "021")


def test_a_profile_is_not_saved_over_what_somebody_changed_meanwhile(two: tuple[Filler, Filler]):
    ani, budi = two[0].open(), two[1].open()
    ani.send("profil", **FILLED)
    answer = budi.send("profil", website="melati.test")
    assert answer.status_code == 409
    assert "berubah sejak halaman ini Anda buka" in budi.page
    assert budi.fields["full_name"] == "Partai Melati"
    assert budi.fields["website"] == "melati.test"
    assert budi.send("profil").status_code == 302


def test_the_same_field_by_two_is_shown_side_by_side_and_chosen(two: tuple[Filler, Filler]):
    ani, budi = two[0].open(), two[1].open()
    ani.send(chair="Ratna")
    answer = budi.send(chair="Rahmat", phone="021")
    assert answer.status_code == 409
    assert "Bentrok" in budi.page
    choices = re.findall(r'name="pilih" value="(chair:\d+)"[^>]*>([^<]+)<', budi.page)
    assert [words for _, words in choices] == [
        f"Pakai isian {ani.actor.name}",
        "Pakai isian Anda",
    ]
    assert ani.open().send("profil", **FILLED | {"chair": "Ratna"}).status_code == 409
    budi.open().send("pilih", choices[1][0])
    assert "Bentrok" not in re.sub(r"(?s)<template.*?</template>", "", budi.page)
    assert (budi.fields["chair"], budi.fields["phone"]) == ("Rahmat", FILLED["phone"])
    budi.open()
    ani.open()
    ani.send(chair="A")
    budi.send(chair="B")
    budi.send("pilih", "chair:", chair="A dan B")
    assert ani.open().fields["chair"] == "A dan B"


def test_the_same_page_sent_twice_is_one_patch(two: tuple[Filler, Filler]):
    ani = two[0].open()
    opened = dict(ani.fields)
    ani.send(chair="Ratna")
    version = ani.fields["draf_versi"]
    ani.fields = opened
    ani.send(chair="Ratna")
    assert ani.fields["draf_versi"] == version


def test_throwing_a_draft_away_asks_first(two: tuple[Filler, Filler]):
    ani = two[0].open()
    ani.send(chair="Ratna")
    asked = ani.browser.get("/partai/profil/buang-draf/").content.decode()
    assert "akan hilang" in asked
    assert ani.open().fields["chair"] == "Ratna"
    assert ani.browser.post("/partai/profil/draf/buang/").status_code == 302
    assert ani.open().fields["chair"] == ""


def test_operators_and_the_commission_read_what_was_saved(
    cycle: CycleFacts, two: tuple[Filler, Filler]
):
    ani = two[0].open()
    ani.send("profil", **FILLED)
    from sipol.records.parties.queries import party

    operator = Filler(person_of(party(ani.actor.party_id or 0), "81.71"))
    page = operator.browser.get(PROFILE).content.decode()
    assert "Ratna Wulandari" in page
    assert "0011 2233 4455" not in page
    assert '<form class="draft-form' not in page
    assert operator.browser.post(SAVE, {"profil": "1"}).status_code == 403


def _value(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None
    return found[1]
