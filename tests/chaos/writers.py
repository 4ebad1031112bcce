"""Writers of forms: a party and the commission that pass one filing to and fro, and drafts."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from random import Random
from typing import Any
from uuid import UUID

import httpx

from tests.chaos.history import History, Kind
from tests.chaos.senders import REFUSALS

_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
_PROOF = "csrfmiddlewaretoken"
# Under one of these names a form carries the key of its request.
KEY_FIELDS = ("idempotency_key", "request_id")
_SHARE_REPEATED = 0.25
_PATIENCE = httpx.Timeout(15, connect=3)

Person = dict[str, Any]


class Desk:
    """Somebody signed in with a browser's cookies, who signs in again when that is asked for."""

    def __init__(
        self,
        url: str,
        person: Person,
        patience: httpx.Timeout = _PATIENCE,
        transport: httpx.AsyncHTTPTransport | None = None,
    ) -> None:
        self._person = person
        self._client = httpx.AsyncClient(base_url=url, timeout=patience, transport=transport)

    async def hidden(self, page: str) -> dict[str, str]:
        """The hidden fields of a page's form; signs in where needed. Raises httpx.HTTPError."""
        answer = await self._client.get(page)
        if answer.status_code in {302, 401, 403}:
            await self._sign_in()
            answer = await self._client.get(page)
        answer.raise_for_status()
        return dict(_HIDDEN.findall(answer.text))

    async def post(self, page: str, fields: dict[str, str], **files: Any) -> httpx.Response:
        return await self._client.post(page, data=fields, files=files or None)

    async def _sign_in(self) -> None:
        page = await self._client.get("/masuk/")
        page.raise_for_status()
        fields = dict(_HIDDEN.findall(page.text))
        fields |= {"login": self._person["email"], "password": self._person["password"]}
        answer = await self._client.post("/masuk/", data=fields)
        if answer.status_code != 302:
            raise httpx.HTTPStatusError("no entry", request=answer.request, response=answer)


class FilingWriters:
    """A party hands its filing in, the commission finds it incomplete, and so on until stopped.

    The filing is that of the party of `party`; nobody else may work on it meanwhile.
    """

    def __init__(
        self, url: str, party: Person, commission: Person, history: History, *, seed: int
    ) -> None:
        self._url = url
        self._history = history
        self._short_name = party["party"]
        self._bearer = {"Authorization": f"Bearer {party['api_token']}"}
        self._party = Desk(url, party)
        self._commission = Desk(url, commission)
        self._chance = Random(f"{seed}:filing")

    async def write(self, stopped: Callable[[], bool]) -> None:
        """Ends only after the last write is decided."""
        while not stopped():
            try:
                dossier = await self._dossier()
            except (httpx.HTTPError, ValueError):
                await self._rest()
                continue
            if dossier["state"] == "submitted":
                await self._decide(dossier["id"])
            else:
                await self._hand_in()
            await self._rest()

    async def _dossier(self) -> dict[str, str]:
        async with httpx.AsyncClient(base_url=self._url, timeout=_PATIENCE) as client:
            answer = await client.get("/api/v1/dossiers", headers=self._bearer)
        answer.raise_for_status()
        found: dict[str, str] = answer.json()[0]
        return found

    async def _hand_in(self) -> None:
        wish = {"confirm": self._short_name}
        pages = ("/partai/periksa/", "/partai/kirim/")
        await self._settle("hand_in", self._new_key(), self._party, pages, wish)

    async def _decide(self, dossier: str) -> None:
        key = self._new_key()
        page = f"/kpu/berkas/{dossier}/"
        wish = {"move": "find_incomplete", "reason": f"Alasan {key}"}
        await self._settle("decide", key, self._commission, (page, f"{page}keputusan/"), wish)

    async def _settle(
        self, operation: str, key: str, desk: Desk, pages: tuple[str, str], wish: dict[str, str]
    ) -> None:
        """Asks the same thing under the same key until it is done or refused, some things again."""
        form: dict[str, str] = {}
        left = 1 + (self._chance.random() < _SHARE_REPEATED)
        while left:
            try:
                page = await desk.hidden(pages[0])
            except httpx.HTTPError:
                await self._rest()
                continue
            # A repeat says the same as the first request, even if the page has moved on.
            form = form or {**page, **wish, **dict.fromkeys(KEY_FIELDS, key)}
            fields = {**form, **{name: page[name] for name in (_PROOF,) if name in page}}
            kind = await self._asked(operation, key, desk, pages[1], fields)
            if kind == "fail":
                return
            left -= kind == "ok"
            await self._rest()

    async def _asked(
        self, operation: str, key: str, desk: Desk, page: str, fields: dict[str, str]
    ) -> Kind:
        """One request with its lines in the history."""
        self._history.note("filing", operation, "invoke", key)
        try:
            answer = await desk.post(page, fields)
        except httpx.HTTPError as problem:
            why = type(problem).__name__
            self._history.note("filing", operation, "unknown", key, why=why)
            return "unknown"
        goes_to = answer.headers.get("Location", "")
        if answer.status_code == 302 and "/masuk/" not in goes_to:
            told = _facts(operation, fields, goes_to)
            self._history.note("filing", operation, "ok", key, **told)
            return "ok"
        kind: Kind = "fail" if answer.status_code in {409, 422} else "unknown"
        self._history.note("filing", operation, kind, key, status=answer.status_code)
        return kind

    def _new_key(self) -> str:
        return str(UUID(int=self._chance.getrandbits(128), version=4))

    async def _rest(self) -> None:
        await asyncio.sleep(self._chance.uniform(0.05, 0.4))


