"""Second factors: adding one, being asked for it, guessing at it, losing it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from sipol.kernel.actors import Actor, Role
from tests.architecture.world import PASSWORD, quick_passwords
from tests.web.shared.security.second_factors import (
    HOME_NETWORK,
    OTHER_NETWORK,
    SECURITY,
    answer,
    code_of,
    confirmed,
    enrol,
    enter,
    grant,
    read_secret,
)


@pytest.fixture(autouse=True)
def fresh_counters(db: None) -> Iterator[None]:
    with quick_passwords():
        cache.clear()
        yield


@pytest.fixture
def officer() -> Actor:
    return grant()


@pytest.fixture
def enrolled(officer: Actor) -> tuple[str, list[str]]:
    return enrol(confirmed())


def signed_in(client: Client) -> bool:
    return client.get("/sesi/").json()["signed_in"]


def entries(kind: str) -> list[dict[str, Any]]:
    from sipol.infra.ledger.models import Entry

    return list(Entry.objects.filter(kind=kind).values("actor", "subject", "payload"))


def test_sign_in_by_an_app(enrolled: tuple[str, list[str]]):
    client = Client()
    asked = enter(client, next="/kpu/jadwal/")
    assert (asked.status_code, asked["Location"]) == (302, "/masuk/kode/")
    assert not signed_in(client)
    assert client.get("/kpu/").status_code == 302
    assert "Kode dari aplikasi" in client.get("/masuk/kode/").content.decode()
    before = client.session.session_key
    done = answer(client, code_of(enrolled[0]))
    assert (done.status_code, done["Location"]) == (302, "/kpu/jadwal/")
    assert signed_in(client)
    assert client.session.session_key != before


def test_a_code_of_the_app_counts_once(enrolled: tuple[str, list[str]]):
    code = code_of(enrolled[0])
    first, second = Client(), Client()
    enter(first)
    assert answer(first, code).status_code == 302
    enter(second)
    refused = answer(second, code)
    assert refused.status_code == 422
    assert "sudah dipakai" in refused.content.decode()
    assert not signed_in(second)


def test_a_recovery_code_counts_once_and_is_on_record(enrolled: tuple[str, list[str]]):
    _, codes = enrolled
    assert len(set(codes)) == 10
    first, second = Client(), Client()
    enter(first)
    assert answer(first, codes[3]).status_code == 302
    enter(second)
    assert answer(second, codes[3]).status_code == 422
    assert answer(second, codes[4]).status_code == 302
    assert len(entries("account.recovery_code_used")) == 2


def test_recovery_codes_are_shown_only_to_who_just_made_them(officer: Actor):
    client = confirmed()
    _, codes = enrol(client)
    file = client.get(f"{SECURITY}kode/unduh/")
    assert "attachment" in file["Content-Disposition"]
    assert [code for code in codes if code in file.content.decode()] == codes
    session = client.session
    session["recovery_codes_shown_until"] = 0
    session.save()
    page = client.get(f"{SECURITY}kode/").content.decode()
    assert not any(code in page for code in codes)
    assert client.get(f"{SECURITY}kode/unduh/")["Location"] == f"{SECURITY}kode/"


def test_new_recovery_codes_end_the_old_ones(officer: Actor):
    client = confirmed()
    _, old = enrol(client)
    assert client.post(f"{SECURITY}kode/").status_code == 302
    other = Client()
    enter(other)
    assert answer(other, old[0]).status_code == 422


def test_wrong_codes_make_the_guesser_wait_and_not_the_owner(enrolled: tuple[str, list[str]]):
    """Somebody has the password, and guesses codes from elsewhere."""
    guesser = Client()
    enter(guesser, network=OTHER_NETWORK)
    statuses = [answer(guesser, "000000", network=OTHER_NETWORK).status_code for _ in range(5)]
    assert statuses == [422] * 5
    waiting = answer(guesser, code_of(enrolled[0]), network=OTHER_NETWORK)
    assert waiting.status_code == 429
    assert int(waiting["Retry-After"]) <= 60
    assert "tidak dikunci" in waiting.content.decode()
    owner = Client()
    enter(owner)
    assert answer(owner, code_of(enrolled[0])).status_code == 302


def test_a_browser_that_was_here_before_does_not_wait_with_its_network(officer: Actor):
    known = Client()
    assert enter(known).status_code == 302
    known.post("/keluar/")
    for number in range(25):
        fields = {"login": f"tebak{number % 2}@example.org", "password": "salah"}
        Client().post("/masuk/", fields, REMOTE_ADDR=HOME_NETWORK)
    for _ in range(6):
        enter(Client(), "salah")
    assert enter(Client()).status_code == 429
    assert enter(known).status_code == 302


def test_a_known_browser_may_not_guess_for_ever_either(officer: Actor):
    known = Client()
    enter(known)
    known.post("/keluar/")
    assert [enter(known, "salah").status_code for _ in range(6)] == [422] * 5 + [429]
    assert enter(Client()).status_code == 302


def test_a_made_up_cookie_makes_no_known_browser(officer: Actor):
    for number in range(5):
        client = Client()
        client.cookies["sipol_known"] = f"eyJ4IjoieSJ9:{number}:tiruan"
        enter(client, "salah")
    assert enter(Client()).status_code == 429


def test_the_second_question_is_asked_only_after_the_password(officer: Actor):
    for method in ("get", "post"):
        page = getattr(Client(), method)("/masuk/kode/", {"code": "123456"})
        assert page.status_code == 200
        assert "Mulai dari kata sandi" in page.content.decode()


def test_adding_asks_who_it_is_and_is_on_record_without_secrets(officer: Actor):
    client = Client()
    enter(client)
    asked = client.get(f"{SECURITY}aplikasi/")
    assert asked["Location"] == "/akun/keamanan/pastikan/?next=%2Fakun%2Fkeamanan%2Faplikasi%2F"
    assert client.post(f"{SECURITY}pastikan/", {"password": "salah"}).status_code == 422
    client = confirmed()
    secret, codes = enrol(client)
    (entry,) = entries("account.factor_added")
    assert entry["actor"] == "Petugas"
    assert entry["subject"] == f"user:{officer.user_id}"
    assert entry["payload"] == {"factor": "totp", "replaced": False}
    assert len(entries("account.recovery_codes_made")) == 1
    assert not any(word in str(entries("account.factor_added")) for word in (secret, *codes))


def test_no_secret_lies_open_in_the_database(officer: Actor):
    client = confirmed()
    waiting = read_secret(client)
    secret, codes = enrol(client)
    assert waiting == secret
    with connection.cursor() as cursor:
        cursor.execute("select data::text from mfa_authenticator")
        kept = " ".join(row[0] for row in cursor.fetchall())
    assert not any(word in kept for word in (secret, *codes))


def test_the_code_to_scan_needs_no_style_and_no_script(officer: Actor):
    client = confirmed()
    page = client.get(f"{SECURITY}aplikasi/").content.decode()
    picture = page[page.index("<svg", page.index('role="img"')) :].partition("</svg>")[0]
    assert "<path" in picture
    assert "style=" not in picture


def test_another_app_takes_the_place_of_the_first(officer: Actor):
    client = confirmed()
    old, _ = enrol(client)
    new = read_secret(client)
    assert new != old
    assert client.post(f"{SECURITY}aplikasi/", {"code": code_of(new, -1)}).status_code == 302
    other = Client()
    enter(other)
    assert answer(other, code_of(old)).status_code == 422
    assert answer(other, code_of(new)).status_code == 302


def test_removing_asks_for_the_factor_itself_and_is_on_record(enrolled: tuple[str, list[str]]):
    from sipol.infra.second_factors.owned import factors_of

    secret, codes = enrolled
    client = Client()
    enter(client)
    answer(client, codes[0])
    user_id = int(client.session["_auth_user_id"])
    (factor,) = factors_of(user_id)
    forget_proof(client)
    asked = client.post(f"{SECURITY}hapus/", {"factor": factor.id})
    assert asked["Location"].startswith(f"{SECURITY}pastikan/")
    assert client.post(f"{SECURITY}pastikan/", {"password": PASSWORD}).status_code == 422
    assert client.post(f"{SECURITY}pastikan/", {"code": code_of(secret)}).status_code == 302
    assert client.post(f"{SECURITY}hapus/", {"factor": factor.id}).status_code == 302
    assert factors_of(user_id) == []
    assert len(entries("account.factor_removed")) == 1
    assert enter(Client())["Location"] == "/kpu/"


def test_nobody_removes_somebody_elses(enrolled: tuple[str, list[str]]):
    from sipol.infra.second_factors.owned import factors_of

    other = grant("lain@example.org")
    client = Client()
    client.post("/masuk/", {"login": "lain@example.org", "password": PASSWORD})
    client.post(f"{SECURITY}pastikan/", {"password": PASSWORD})
    assert factors_of(other.user_id) == []
    from allauth.mfa.models import Authenticator

    (theirs,) = Authenticator.objects.filter(type="totp").values_list("pk", flat=True)
    assert client.post(f"{SECURITY}hapus/", {"factor": theirs})["Location"] == SECURITY
    assert Authenticator.objects.filter(pk=theirs).exists()


def test_confirming_leads_nowhere_else(officer: Actor):
    client = Client()
    enter(client)
    fields = {"password": PASSWORD, "next": "https://lain.example/"}
    assert client.post(f"{SECURITY}pastikan/", fields)["Location"] == SECURITY


def test_where_it_is_required_work_begins_after_it(officer: Actor, settings: Any):
    client = confirmed()
    settings.SECOND_FACTOR = "required"
    assert client.get("/kpu/")["Location"] == SECURITY
    assert client.get("/api/v1/dossiers").status_code == 403
    assert "memerlukan faktor kedua" in client.get(SECURITY).content.decode()
    enrol(client)
    assert client.get("/kpu/pengguna/").status_code == 200


def test_where_it_is_required_a_session_without_it_is_asked_for_it(
    enrolled: tuple[str, list[str]], settings: Any
):
    settings.SECOND_FACTOR = "off"
    client = Client()
    assert enter(client)["Location"] == "/kpu/"
    settings.SECOND_FACTOR = "required"
    assert client.get("/kpu/")["Location"] == f"{SECURITY}pastikan/?next=%2Fkpu%2F"
    onwards = client.post(f"{SECURITY}pastikan/", {"code": code_of(enrolled[0]), "next": "/kpu/"})
    assert onwards["Location"] == "/kpu/"
    assert client.get("/kpu/pengguna/").status_code == 200


def test_of_other_roles_it_is_not_required(officer: Actor, settings: Any):
    settings.SECOND_FACTOR = "required"
    grant("verifikator@example.org", Role.VERIFIER)
    client = Client()
    client.post("/masuk/", {"login": "verifikator@example.org", "password": PASSWORD})
    assert client.get("/kpu/pengguna/").status_code == 200


def test_who_typed_the_wrong_account_starts_anew(enrolled: tuple[str, list[str]]):
    grant("lain@example.org")
    client = Client()
    enter(client)
    assert client.get("/masuk/").status_code == 200
    assert "Mulai dari kata sandi" in client.get("/masuk/kode/").content.decode()
    enter(client)
    fields = {"login": "lain@example.org", "password": PASSWORD}
    assert client.post("/masuk/", fields)["Location"] == "/kpu/"


def test_a_closed_account_is_not_asked_on(enrolled: tuple[str, list[str]]):
    from sipol.records.accounts.models import User

    client = Client()
    enter(client)
    User.objects.update(is_active=False)
    answer(client, code_of(enrolled[0]))
    assert not signed_in(client)


def test_a_script_is_told_that_a_code_is_asked(enrolled: tuple[str, list[str]]):
    client = Client()
    assert client.get("/sesi/").json()["asks"] == ""
    enter(client)
    told = client.get("/sesi/").json()
    assert (told["signed_in"], told["asks"]) == (False, "/masuk/kode/")


def forget_proof(client: Client) -> None:
    """As if the sign-in had been longer ago."""
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 3600
    session.save()
