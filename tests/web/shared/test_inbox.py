"""The inbox page: what was told, by whom it was first opened, and nobody else's."""

from __future__ import annotations

import pytest

from sipol.infra.notices.queries import unopened
from tests.architecture.world import World, tell

pytestmark = pytest.mark.django_db


def test_a_notice_is_listed_opened_and_counted(world: World) -> None:
    client = world.client("pusat")
    before = unopened(world.people["pusat"])
    notice = tell(world, "uji")
    assert f"Kotak masuk ({before + 1}" in client.get("/partai/").content.decode()
    listed = client.get("/kotak-masuk/").content.decode()
    assert "Pendaftaran Anda belum lengkap" in listed
    assert "Belum dibuka siapa pun" in listed
    assert f"Kotak masuk ({before + 1}" in listed
    opened = client.get(f"/kotak-masuk/{notice}/").content.decode()
    assert "Papua kosong." in opened
    assert 'href="/partai/"' in opened
    assert f"Kotak masuk ({before}" in client.get("/partai/").content.decode()


@pytest.mark.parametrize("login", ["lawan", "kpu", "bawaslu"])
def test_nobody_opens_what_was_told_to_another_office(world: World, login: str) -> None:
    assert world.client(login).get(f"/kotak-masuk/{world.notice}/").status_code == 404
    assert str(world.notice) not in world.client(login).get("/kotak-masuk/").content.decode()
