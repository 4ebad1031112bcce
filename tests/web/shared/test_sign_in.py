"""Signing in and out: who gets in, what a guesser learns, and who can be kept out by others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from sipol.kernel import clock
from sipol.kernel.actors import Actor, Role
from tests.architecture.world import PASSWORD, quick_passwords

EMAIL = "petugas@example.org"
HOME_NETWORK, OTHER_NETWORK = "10.1.1.1", "10.2.2.2"


@pytest.fixture(autouse=True)
def fresh_counters(db: None) -> Iterator[None]:
    with quick_passwords():
        cache.clear()
        yield


@pytest.fixture
def officer(db: None) -> Actor:
    return grant(EMAIL, Role.COMMISSION)


def grant(email: str, role: Role) -> Actor:
    from sipol.records.accounts.actions import grant_account

    return grant_account(
        email=email,
        name="Petugas",
        password=PASSWORD,
        role=role,
        party_id=None,
        region_code="",
        granted_by="uji",
        now=clock.now(),
    )


def sign_in(
    password: str = PASSWORD,
    email: str = EMAIL,
    *,
    client: Client | None = None,
    network: str = HOME_NETWORK,
    **form: str,
) -> Any:
    fields = {"login": email, "password": password, **form}
    return (client or Client()).post("/masuk/", fields, REMOTE_ADDR=network)


@pytest.mark.parametrize(
    ("role", "home"),
    [(Role.COMMISSION, "/kpu/"), (Role.VERIFIER, "/kpu/"), (Role.SUPERVISOR, "/bawaslu/")],
)
def test_people_land_at_their_own_desk(db: None, role: Role, home: str):
    grant(EMAIL, role)
    answer = sign_in()
    assert (answer.status_code, answer["Location"]) == (302, home)


def test_capitals_and_blanks_in_the_address_are_forgiven(officer: Actor):
    assert sign_in(email="  Petugas@Example.ORG ").status_code == 302


def test_a_wrong_password_says_so_and_not_whether_the_account_exists(officer: Actor):
    closed = grant("tutup@example.org", Role.COMMISSION)
    _close(closed)
    pages = {
        "known": sign_in("salah-sekali-kata", network="10.0.0.1"),
        "unknown": sign_in(email="tiada@example.org", network="10.0.0.2"),
        "closed": sign_in(email="tutup@example.org", network="10.0.0.3"),
    }
    assert {name: page.status_code for name, page in pages.items()} == dict.fromkeys(pages, 422)
    for page in pages.values():
        assert "tidak cocok" in page.content.decode()
        assert page.wsgi_request.user.is_anonymous


def test_the_password_never_comes_back(officer: Actor):
    for accept in ("text/html", "application/json"):
        fields = {"login": EMAIL, "password": "rahasia-yang-salah"}
        page = Client().post("/masuk/", fields, headers={"accept": accept})
        assert "rahasia-yang-salah" not in page.content.decode()
        assert page["Content-Type"].startswith("text/html")


def test_five_failures_and_one_must_wait(officer: Actor):
    assert [sign_in("salah").status_code for _ in range(5)] == [422] * 5
    answer = sign_in()
    page = answer.content.decode()
    assert answer.status_code == 429
    assert 50 <= int(answer["Retry-After"]) <= 60
    assert "Tunggu 1 menit" in page
    assert "tidak dikunci" in page


def test_a_stranger_cannot_keep_the_owner_out(officer: Actor):
    for _ in range(8):
        sign_in("tebakan", network=OTHER_NETWORK)
    assert sign_in(network=OTHER_NETWORK).status_code == 429
    assert sign_in(network=HOME_NETWORK).status_code == 302


def test_a_neighbour_in_the_same_office_is_not_kept_out_either(officer: Actor):
    grant("teman@example.org", Role.VERIFIER)
    for _ in range(6):
        sign_in("salah")
    assert sign_in(email="teman@example.org").status_code == 302


def test_one_network_cannot_try_one_account_after_the_other(officer: Actor):
    statuses = [sign_in("salah", email=f"tebak{n}@example.org").status_code for n in range(21)]
    assert statuses == [422] * 20 + [429]
    assert sign_in().status_code == 429
    assert sign_in(network=OTHER_NETWORK).status_code == 302


def test_a_network_cannot_be_made_up(officer: Actor):
    """Without a proxy of ours before us, the header that names the client is anybody's."""
    for number in range(5):
        fields = {"login": EMAIL, "password": "salah"}
        headers = {"x-forwarded-for": f"192.0.2.{number}"}
        Client().post("/masuk/", fields, REMOTE_ADDR=OTHER_NETWORK, headers=headers)
    assert sign_in(network=OTHER_NETWORK).status_code == 429


