"""`sipol bench filing-pages`: the pages of a full party while many of its people look at once.

Each person looks at a page, reads for a while, and looks at the next one; the waits are drawn
beforehand. Alone, each page is also set against the bare SQL that its figures need.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import time
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import Any

from benchmarks import full_party, plain_http
from benchmarks.completeness import MEMBERS
from benchmarks.completeness import bare as bare_of_everything
from benchmarks.figures import percentile
from benchmarks.forty_parties import session_of
from benchmarks.installation import fresh_installation
from benchmarks.measure import machine, summary, tell
from benchmarks.served import product

PAGES = {"tasks": "/partai/", "coverage": "/partai/cakupan/", "boards": "/partai/kepengurusan/"}
SECONDS, READING = 60.0, (4.0, 8.0)
REPETITIONS = 7
PATIENCE = 30.0


@dataclass
class Looked:
    """What came back for one page."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)


def run(members: int = MEMBERS, people: int = 64) -> dict[str, Any]:
    """p95 of each page under load, its queries, and its distance to the bare SQL when alone."""
    conditions = machine()
    tell(f"a party with {members} members, {people} people")
    with fresh_installation() as home:
        party = full_party.make(members)
        sessions = [session_of(_person(party, number)) for number in range(people)]
        alone = {name: _alone(party, path) for name, path in PAGES.items()}
        limit = statistics.median(_seconds(bare_of_everything, party) for _ in range(REPETITIONS))
        with product(home) as served:
            looked = asyncio.run(_load(served.port, sessions))
    return {
        "name": "filing-pages",
        "figure": max(_p95(each) for each in looked.values()),
        "unit": "s, p95 of the slowest page",
        "limit": round(limit, 3),
        "ratio_to_limit": round(limit / max(one["changed"]["median"] for one in alone.values()), 3),
        "pages": {
            name: {
                "p50_s": round(percentile(looked[name].seconds, 50) or 0, 3),
                "p95_s": _p95(looked[name]),
                "answers": dict(looked[name].statuses),
                **alone[name],
            }
            for name in PAGES
        },
        "conditions": conditions
        | {
            "people": people,
            "members": members,
            "district_boards": party.district_boards,
            "seconds": SECONDS,
            "reading_s": READING,
            "load_after": round(os.getloadavg()[0], 2),
            "measured": "closed loop, the generator on the same machine; alone: one request through"
            " Django in this process, `changed` after something was entered in the ledger for the"
            " party, `unchanged` again at once; the limit is the bare SQL of `sipol bench"
            " completeness`, and the ratio takes the dearest page after a change",
        },
    }


def _person(party: full_party.FullParty, number: int) -> int:
    from sipol.kernel import clock
    from sipol.kernel.actors import Role
    from sipol.records.accounts.actions import grant_account

    actor = grant_account(
        email=f"orang{number}@contoh.sipol.test",
        name=f"Orang {number}",
        password=f"sipol-{os.urandom(8).hex()}",
        role=Role.PARTY_ADMIN,
        party_id=party.actor.party_id,
        region_code="",
        granted_by="bench",
        now=clock.now(),
    )
    return actor.user_id


def _alone(party: full_party.FullParty, path: str) -> dict[str, Any]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from sipol.records.accounts.models import User

    client = Client()
    client.force_login(User.objects.get(pk=party.actor.user_id))

    def look(_: Any) -> None:
        answer = client.get(path, SERVER_NAME="127.0.0.1")
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answers {answer.status_code}")

    def changed() -> float:
        _enter(party)
        return _seconds(look, party)

    look(party)
    _enter(party)
    with CaptureQueriesContext(connection) as after_change:
        look(party)
    with CaptureQueriesContext(connection) as at_once:
        look(party)
    return {
        "queries_changed": len(after_change),
        "queries_unchanged": len(at_once),
        "changed": summary([changed() for _ in range(REPETITIONS)]),
        "unchanged": summary([_seconds(look, party) for _ in range(REPETITIONS)]),
    }


def _enter(party: full_party.FullParty) -> None:
    from django.db import transaction

    from sipol.infra.ledger.actions import append_entry
    from sipol.kernel import clock

    with transaction.atomic():
        append_entry(
            kind="bench.changed",
            actor="bench",
            subject="bench",
            payload={},
            now=clock.now(),
            party_id=party.actor.party_id,
        )


def _seconds(what: Any, party: full_party.FullParty) -> float:
    began = time.perf_counter()
    what(party)
    return time.perf_counter() - began


def _p95(looked: Looked) -> float:
    return round(percentile(looked.seconds, 95) or 0.0, 3)


async def _load(port: int, sessions: list[str]) -> dict[str, Looked]:
    looked = {name: Looked() for name in PAGES}
    until = time.monotonic() + SECONDS
    await asyncio.gather(
        *(
            _reader(port, session, looked, until, Random(number))
            for number, session in enumerate(sessions)
        )
    )
    return looked


async def _reader(
    port: int, session: str, looked: dict[str, Looked], until: float, chance: Random
) -> None:
    names = list(PAGES)
    turn = chance.randrange(len(names))
    await asyncio.sleep(chance.uniform(0, READING[1]))
    while time.monotonic() < until:
        name = names[turn % len(names)]
        request = plain_http.head("GET", PAGES[name], {"Cookie": f"sessionid={session}"})
        began = time.perf_counter()
        reply = await plain_http.once(port, request, PATIENCE)
        looked[name].seconds.append(time.perf_counter() - began)
        looked[name].statuses[reply.status] += 1
        turn += 1
        await asyncio.sleep(chance.uniform(*READING))
