"""What is refused before it becomes work, by the layer alone: no server and no pages behind it."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest

from sipol.infra.admission.lanes import Lane
from sipol.infra.admission.pool import Pool
from sipol.infra.admission.tickets import Tickets
from sipol.infra.admission.turns import State, Waiter
from sipol.web.admission import lanes, refusing
from sipol.web.admission.flows import FlowCookies, Identifier
from sipol.web.admission.layer import AdmissionLayer

KEY = b"k" * 32
ADMITTED, WAITING = State.ADMITTED, State.WAITING


def flow(name: str) -> bytes:
    return b"sipol_flow=" + FlowCookies(KEY).write(name, time.time()).encode()


def scope(cookie: bytes = b"", path: str = "/partai/", **headers: str) -> dict[str, Any]:
    named = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    return {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "path": path,
        "client": ("127.0.0.1", 5),
        "headers": [(b"accept", b"text/html"), (b"cookie", cookie), *named],
    }


class House:
    """A layer before nothing. `fill` takes every slot and every place of the line."""

    def __init__(self) -> None:
        self.served: list[str] = []
        cookies = FlowCookies(KEY)
        usual = lanes.page_lanes(flow_length=1, patience=3)
        small = [Lane(**{**_fields(lane), "length": 1}) for lane in usual]
        self.pages = Pool(small, 4)
        self.layer = AdmissionLayer(
            self._serve,
            pools={
                "pages": self.pages,
                "uploads": Pool(lanes.upload_lanes(flow_length=1, patience=3), 4),
            },
            table=lanes.RequestTable(200 * lanes.MEBIBYTE),
            identifier=Identifier(cookies, KEY, lambda token: None, behind_proxy=False),
            tickets=Tickets(KEY),
            flow_cookies=cookies,
            secure=False,
        )

    async def _serve(self, scope: Any, receive: Any, send: Any) -> None:
        self.served.append(scope["path"])
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"ok"})

    def fill(self) -> list[Waiter]:
        there = [Waiter("browse", f"p{90 + number}", 1.0) for number in range(3)]
        assert [self.pages.ask(waiter) for waiter in there] == [True] * 3
        assert [waiter.state for waiter in there] == [ADMITTED, ADMITTED, WAITING]
        return there

    def ask(self, request: dict[str, Any]) -> tuple[int, float]:
        """The status by ASGI, and after how many seconds."""
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        began = time.monotonic()
        asyncio.run(self.layer(request, receive, send))
        return sent[0]["status"], time.monotonic() - began


def _fields(lane: Lane) -> dict[str, Any]:
    return {name: getattr(lane, name) for name in lane.__slots__}


def test_with_room_nobody_is_turned_away_and_the_request_is_served_once() -> None:
    house = House()
    request = scope(flow("p1"))
    assert house.layer.turn_away(request) is None
    assert house.ask(request)[0] == 200
    assert house.served == ["/partai/"]
    assert house.pages.in_use == 0


def test_a_full_house_says_no_with_a_place_and_a_time() -> None:
    house = House()
    house.fill()
    page = house.layer.turn_away(scope(flow("p1")))
    twin = house.layer.turn_away(scope(flow("p1"), "/api/v1/coverage"))
    assert page is not None
    assert twin is not None
    assert page.status == twin.status == 503
    assert b"\r\nretry-after: " in page.headers
    assert b"set-cookie: sipol_ticket=" in page.headers
    assert b"content-security-policy: " in page.headers
    assert b"Anda sedang menunggu giliran" in page.body
    assert b'"ticket"' in twin.body
    assert house.served == []
    assert house.pages.lanes["browse"].counts.refused == 2


@pytest.mark.parametrize("path", ["/healthz", "/uploads/x", "/partai/kirim/", "/statusz"])
def test_what_is_never_refused_is_not_turned_away(path: str) -> None:
    house = House()
    house.fill()
    request = scope(flow("p1"), path) | ({"method": "POST"} if path == "/partai/kirim/" else {})
    assert house.layer.turn_away(request) is None


def test_who_brings_an_older_ticket_takes_the_place_of_who_came_later() -> None:
    house = House()
    there = house.fill()
    refused = house.layer.turn_away(scope(flow("p1")))
    assert refused is not None
    ticket = refused.headers.partition(b"sipol-ticket: ")[2].partition(b"\r\n")[0].decode()
    there[-1].arrival = time.time() + 60
    younger = Waiter("browse", "p1", time.time() + 60)
    house.pages.leave(there[-1])
    assert house.pages.ask(younger)
    assert house.layer.turn_away(scope(flow("p1"), **{"Sipol-Ticket": ticket})) is None


def test_the_greedy_wait_for_their_no_and_others_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refusing, "HELD_SECONDS", (0.3, 0.3))
    house = House()
    house.fill()
    for number in range(60):
        request = scope(flow("p1" if number % 2 else f"p{number + 10}"))
        if house.layer.turn_away(request) is None:
            break
    status, seconds = house.ask(request)
    assert (status, seconds >= 0.3) == (429, True)
    other = house.layer.turn_away(scope(flow("p2")))
    assert other is not None
    assert other.status == 503


def test_a_ticket_is_answered_at_once() -> None:
    house = House()
    house.fill()
    tickets = []
    for number in range(60):
        refused = house.layer.turn_away(scope(flow("p1" if number % 2 else f"p{number + 10}")))
        if refused is not None:
            tickets.append(refused.headers.partition(b"sipol-ticket: ")[2].partition(b"\r\n")[0])
    assert house.layer.turn_away(scope(flow("p1"))) is None
    again = house.layer.turn_away(scope(flow("p1"), **{"Sipol-Ticket": tickets[1].decode()}))
    assert again is not None
    assert again.status == 429
