"""A real `sipol serve` that can do one thing at a time, and more asked of it than that."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import re
import socket
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from tests.faults.senders import Program
from tests.installation import Installation, copied

HEAVY = "/api/v1/coverage"
TINY = {
    "SIPOL_WEB_THREADS": "1",
    "SIPOL_WAITING_PER_PARTY": "3",
    # Long, since a busy machine must not be taken for an unfair turn.
    "SIPOL_WAITING_SECONDS": "5",
}
HONEST = {200, 429, 503}


@pytest.fixture(scope="module")
def house(
    demo_seed: object, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("house") / "home"
    with pytest.MonkeyPatch.context() as patch:
        for name, value in TINY.items():
            patch.setenv(name, value)
        with copied(demo_seed, folder, f"sipol_overload_{worker_id}") as made:  # type: ignore[arg-type]
            made.start_web()
            yield made


def bearer(house: Installation, login: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {house.people[login]['api_token']}"}


@asynccontextmanager
async def flooded(house: Installation, login: str, connections: int) -> AsyncIterator[Counter[int]]:
    """One party's program with so many connections that ask again and again, whatever is said."""
    statuses: Counter[int] = Counter()
    limits = httpx.Limits(max_connections=connections)
    headers = bearer(house, login)
    async with httpx.AsyncClient(base_url=house.url, limits=limits, timeout=30) as client:

        async def ask() -> None:
            while True:
                answer = await client.get(HEAVY, headers=headers)
                statuses[answer.status_code] += 1
                if answer.status_code != 200:
                    await asyncio.sleep(0.2)

        tasks = [asyncio.create_task(ask()) for _ in range(connections)]
        while not statuses:
            await asyncio.sleep(0.05)
        await asyncio.sleep(0.3)
        yield statuses
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def figures(house: Installation) -> dict[str, Any]:
    answer = httpx.get(f"{house.url}/statusz")
    assert answer.status_code == 200
    return answer.json()


async def until_refused(
    client: httpx.AsyncClient, path: str, headers: dict[str, str]
) -> httpx.Response:
    for _ in range(100):
        answers = await asyncio.gather(*(client.get(path, headers=headers) for _ in range(5)))
        for answer in answers:
            if answer.status_code != 200:
                return answer
    raise AssertionError("nothing was refused")


def test_a_greedy_party_takes_nothing_from_another(house: Installation):
    async def run() -> tuple[Counter[int], list[int]]:
        async with flooded(house, "pusat.lentera", 30) as greedy:
            async with httpx.AsyncClient(base_url=house.url, timeout=30) as client:
                headers = bearer(house, "pusat.fajar")
                others = [(await client.get(HEAVY, headers=headers)).status_code for _ in range(12)]
            return greedy, others

    greedy, others = asyncio.run(run())
    assert others == [200] * 12
    assert set(greedy) <= HONEST
    # A no to the greedy is held for seconds, so that there are not many of them.
    assert greedy[429] + greedy[503] > 0
    assert greedy[200] > 0


def test_a_form_that_waited_its_turn_arrives_whole(house: Installation):
    async def run() -> list[int]:
        async with httpx.AsyncClient(base_url=house.url, timeout=20) as browser:
            await browser.get("/masuk/")
            form = {
                "login": "siapa@contoh.test",
                "password": "bukan kata sandi",
                "csrfmiddlewaretoken": browser.cookies["csrftoken"],
            }
            sent = (browser.post("/masuk/", data=form) for _ in range(4))
            return [answer.status_code for answer in await asyncio.gather(*sent)]

    statuses = asyncio.run(run())
    assert len(statuses) == 4
    assert set(statuses) <= {422, 429, 503}
    assert statuses.count(422) >= 2


def test_what_is_under_way_is_never_refused(house: Installation):
    program = Program(house)
    begun = program.begin(30, "daftar.csv", "81.71")
    token = {**begun.headers, "Upload-Offset": "0"}

    async def run() -> list[int]:
        async with httpx.AsyncClient(base_url=house.url) as client:
            signed_in = {"Cookie": await flow_cookie(client, house, "pusat.lentera")}
        async with (
            flooded(house, "pusat.lentera", 30),
            httpx.AsyncClient(base_url=house.url, timeout=30) as client,
        ):
            resumes = [client.head(begun.url, headers=begun.headers) for _ in range(10)]
            hand_ins = [client.post("/partai/kirim/", headers=signed_in) for _ in range(10)]
            receipts = [client.get("/tanda-terima/x", headers=signed_in) for _ in range(10)]
            drafts = [client.patch("/api/v1/drafts/x", headers=signed_in) for _ in range(10)]
            answers = await asyncio.gather(*resumes, *hand_ins, *receipts, *drafts)
            # Apart: whoever asks for the offset takes the upload over from whoever sends.
            answers.append(await client.patch(begun.url, headers=token, content=b"x" * 10))
        return [answer.status_code for answer in answers]

    statuses = asyncio.run(run())
    assert not {429, 503} & set(statuses)
    assert statuses[:10] == [200] * 10
    assert statuses[-1] == 204


async def flow_cookie(client: httpx.AsyncClient, house: Installation, login: str) -> str:
    """What a browser holds of somebody who signed in: here only the name of the flow."""
    person = house.people[login]
    await client.get("/masuk/")
    shown_in = client.cookies["sipol_flow"]
    form = {
        "login": person["email"],
        "password": person["password"],
        "csrfmiddlewaretoken": client.cookies["csrftoken"],
    }
    answer = await client.post("/masuk/", data=form, timeout=30)
    assert answer.status_code == 302
    assert client.cookies["sipol_flow"] != shown_in
    return f"sipol_flow={client.cookies['sipol_flow']}"


