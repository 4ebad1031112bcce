"""Sending by the plain form, as a browser without script does."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sipol.flow.intake.models import Delivery
from sipol.infra.storage.installed import installed_vault
from sipol.kernel.actors import Actor
from sipol.records.accounts.models import User
from sipol.records.timetable.queries import CycleFacts
from tests import builders
from tests.samples.member_lists import write_csv

pytestmark = pytest.mark.django_db

FORM = "/partai/anggota/kirim/berkas/"


@pytest.fixture
def cycle() -> CycleFacts:
    return builders.running_cycle()


@pytest.fixture
def sender(cycle: CycleFacts) -> Actor:
    return builders.person_of(builders.party_in(cycle))


@pytest.fixture
def browser(sender: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=sender.user_id))
    return client


def _send(browser: Client, content: bytes, **fields: str) -> Any:
    return browser.post(FORM, {"file": SimpleUploadedFile("baris.csv", content), **fields})


def test_the_form_names_the_delivery_that_its_file_mends(
    browser: Client, sender: Actor, cycle: CycleFacts, tmp_path: Path
) -> None:
    write_csv(tmp_path / "daftar.csv", builders.people_of(builders.AMBON, 2))
    first = builders.take_in(sender, cycle, tmp_path / "daftar.csv", installed_vault())
    page = browser.get("/partai/anggota/kirim/", {"mends": str(first)}).content.decode()
    assert f'<input type="hidden" name="mends" value="{first}">' in page
    answer = _send(browser, b"isi yang lain", mends=str(first))
    assert answer.status_code == 302
    made = UUID(answer["Location"].rstrip("/").rpartition("/")[2])
    assert Delivery.objects.get(pk=made).mends_id == first


@pytest.mark.parametrize("named", ["bukan-nomor", "01a20a50-f76b-73ef-af90-4e830ff8bdb7"])
def test_mending_what_is_not_there_is_refused_on_the_form(browser: Client, named: str) -> None:
    answer = _send(browser, b"isi", mends=named)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Kiriman yang hendak diperbaiki tidak ditemukan." in page
    assert f'name="mends" value="{named}"' in page
    assert not Delivery.objects.exists()


def test_before_rows_are_counted_the_page_says_so(
    browser: Client, sender: Actor, cycle: CycleFacts, tmp_path: Path
) -> None:
    write_csv(tmp_path / "daftar.csv", builders.people_of(builders.AMBON, 2))
    waiting = builders.take_in(sender, cycle, tmp_path / "daftar.csv", installed_vault())
    page = browser.get(f"/partai/pengiriman/{waiting}/").content.decode()
    assert "baris sedang dihitung" in page
    assert "dimulai setelah baris dihitung" in page
    assert "0 dari 0" not in page
