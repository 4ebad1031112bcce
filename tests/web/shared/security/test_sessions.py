"""“Sesi saya”: seeing where one is signed in, and ending it there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from sipol.kernel import clock
from sipol.kernel.actors import Actor
from sipol.web.shared.security.devices import device_words, short_address
from tests.architecture.world import quick_passwords
from tests.web.shared.security.second_factors import enter, grant

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/126.0 Safari/537.36"
)


@pytest.fixture(autouse=True)
def fresh_counters(db: None) -> Iterator[None]:
    with quick_passwords():
        cache.clear()
        yield


@pytest.fixture
def officer() -> Actor:
    return grant()


def browser() -> Client:
    client = Client(headers={"user-agent": CHROME})
    enter(client)
    return client


def signed_in(client: Client) -> bool:
    return client.get("/sesi/").json()["signed_in"]


def test_the_devices_are_listed_with_the_own_one_first(officer: Actor):
    one, _ = browser(), browser()
    page = one.get("/akun/sesi/").content.decode()
    assert page.count("Chrome di Windows") >= 2
    assert "10.1.…" in page
    assert "10.1.1.1" not in page
    assert page.index("yang ini") < page.index("Akhiri<")


def test_one_is_ended_at_once(officer: Actor):
    from allauth.usersessions.models import UserSession

    one, other, third = browser(), browser(), browser()
    theirs = UserSession.objects.get(session_key=other.session.session_key)
    one.post("/akun/sesi/", {"end": theirs.pk})
    assert [signed_in(client) for client in (one, other, third)] == [True, False, True]


def test_all_others_are_ended_and_it_is_on_record(officer: Actor):
    from sipol.infra.ledger.models import Entry

    one, other, third = browser(), browser(), browser()
    one.post("/akun/sesi/", {"end": "others"})
    assert [signed_in(client) for client in (one, other, third)] == [True, False, False]
    entry = Entry.objects.get(kind="account.sessions_ended")
    assert (entry.actor, entry.payload) == ("Petugas", {"number": 2})


def test_when_a_session_was_last_used_is_noted_without_prolonging_it(officer: Actor):
    from allauth.usersessions.models import UserSession
    from django.contrib.sessions.models import Session

    from sipol.web.shared import last_use

    client = browser()
    key = client.session.session_key
    long_ago = clock.now() - timedelta(hours=3)
    UserSession.objects.filter(session_key=key).update(last_seen_at=long_ago)
    last_use._noted.clear()
    session = client.session
    session["ends_at"] -= 3 * 3600
    session.save()
    ends = Session.objects.get(pk=key).expire_date
    client.get("/akun/hak/")
    assert UserSession.objects.get(session_key=key).last_seen_at > long_ago + timedelta(hours=2)
    assert Session.objects.get(pk=key).expire_date == ends


def test_nobody_ends_somebody_elses(officer: Actor):
    from allauth.usersessions.models import UserSession

    ours = browser()
    grant("lain@example.org")
    stranger = Client()
    stranger.post("/masuk/", {"login": "lain@example.org", "password": "katak-hijau-di-atas-batu"})
    row = UserSession.objects.get(session_key=ours.session.session_key)
    for which in (str(row.pk), "others", "-1", "x"):
        stranger.post("/akun/sesi/", {"end": which})
    assert signed_in(ours)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (CHROME, "Chrome di Windows"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/126.0 Mobile Safari/537.36", "Chrome di Android"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko Firefox/127.0", "Firefox di Linux"),
        ("", "Perangkat yang tidak dikenal"),
    ],
)
def test_devices_are_said_in_words(said: str, words: str):
    assert device_words(said) == words


def test_addresses_are_shortened():
    assert short_address("203.0.113.77") == "203.0.…"
    assert short_address("2001:db8:85a3::8a2e:370:7334") == "2001:0db8:85a3:…"
    assert short_address("") == ""
