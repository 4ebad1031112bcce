"""The table of requests, and whose turn a request counts for."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from sipol.kernel.actors import Actor, Role
from sipol.web.admission.asked import Asked
from sipol.web.admission.flows import KNOWN_SECONDS, FlowCookies, Identifier, flow_of
from sipol.web.admission.lanes import RULES, RequestTable, Standing, page_lanes, upload_lanes
from sipol.web.admission.waiting_page import range_in_words

UPLOAD = "/uploads/0190a1b2-0000-7000-8000-000000000000"
KEY, NOW = b"k" * 32, 1_800_000_000.0
OPERATOR = Actor(user_id=3, name="x", role=Role.PARTY_OPERATOR, party_id=7)

CASES = {
    ("PATCH", UPLOAD): ("resume", "resume"),
    ("HEAD", UPLOAD): ("resume", "resume"),
    ("DELETE", UPLOAD): ("resume", "resume"),
    ("POST", "/uploads/"): ("begin_upload", "begin_upload"),
    ("PATCH", "/api/v1/drafts/hand-in"): ("keep", "arrive"),
    ("POST", "/partai/kirim/"): ("keep", "arrive"),
    ("GET", "/tanda-terima/ST-1.pdf"): ("keep", "look_up"),
    ("GET", "/partai/tanda-terima/"): ("keep", "look_up"),
    ("GET", "/healthz"): ("vital", "vital"),
    ("GET", "/static/built/page.js"): ("vital", "vital"),
    ("POST", "/masuk/"): ("enter", "arrive"),
    ("POST", "/api/v1/uploads"): ("begin", "arrive"),
    ("POST", "/partai/anggota/kirim/berkas/"): ("begin", "arrive"),
    ("GET", "/partai/"): ("browse", "look_up"),
    ("GET", "/partai/cakupan.csv"): ("extract", "extract"),
    ("GET", "/partai/pengiriman/1/perbaikan.xlsx"): ("extract", "extract"),
    ("POST", "/kpu/berkas/1/keputusan/"): ("enter", "arrive"),
    ("GET", "/"): ("browse", "look_up"),
}


@pytest.mark.parametrize("request_line", CASES, ids=" ".join)
def test_a_request_has_its_lane(request_line: tuple[str, str]) -> None:
    rule, _ = RequestTable(1).find(*request_line)
    assert (rule.lanes[Standing.KNOWN], rule.lanes[Standing.STRANGER]) == CASES[request_line]


def test_every_lane_of_the_table_exists_and_what_is_under_way_cannot_be_refused() -> None:
    lanes = {
        lane.name: lane
        for lane in (
            *page_lanes(flow_length=24, patience=3),
            *upload_lanes(flow_length=24, patience=3),
        )
    }
    assert {lane for rule in RULES for lane in rule.lanes} == set(lanes)
    assert {name for name, lane in lanes.items() if not lane.refusable} == {
        "vital",
        "keep",
        "resume",
    }
    ranks = [lane.rank for lane in page_lanes(flow_length=1, patience=1)]
    assert ranks == sorted(set(ranks))


def asked(client: str = "203.0.113.7", **headers: str) -> Asked:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Asked({"path": "/partai/", "method": "GET", "headers": raw, "client": (client, 1)})


def identifier(resolve: Any = lambda token: None, *, behind_proxy: bool = False) -> Identifier:
    return Identifier(FlowCookies(KEY), KEY, resolve, behind_proxy=behind_proxy, clock=lambda: NOW)


def test_people_of_one_party_are_one_flow_from_wherever_they_ask() -> None:
    signed = FlowCookies(KEY).write(flow_of(OPERATOR), NOW - 100)
    who = [
        asyncio.run(identifier().who(asked(address, cookie=f"a=1; sipol_flow={signed}; b=2")))
        for address in ("203.0.113.7", "198.51.100.2")
    ]
    assert {one.flow for one in who} == {"p7"}
    assert {one.standing for one in who} == {Standing.KNOWN}


def test_a_forged_or_old_cookie_makes_a_stranger() -> None:
    cookies = FlowCookies(KEY)
    for signed in (
        "p7~0.x",
        FlowCookies(b"x" * 32).write("p7", NOW),
        cookies.write("p7", NOW - KNOWN_SECONDS - 1),
    ):
        who = asyncio.run(identifier().who(asked(cookie=f"sipol_flow={signed}")))
        assert who.standing is Standing.STRANGER


def test_a_programs_token_is_looked_up_once() -> None:
    looked_up: list[str] = []

    def resolve(token: str) -> Actor | None:
        looked_up.append(token)
        return OPERATOR if token == "good" else None

    names = identifier(resolve)

    async def ask() -> list[str]:
        flows = []
        for token in ("good", "bad", "good", "bad"):
            flows.append((await names.who(asked(authorization=f"Bearer {token}"))).flow)
        return flows

    flows = asyncio.run(ask())
    assert flows[0] == flows[2] == "p7"
    assert flows[1] == flows[3] != "p7"
    assert looked_up == ["good", "bad"]


def test_strangers_are_told_apart_by_what_the_proxy_saw() -> None:
    names = identifier(behind_proxy=True)
    one = names.flow_of_network(asked(x_forwarded_for="10.0.0.1, 198.51.100.2"))
    same = names.flow_of_network(asked(x_forwarded_for="10.9.9.9, 198.51.100.2"))
    other = names.flow_of_network(asked(x_forwarded_for="198.51.100.3"))
    assert one == same != other
    v6 = [identifier().flow_of_network(asked(f"2001:db8::{n}")) for n in (1, 2)]
    assert v6[0] == v6[1]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        ((3, 9), "3 sampai 9 detik"),
        ((20, 90), "kurang dari 2 menit"),
        ((130, 290), "2 sampai 5 menit"),
    ],
)
def test_a_range_is_said_as_people_say_it(seconds: tuple[int, int], words: str) -> None:
    assert range_in_words(*seconds) == words