def test_the_waiting_page_and_its_twin(house: Installation):
    async def run() -> tuple[httpx.Response, httpx.Response]:
        async with (
            flooded(house, "pusat.lentera", 15),
            httpx.AsyncClient(base_url=house.url, timeout=30) as client,
        ):
            page = await until_refused(client, "/tentang/", {"Accept": "text/html"})
            client.cookies.clear()
            return page, await until_refused(client, HEAVY, bearer(house, "pusat.lentera"))

    page, twin = asyncio.run(run())
    assert page.status_code in {429, 503}
    assert len(page.content) < 10_000
    wait = page.headers["Retry-After"]
    assert f'<meta http-equiv="refresh" content="{wait}">' in page.text
    assert 'aria-live="polite"' in page.text
    assert "WIB" in page.text
    assert not re.search(r"(src|href)=|<script|https?://", page.text)
    style = re.search(r"<style>(.*?)</style>", page.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()  # type: ignore[index]
    assert f"style-src 'sha256-{digest}'" in page.headers["Content-Security-Policy"]
    assert "HttpOnly" in page.headers["Set-Cookie"]

    told = twin.json()
    assert set(told) == {"code", "sentence", "place", "wait_seconds", "ticket", "retry_after"}
    assert told["retry_after"] == int(twin.headers["Retry-After"]) >= 1
    assert told["place"] >= 1
    assert told["wait_seconds"][0] <= told["wait_seconds"][1]
    assert told["ticket"] == twin.headers["Sipol-Ticket"]


def test_a_plain_program_that_waits_as_told_gets_through(house: Installation):
    """No ticket, no cookie, only Retry-After; beside it others of its party that do not obey."""

    async def obey(client: httpx.AsyncClient) -> tuple[int, list[str]]:
        told: list[str] = []
        while True:
            answer = await client.get("/api/v1/deliveries", headers=bearer(house, "ambon.lentera"))
            if answer.status_code == 200:
                return 200, told
            assert answer.status_code in HONEST
            told.append(answer.headers["Retry-After"])
            await asyncio.sleep(int(told[-1]))

    async def run() -> list[tuple[int, list[str]]]:
        async with flooded(house, "pusat.lentera", 8):
            clients = [httpx.AsyncClient(base_url=house.url, timeout=30) for _ in range(3)]
            async with asyncio.timeout(40):
                return await asyncio.gather(*(obey(client) for client in clients))

    results = asyncio.run(run())
    assert [status for status, _ in results] == [200] * 3


def test_a_ticket_keeps_its_place_over_a_restart(house: Installation):
    headers = bearer(house, "pusat.lentera")

    async def first() -> str:
        async with (
            flooded(house, "pusat.lentera", 15),
            httpx.AsyncClient(base_url=house.url, timeout=30) as client,
        ):
            refused = await until_refused(client, HEAVY, headers)
            return str(refused.json()["ticket"])

    async def second(ticket: str) -> tuple[int, list[int]]:
        async with (
            flooded(house, "pusat.lentera", 15),
            httpx.AsyncClient(base_url=house.url, timeout=30) as client,
        ):
            holder = client.get(HEAVY, headers={**headers, "Sipol-Ticket": ticket})
            newcomers = [client.get(HEAVY, headers=headers) for _ in range(8)]
            answers = await asyncio.gather(*newcomers, holder)
            return answers[-1].status_code, [answer.status_code for answer in answers[:-1]]

    ticket = asyncio.run(first())
    house.kill("web")
    house.start_web()
    holder, newcomers = asyncio.run(second(ticket))
    assert holder == 200
    assert set(newcomers) & {429, 503}


def test_who_leaves_while_waiting_leaves_nothing_behind(house: Installation):
    async def run() -> None:
        async with flooded(house, "pusat.lentera", 10):
            request = (
                f"GET {HEAVY} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                f"Authorization: {bearer(house, 'pusat.fajar')['Authorization']}\r\n\r\n"
            )
            for _ in range(30):
                with socket.create_connection(("127.0.0.1", house.port)) as line:
                    line.sendall(request.encode())
                await asyncio.sleep(0.01)

    asyncio.run(run())
    for _ in range(50):
        pages = figures(house)["pages"]
        if pages["in_use"] == 0:
            break
        time.sleep(0.1)
    assert pages["in_use"] == 0
    assert all(lane["waiting"] == lane["in_use"] == 0 for lane in pages["lanes"].values())
    assert sum(lane["left"] for lane in pages["lanes"].values()) > 0


def test_a_slow_body_holds_no_thread(house: Installation):
    head = "POST /masuk/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\nlogin="
    lines = [socket.create_connection(("127.0.0.1", house.port)) for _ in range(5)]
    try:
        for line in lines:
            line.sendall(head.encode())
        time.sleep(0.2)
        assert figures(house)["pages"]["in_use"] == 0
        assert httpx.get(f"{house.url}/tentang/", timeout=5).status_code == 200
    finally:
        for line in lines:
            line.close()


def test_figures_are_for_this_machine_only(house: Installation):
    elsewhere = httpx.get(f"{house.url}/statusz", headers={"X-Forwarded-For": "203.0.113.7"})
    assert elsewhere.status_code == 404
    assert "p1" not in json.dumps(figures(house))
