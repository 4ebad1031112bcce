"""When a request came to the door goes with whoever asks, and nobody can forge it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

from django.test import RequestFactory

from sipol.infra.admission.pool import Pool
from sipol.infra.admission.tickets import Tickets
from sipol.kernel.actors import Actor, Role
from sipol.web.admission.flows import FlowCookies, Identifier
from sipol.web.admission.lanes import RequestTable, page_lanes, upload_lanes
from sipol.web.admission.layer import AdmissionLayer
from sipol.web.shared.arrival import SCOPE_KEY, as_arrived

ACTOR = Actor(1, "Ratna", Role.PARTY_ADMIN, party_id=1)
CAME = datetime(2027, 8, 14, 16, 59, 59, tzinfo=UTC)


def test_the_servers_own_scope_counts_and_nothing_that_a_client_sends() -> None:
    scope = {SCOPE_KEY: CAME.timestamp()}
    request = RequestFactory().get("/", **{"asgi.scope": scope})
    assert as_arrived(request, ACTOR).asked_at == CAME
    forged = RequestFactory().get("/", headers={"Asgi-Scope": "1", "Sipol-Arrived": "1"})
    assert as_arrived(forged, ACTOR).asked_at is None


def test_the_layer_hands_on_the_time_of_arrival() -> None:
    key, seen = b"k" * 32, {}
    cookies = FlowCookies(key)

    async def page(scope: dict[str, Any], receive: Any, send: Any) -> None:
        seen.update(scope)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def nothing_more() -> dict[str, Any]:
        await asyncio.sleep(0)
        return {"type": "http.request", "body": b"", "more_body": False}

    async def swallow(message: dict[str, Any]) -> None:
        return

    bounds = {"flow_length": 4, "patience": 1.0}
    layer = AdmissionLayer(
        page,
        pools={
            "pages": Pool(page_lanes(**bounds), 2),
            "uploads": Pool(upload_lanes(**bounds), 2),
        },
        table=RequestTable(1024),
        identifier=Identifier(cookies, key, lambda token: None, behind_proxy=False),
        tickets=Tickets(key),
        flow_cookies=cookies,
        secure=False,
        clock=CAME.timestamp,
    )
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/tentang/",
        "raw_path": b"/tentang/",
        "query_string": b"",
        "headers": [(b"host", b"contoh.test"), (b"sipol.arrived", b"1")],
        "client": ("127.0.0.1", 4000),
        "scheme": "http",
        "http_version": "1.1",
    }
    asyncio.run(layer(scope, nothing_more, swallow))
    assert seen[SCOPE_KEY] == CAME.timestamp()
