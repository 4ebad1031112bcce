# ruff: noqa: E402
"""What the idle admission layer adds to a request, against the same trivial application without it.

Both in one process, in turns, without a network: the ratio is of pure overhead, so it looks worse
than any real page, whose own work is hundreds of times larger. `added_microseconds` is what counts.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import time
from dataclasses import replace
from typing import Any

import django

os.environ.setdefault("DATABASE_URL", "postgresql:///not-asked")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sipol.config.settings")
django.setup()

# ruff: isort: split
from sipol.infra.admission.lanes import Lane
from sipol.infra.admission.pool import Pool
from sipol.infra.admission.tickets import Tickets
from sipol.web.admission import lanes
from sipol.web.admission.flows import FlowCookies, Identifier
from sipol.web.admission.layer import AdmissionLayer

REQUESTS, ROUNDS = 4000, 7
KEY = b"k" * 32
HEADERS = [(b"content-type", b"text/plain"), (b"content-length", b"2")]


async def trivial(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
    await send({"type": "http.response.body", "body": b"ok"})


def layer(*, full: bool = False) -> AdmissionLayer:
    cookies = FlowCookies(KEY)
    made = AdmissionLayer(
        trivial,
        pools={
            "pages": Pool(lanes.page_lanes(flow_length=24, patience=3), 8),
            "uploads": Pool(lanes.upload_lanes(flow_length=24, patience=3), 4096),
        },
        table=lanes.RequestTable(200 * lanes.MEBIBYTE),
        identifier=Identifier(cookies, KEY, lambda token: None, behind_proxy=False),
        tickets=Tickets(KEY),
        flow_cookies=cookies,
        secure=False,
    )
    if full:
        made._pages.in_use = made._pages.slots
        for state in made._pages.lanes.values():
            state.lane = _closed(state.lane)
    return made


def _closed(lane: Lane) -> Lane:
    return replace(lane, flow_length=0, length=0)


async def per_request(app: Any, cookie: bytes) -> float:
    """Seconds of one request, from the process's own clock of work."""
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "path": "/partai/",
        "query_string": b"",
        "client": ("127.0.0.1", 5),
        "headers": [
            (b"host", b"127.0.0.1"),
            (b"accept", b"text/html"),
            (b"user-agent", b"Mozilla/5.0"),
            (b"accept-language", b"id"),
            (b"cookie", b"sessionid=abcdefghijklmnop; csrftoken=0123456789; " + cookie),
        ],
    }

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        return None

    began = time.process_time()
    for _ in range(REQUESTS):
        await app(scope, receive, send)
    return (time.process_time() - began) / REQUESTS


async def measure() -> dict[str, Any]:
    cookie = b"sipol_flow=" + FlowCookies(KEY).write("p7", time.time()).encode()
    idle, full = layer(), layer(full=True)
    rounds: dict[str, list[float]] = {"without": [], "idle": [], "refusing": []}
    for _ in range(ROUNDS):
        rounds["without"].append(await per_request(trivial, cookie))
        rounds["idle"].append(await per_request(idle, cookie))
        rounds["refusing"].append(await per_request(full, cookie))
    middle = {name: statistics.median(values) * 1e6 for name, values in rounds.items()}
    return {
        "microseconds": {name: round(value, 1) for name, value in middle.items()},
        "added_microseconds": round(middle["idle"] - middle["without"], 1),
        "lowest_and_highest": {
            name: [round(min(values) * 1e6, 1), round(max(values) * 1e6, 1)]
            for name, values in rounds.items()
        },
    }


if __name__ == "__main__":
    print(json.dumps(asyncio.run(measure()), indent=1))
