"""Parties of a benchmark's installation, signed in: made by the product's own actions.

Only the sessions are put down directly, as a sign-in by password would cost more than the pages.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from urllib.parse import urlencode
from uuid import uuid4

from benchmarks import plain_http

COUNT = 40
ROWS = 60
_REGENCIES = ("81.71", "53.71", "71.71", "32.04", "51.71")
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')

# What people and programs ask for while they work, and how often.
PAGES = ("/partai/", "/partai/cakupan/", "/partai/pengiriman/", "/partai/anggota/kirim/")
API = ("/api/v1/deliveries", "/api/v1/coverage", "/api/v1/dossiers")
API_SHARE = 0.2


@dataclass
class Party:
    """A party with somebody at a browser, and a program of theirs."""

    short_name: str
    token: str
    cookies: dict[str, str]
    forms: dict[str, str] = field(default_factory=dict)

    def request(self, chance: Random, ticket: str = "", *, close: bool = True) -> Wish:
        """One request drawn from what people and programs do."""
        is_api = chance.random() < API_SHARE
        return Wish(self, chance.choice(API if is_api else PAGES), is_api=is_api, close=close)

    def browser(self, ticket: str = "") -> dict[str, str]:
        """The headers of the party's browser."""
        cookies = {**self.cookies, **({"sipol_ticket": ticket} if ticket else {})}
        cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
        return {"Cookie": cookie, "Accept": "text/html", "Accept-Language": "id"}


@dataclass(frozen=True, slots=True)
class Wish:
    """One thing that a party asks for, as often as it takes."""

    party: Party
    path: str
    is_api: bool
    close: bool

    def raw(self, ticket: str = "") -> bytes:
        """The request, with the ticket of an earlier try."""
        if self.is_api:
            headers = {"Authorization": f"Bearer {self.party.token}", "Accept": "application/json"}
            if ticket:
                headers["Sipol-Ticket"] = ticket
        else:
            headers = self.party.browser(ticket)
        return plain_http.head("GET", self.path, headers, close=self.close)


def make(home: Path) -> list[Party]:
    """The demonstration's cycle, and as many parties as it takes, each with a judged list."""
    from sipol.config.demo.build import build_demo
    from sipol.kernel import clock
    from sipol.records.timetable.queries import current_cycle

    build_demo(home)
    cycle = current_cycle()
    if cycle is None:
        raise RuntimeError("the demonstration has no cycle")
    return [_party(number, cycle, clock.now()) for number in range(COUNT)]


def _party(number: int, cycle: object, now: object) -> Party:
    from sipol.config.demo import build
    from sipol.config.demo.lists import clean_list
    from sipol.kernel.actors import Role
    from sipol.records.accounts.actions import grant_account, issue_api_token
    from sipol.records.dossiers.actions import open_dossier
    from sipol.records.parties.actions import admit_party

    facts = admit_party(
        name=f"Partai Percobaan {number:02}",
        short_name=f"COBA{number:02}",
        cycle_id=cycle.id,
        group="new",
        actor_name="bench",
        now=now,
    )
    open_dossier(party_id=facts.id, cycle_id=cycle.id, actor_name="bench", now=now)
    actor = grant_account(
        email=f"pusat.coba{number:02}@contoh.sipol.test",
        name=f"Admin Coba {number:02}",
        password=f"sipol-{uuid4().hex}",
        role=Role.PARTY_ADMIN,
        party_id=facts.id,
        region_code="",
        granted_by="bench",
        now=now,
    )
    token = issue_api_token(user_id=actor.user_id, label="bench", issued_by="bench", now=now)
    regency = _REGENCIES[number % len(_REGENCIES)]
    content = clean_list(build._localities(regency), ROWS, seed=9000 + number * 50)
    build._send(actor, cycle, f"anggota-{regency}.xlsx", content, regency)
    return Party(f"COBA{number:02}", token, {"sessionid": session_of(actor.user_id)})


def session_of(user_id: int) -> str:
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from sipol.records.accounts.models import User

    session = SessionStore()
    session[SESSION_KEY] = str(user_id)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = User.objects.get(pk=user_id).get_session_auth_hash()
    session.create()
    return str(session.session_key)


async def open_browsers(parties: list[Party], port: int) -> None:
    """Each person looks at the last page before handing in: cookies and form are there then."""
    for party in parties:
        reply = await plain_http.once(
            port,
            plain_http.head("GET", "/partai/periksa/", party.browser()),
            30,
            keep_body=True,
        )
        if reply.status != "200":
            raise RuntimeError(f"no page for {party.short_name}: {reply.status}")
        for line in reply.head.decode("latin-1").split("\r\n"):
            name, _, value = line.partition(": ")
            if name.lower() == "set-cookie":
                cookie, _, content = value.partition(";")[0].partition("=")
                party.cookies[cookie] = content
        party.forms = dict(_HIDDEN.findall(reply.body.decode("utf-8")))


def hand_in(party: Party) -> bytes:
    """The request by which a party hands its filing in, from the page that it has open."""
    fields = {**party.forms, "confirm": party.short_name}
    body = urlencode(fields).encode("ascii")
    headers = {
        **party.browser(),
        "Content-Type": "application/x-www-form-urlencoded",
        "Content-Length": str(len(body)),
    }
    return plain_http.head("POST", "/partai/kirim/", headers) + body