def test_behind_our_proxy_the_address_that_it_saw_counts(officer: Actor, settings: Any):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    def attempt(password: str, forwarded: str) -> int:
        fields = {"login": EMAIL, "password": password}
        return Client().post("/masuk/", fields, headers={"x-forwarded-for": forwarded}).status_code

    made_up = [attempt("salah", f"192.0.2.{number}, {OTHER_NETWORK}") for number in range(6)]
    assert made_up == [422] * 5 + [429]
    assert attempt(PASSWORD, HOME_NETWORK) == 302


def test_success_does_not_wipe_a_guessers_count(officer: Actor):
    for _ in range(4):
        sign_in("salah")
    assert sign_in().status_code == 302
    sign_in("salah")
    assert sign_in().status_code == 429


def test_very_many_requests_are_put_off(officer: Actor):
    statuses = {sign_in("salah", email=f"x{n}@example.org").status_code for n in range(61)}
    answer = sign_in()
    assert statuses == {422, 429}
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0


def test_the_session_is_a_new_one(officer: Actor):
    """A session that somebody else knew before is worth nothing after sign-in."""
    client = Client()
    session = client.session
    session["planted"] = "1"
    session.save()
    planted = session.session_key
    client.cookies["sessionid"] = planted
    sign_in(client=client)
    assert client.session.session_key != planted
    thief = Client()
    thief.cookies["sessionid"] = planted
    assert thief.get("/kpu/").status_code == 302


def test_signing_out_takes_a_form(officer: Actor):
    client = Client()
    sign_in(client=client)
    assert client.get("/keluar/").status_code == 200
    assert client.get("/kpu/").status_code != 302
    assert client.post("/keluar/").status_code == 302
    answer = client.get("/kpu/")
    assert (answer.status_code, answer["Location"]) == (302, "/masuk/?next=/kpu/")


def test_a_session_that_was_ended_is_over_everywhere(officer: Actor):
    client, copy = Client(), Client()
    sign_in(client=client)
    copy.cookies["sessionid"] = client.cookies["sessionid"].value
    client.post("/keluar/")
    assert copy.get("/kpu/")["Location"].startswith("/masuk/")


def test_a_closed_account_loses_its_session_at_once(officer: Actor):
    client = Client()
    sign_in(client=client)
    _close(officer)
    assert client.get("/kpu/")["Location"].startswith("/masuk/")


ELSEWHERE = [
    "//evil.example/",
    "https://evil.example/",
    "/\\evil.example",
    "javascript:alert(1)",
    "http:///evil.example",
    "\thttps://evil.example",
]


@pytest.mark.parametrize("target", ELSEWHERE)
def test_nobody_is_sent_elsewhere(officer: Actor, target: str):
    client = Client()
    assert sign_in(client=client, next=target)["Location"] == "/kpu/"
    assert client.get("/masuk/", {"next": target})["Location"] == "/kpu/"
    assert client.post("/keluar/", {"next": target})["Location"] == "/"


def test_one_comes_back_to_where_one_was(officer: Actor):
    assert Client().get("/bawaslu/buku-besar/?sampai=100")["Location"] == (
        "/masuk/?next=/bawaslu/buku-besar/%3Fsampai%3D100"
    )
    assert sign_in(next="/tentang/")["Location"] == "/tentang/"


def test_sign_in_and_sign_out_need_the_forms_own_proof(officer: Actor):
    client = Client(enforce_csrf_checks=True)
    assert sign_in(client=client).status_code == 403
    client.force_login(_user(officer))
    assert client.post("/keluar/").status_code == 403
    assert client.get("/kpu/").status_code != 302


def test_nobody_makes_an_account(db: None):
    for path in ("/masuk/daftar/", "/accounts/signup/", "/signup/", "/daftar/"):
        assert Client().get(path).status_code == 404


def _user(person: Actor) -> Any:
    from sipol.records.accounts.models import User

    return User.objects.get(pk=person.user_id)


def _close(person: Actor) -> None:
    from sipol.records.accounts.models import User

    User.objects.filter(pk=person.user_id).update(is_active=False)
