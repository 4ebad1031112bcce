"""A sender of member lists over tus, plain httpx, who writes down what it asked and was told."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from random import Random
from typing import Any

import httpx

from tests.chaos.history import History, SentFile

_TUS = {"Tus-Resumable": "1.0.0"}
_BODY = {"Content-Type": "application/offset+octet-stream"}
REFUSALS = frozenset({400, 401, 403, 404, 409, 410, 413, 422})


class Sender:
    """Sends whole files to one address with one API token, and never gives a file up.

    `longest_wait` bounds the pause after a failure; a Retry-After is obeyed up to ten times that.
    """

    def __init__(
        self,
        name: str,
        url: str,
        token: str,
        history: History,
        *,
        chunk: int = 128 * 1024,
        longest_wait: float = 0.5,
        seed: int = 0,
    ) -> None:
        self.name = name
        self.history = history
        self._url = url
        self._bearer = {"Authorization": f"Bearer {token}"}
        self._chunk = chunk
        self._longest_wait = longest_wait
        self._chance = Random(f"{seed}:{name}")

    async def deliver(self, file: SentFile, *, leave_at: int | None = None) -> None:
        """Sends a file until its receipt is in hand; leaves it for good at `leave_at` bytes."""
        delivery = await self.send(file, leave_at=leave_at)
        if delivery:
            await self.collect(file, delivery)

    async def send(self, file: SentFile, *, leave_at: int | None = None) -> str:
        """Sends a file until it is a delivery; returns its id, or nothing where it was left."""
        self.history.files[file.key] = file
        async with self._client() as client:
            begun = await self._begin(client, file)
            return await self._send(client, file, begun, leave_at)

    async def collect(self, file: SentFile, delivery: str) -> None:
        """Waits for the receipt of a delivery."""
        async with self._client() as client:
            await self._fetch_receipt(client, file, delivery)

    def _client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=self._url, timeout=httpx.Timeout(15, connect=3))

    async def _begin(self, client: httpx.AsyncClient, file: SentFile) -> dict[str, Any]:
        wish = {"name": file.name, "size": len(file.content), "client_id": file.key, "regency": ""}
        while True:
            answer = await self._ask(
                "begin",
                file.key,
                lambda: client.post("/api/v1/uploads", json=wish, headers=self._bearer),
                lambda got: {"upload": got.json()["id"]},
            )
            if answer is not None:
                return dict(answer.json())

    async def _send(
        self,
        client: httpx.AsyncClient,
        file: SentFile,
        begun: dict[str, Any],
        leave_at: int | None,
    ) -> str:
        """Returns the delivery, or nothing when the sender left before the end."""
        url = begun["upload_url"]
        headers = {**_TUS, "Authorization": f"Bearer {begun['token']}"}
        offset: int | None = None
        while True:
            if offset is None:
                looked = await self._ask(
                    "look", file.key, lambda: client.head(url, headers=headers), _standing
                )
            else:
                looked = await self._append(client, file, url, headers, offset)
            if looked is None:
                offset = None
                continue
            if delivery := _standing(looked).get("delivery"):
                self.history.note(
                    self.name, "finish", "ok", file.key, offset=len(file.content), delivery=delivery
                )
                return str(delivery)
            offset = int(looked.headers["Upload-Offset"])
            if leave_at is not None and offset >= leave_at:
                self.history.note(self.name, "abandon", "ok", file.key, offset=offset)
                return ""

    async def _append(
        self,
        client: httpx.AsyncClient,
        file: SentFile,
        url: str,
        headers: dict[str, str],
        offset: int,
    ) -> httpx.Response | None:
        body = file.content[offset : offset + self._chunk]
        named = {**headers, **_BODY, "Upload-Offset": str(offset)}
        return await self._ask(
            "append",
            file.key,
            lambda: client.patch(url, content=body, headers=named),
            _standing,
            offset=offset,
            length=len(body),
        )

    async def _fetch_receipt(
        self, client: httpx.AsyncClient, file: SentFile, delivery: str
    ) -> None:
        """Twice, since it has to be the same document every time."""
        path = f"/api/v1/deliveries/{delivery}/receipt"
        fetched = 0
        while fetched < 2:
            answer = await self._ask(
                "receipt",
                file.key,
                lambda: client.get(path, headers=self._bearer),
                lambda got: {"document": got.text},
            )
            if answer is None:
                await asyncio.sleep(self._chance.uniform(0.1, 0.5))
            else:
                fetched += 1

    async def _ask(
        self,
        operation: str,
        key: str,
        request: Callable[[], Any],
        facts: Callable[[httpx.Response], dict[str, Any]],
        **wish: Any,
    ) -> httpx.Response | None:
        """One request with its lines in the history; None after anything but success."""
        self.history.note(self.name, operation, "invoke", key, **wish)
        try:
            answer: httpx.Response = await request()
            if answer.is_success:
                self.history.note(self.name, operation, "ok", key, **facts(answer))
                return answer
        except (httpx.HTTPError, json.JSONDecodeError, KeyError) as problem:
            self.history.note(self.name, operation, "unknown", key, why=type(problem).__name__)
            await asyncio.sleep(self._chance.uniform(0, self._longest_wait))
            return None
        kind = "fail" if answer.status_code in REFUSALS else "unknown"
        self.history.note(self.name, operation, kind, key, status=answer.status_code)
        await asyncio.sleep(self._pause(answer))
        return None

    def _pause(self, answer: httpx.Response) -> float:
        told = answer.headers.get("Retry-After", "")
        wait = min(float(told), 10 * self._longest_wait) if told.isdigit() else 0.0
        return wait + self._chance.uniform(0, self._longest_wait)


def _standing(answer: httpx.Response) -> dict[str, Any]:
    facts: dict[str, Any] = {"offset": int(answer.headers["Upload-Offset"])}
    if page := answer.headers.get("Sipol-Delivery"):
        facts["delivery"] = page.rstrip("/").rpartition("/")[2]
    return facts
