"""The core knows no protocol: a second front end, after the IETF's draft, needs nothing else."""

from __future__ import annotations

import ast
import asyncio
import hashlib
import random
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

import sipol.web.uploads
from sipol.infra.storage.vault import FileVault
from sipol.kernel import clock
from sipol.web.uploads.answers import Answer, answer_to
from sipol.web.uploads.keeping import Standing, Wish
from sipol.web.uploads.receiving import Receiving
from sipol.web.uploads.requests import Asked
from tests.web.uploads.conftest import Country

CONTENT = random.Random(8).randbytes(300_000)
DOOR = Path(sipol.web.uploads.__file__).parent
CORE = ("receiving", "keeping", "bodies", "arrivals", "workers", "requests", "answers")


class DraftApp:
    """Resumable uploads as the IETF's draft has them, as far as a test needs."""

    def __init__(self, vault: FileVault) -> None:
        self.receiving = Receiving(vault, clock.now, threads=2, read_timeout=5)

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        asked = Asked(scope, receive)
        handler = {"POST": self._create, "HEAD": self._look, "PATCH": self._append}[asked.method]
        try:
            answer = await handler(asked)
        except Exception as fault:  # noqa: BLE001 - as the tus door does
            answer = answer_to(fault, asked.language)
        raw = [(name.encode(), value.encode()) for name, value in answer.headers.items()]
        await send({"type": "http.response.start", "status": answer.status, "headers": raw})
        await send({"type": "http.response.body", "body": answer.body})

    async def _create(self, asked: Asked) -> Answer:
        size = asked.count("upload-length")
        wish = Wish(asked.header("idempotency-key"), "a.csv", size, "", None)
        started = await self.receiving.begin(asked.bearer(), wish)
        standing = await self.receiving.receive(started.id, 0, asked.next_piece)
        return _answer(201, standing, location=f"/draft/{started.id}")

    async def _look(self, asked: Asked) -> Answer:
        facts = await self.receiving.admit(_id(asked), asked.bearer())
        if facts.delivery_id is not None:
            return _answer(204, Standing(facts.size, facts.size, facts.expires_at))
        return _answer(204, await self.receiving.look(facts.id))

    async def _append(self, asked: Asked) -> Answer:
        facts = await self.receiving.admit(_id(asked), asked.bearer())
        offset = asked.count("upload-offset")
        return _answer(204, await self.receiving.receive(facts.id, offset, asked.next_piece))


def _id(asked: Asked) -> UUID:
    return UUID(asked.path.rpartition("/")[2])


def _answer(status: int, standing: Standing, **headers: str) -> Answer:
    complete = "?1" if standing.offset == standing.size else "?0"
    told = {"upload-offset": str(standing.offset), "upload-complete": complete}
    return Answer(status, {**told, **headers})


def test_a_second_protocol_over_the_same_core(country: Country, vault: FileVault) -> None:
    async def journey() -> list[httpx.Response]:
        app = DraftApp(vault)
        client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app),
            base_url="http://sipol",
            headers={"Authorization": f"Bearer {country.centre.token}"},
        )
        length = {"Upload-Length": str(len(CONTENT)), "Idempotency-Key": "satu"}
        begun = await client.post("/draft", content=CONTENT[:1000], headers=length)
        where = begun.headers["location"]
        wrong = await client.patch(where, content=b"x", headers={"Upload-Offset": "7"})
        looked = await client.head(where)
        at = {"Upload-Offset": looked.headers["upload-offset"]}
        done = await client.patch(where, content=CONTENT[1000:], headers=at)
        again = await client.head(where)
        await app.receiving.close()
        return [begun, wrong, looked, done, again]

    begun, wrong, looked, done, again = asyncio.run(journey())
    assert (begun.status_code, begun.headers["upload-complete"]) == (201, "?0")
    assert (wrong.status_code, wrong.headers["upload-offset"]) == (409, "1000")
    assert looked.headers["upload-offset"] == "1000"
    assert (done.status_code, done.headers["upload-complete"]) == (204, "?1")
    assert again.headers["upload-complete"] == "?1"
    assert b"".join(vault.read(hashlib.sha256(CONTENT).hexdigest())) == CONTENT


@pytest.mark.parametrize("module", CORE)
def test_the_core_speaks_no_tus(module: str) -> None:
    text = (DOOR / f"{module}.py").read_text("utf-8")
    imported = {
        node.module or "" for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ImportFrom)
    }
    assert not {name for name in imported if name.startswith("sipol.web.uploads.tus")}
    assert not [word for word in ('"tus', "upload-checksum", "upload-metadata") if word in text]
