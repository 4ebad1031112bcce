"""A person with an app of codes, as tests of second factors need them."""

from __future__ import annotations

import re
import time
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from sipol.kernel import clock
from sipol.kernel.actors import Actor, Role
from tests.architecture.world import PASSWORD

EMAIL = "petugas@example.org"
SECURITY = "/akun/keamanan/"
HOME_NETWORK, OTHER_NETWORK = "10.1.1.1", "10.2.2.2"


def grant(email: str = EMAIL, role: Role = Role.COMMISSION) -> Actor:
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


def code_of(secret: str, steps: int = 0) -> str:
    """What the app shows now, or so many half minutes from now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def enter(
    client: Client, password: str = PASSWORD, *, network: str = HOME_NETWORK, **form: str
) -> Any:
    fields = {"login": EMAIL, "password": password, **form}
    return client.post("/masuk/", fields, REMOTE_ADDR=network)


def answer(client: Client, code: str, *, network: str = HOME_NETWORK) -> Any:
    return client.post("/masuk/kode/", {"code": code}, REMOTE_ADDR=network)


def confirmed() -> Client:
    """A browser that is signed in and has typed the password once more."""
    client = Client()
    enter(client)
    onwards = client.post(f"{SECURITY}pastikan/", {"password": PASSWORD})
    assert (onwards.status_code, onwards["Location"]) == (302, SECURITY)
    return client


def enrol(client: Client) -> tuple[str, list[str]]:
    """Adds an app in this browser, by a code of the half minute before: the app's secret, and the
    recovery codes that were shown."""
    secret = read_secret(client)
    added = client.post(f"{SECURITY}aplikasi/", {"code": code_of(secret, -1)})
    assert (added.status_code, added["Location"]) == (302, f"{SECURITY}kode/")
    page = client.get(f"{SECURITY}kode/").content.decode()
    return secret, re.findall(r"<li>(\d{8})</li>", page)


def read_secret(client: Client) -> str:
    page = client.get(f"{SECURITY}aplikasi/").content.decode()
    found = re.search(r'<span class="mono break">([A-Z2-7 ]+)</span>', page)
    assert found
    return found[1].replace(" ", "")