def _facts(operation: str, form: dict[str, str], goes_to: str) -> dict[str, str]:
    if operation == "hand_in":
        return {"receipt": goes_to.rstrip("/").rpartition("/")[2], "move": "submit"}
    return {"reason": form["reason"], "move": form["move"]}


class DraftWriter:
    """Saves a draft field by field under new keys, where the installation keeps drafts."""

    PATH = "/api/v1/drafts/{form}"

    def __init__(self, url: str, person: Person, history: History, *, seed: int) -> None:
        self._place = "profil-partai"
        self._address = self.PATH.format(form=self._place)
        self._history = history
        self._chance = Random(f"{seed}:draft")
        bearer = {"Authorization": f"Bearer {person['api_token']}"}
        self._client = httpx.AsyncClient(base_url=url, timeout=_PATIENCE, headers=bearer)

    async def write(self, stopped: Callable[[], bool]) -> None:
        """Ends at once where there are no drafts."""
        if not await self._kept_here():
            return
        base, number = await self._base(), 0
        while not stopped():
            number += 1
            fields = {f"isian_{number % 12}": f"teks {number}"}
            base = await self._save(base, fields)
            await asyncio.sleep(self._chance.uniform(0.02, 0.2))
        await self._read()

    async def _kept_here(self) -> bool:
        while True:
            try:
                answer = await self._client.get("/api/v1/openapi.json")
                answer.raise_for_status()
            except httpx.HTTPError:
                await asyncio.sleep(0.2)
            else:
                return "patch" in answer.json()["paths"].get(self.PATH, {})

    async def _save(self, base: int, fields: dict[str, str]) -> int:
        key = str(UUID(int=self._chance.getrandbits(128), version=4))
        while True:
            self._history.note("draft", "draft", "invoke", key)
            try:
                answer = await self._client.patch(
                    self._address,
                    json={"base": base, "fields": fields},
                    headers={"Idempotency-Key": key},
                )
            except httpx.HTTPError as problem:
                self._history.note("draft", "draft", "unknown", key, why=type(problem).__name__)
                await asyncio.sleep(self._chance.uniform(0.05, 0.4))
                continue
            if answer.is_success:
                version = _version(answer.json())
                told = {"place": self._place, "fields": fields, "version": version}
                self._history.note("draft", "draft", "ok", key, **told)
                return version
            kind = "fail" if answer.status_code in REFUSALS else "unknown"
            self._history.note("draft", "draft", kind, key, status=answer.status_code)
            if kind == "fail":
                return await self._base()
            await asyncio.sleep(self._chance.uniform(0.05, 0.4))

    async def _base(self) -> int:
        return _version(await self._get())

    async def _read(self) -> None:
        fields = {
            name: typed["value"] for name, typed in (await self._get()).get("fields", {}).items()
        }
        self._history.note("draft", "draft_read", "ok", self._place, fields=fields)

    async def _get(self) -> dict[str, Any]:
        while True:
            try:
                answer = await self._client.get(self._address)
                if answer.status_code == 404:
                    return {}
                answer.raise_for_status()
            except httpx.HTTPError:
                await asyncio.sleep(0.2)
            else:
                found: dict[str, Any] = answer.json()
                return found


def _version(draft: dict[str, Any]) -> int:
    return int(draft.get("version", 0))
