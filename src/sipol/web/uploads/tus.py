"""The tus 1.0 dialect: https://tus.io/protocols/resumable-upload, with the extensions creation,
creation-with-upload, checksum, expiration and termination.
"""

from __future__ import annotations

import asyncio
import json
import re
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from sipol.flow.intake.actions.uploads import StartedUpload, UploadFacts
from sipol.infra.storage.vault import FileVault
from sipol.kernel import clock
from sipol.kernel.refusals import Refusal, Refused
from sipol.web.uploads.answers import ALWAYS, Answer, Headers, answer_to
from sipol.web.uploads.arrivals import ConnectionLost
from sipol.web.uploads.keeping import OffsetMismatch, Standing, Wish
from sipol.web.uploads.receiving import BodyTooLong, Receiving
from sipol.web.uploads.requests import Asked, Receive, uuid_of
from sipol.web.uploads.tus_headers import (
    ALGORITHMS,
    checksum_of,
    encoded_metadata,
    metadata_of,
    method_of,
)

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,checksum,expiration,termination"
BODY_TYPE = "application/offset+octet-stream"
DELIVERY_PAGE = "/partai/pengiriman/{}/"

# What tus answers in its own way: status, and further headers.
DIALECT: dict[str, tuple[int, Headers]] = {
    "checksum_mismatch": (460, {}),
    "version_unknown": (412, {"tus-version": VERSION}),
}

# What is still read of a body that was refused, so that the sender gets to see the answer.
DRAIN_BYTES = 4 * 1024 * 1024
DRAIN_SECONDS = 2.0

_PATH = re.compile(r"/uploads(?:/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}))?/?")

Send = Callable[[Any], Awaitable[None]]


class TusApp:
    """An ASGI app for everything below `/uploads/`. Await `close()` before the loop ends.

    Mounted by itself it also answers the lifespan protocol. It never answers 500, 502 or 504.
    """

    def __init__(
        self,
        vault: FileVault,
        *,
        threads: int = 8,
        read_timeout: float = 60.0,
        now: Callable[[], datetime] = clock.now,
    ) -> None:
        self._receiving = Receiving(vault, now, threads=threads, read_timeout=read_timeout)
        self._on_all = {"OPTIONS": self._options, "POST": self._post}
        self._on_one = {
            "OPTIONS": self._options,
            "HEAD": self._head,
            "PATCH": self._patch,
            "DELETE": self._delete,
        }

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        asked = Asked(scope, receive)
        try:
            answer = await self._answer(asked)
        except ConnectionLost:
            return
        except Exception as fault:  # noqa: BLE001 - the last resort: no fault may become a 500
            answer = _in_dialect(answer_to(fault, asked.language))
        await self._send(asked, answer, send)

    def drain(self) -> None:
        """Lets bodies under way end early, with the answer where to go on; call it in the loop."""
        self._receiving.drain()

    async def close(self) -> None:
        """Records what senders have in flight and ends the threads."""
        await self._receiving.close()

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.close()
        await send({"type": "lifespan.shutdown.complete"})

    async def _answer(self, asked: Asked) -> Answer:
        match = _PATH.fullmatch(asked.path)
        if match is None:
            raise Refused(Refusal("page_unknown"))
        handlers = self._on_one if match[1] else self._on_all
        method = method_of(asked)
        handler = handlers.get(method)
        if handler is None:
            raise Refused(Refusal("method_unknown"))
        if method != "OPTIONS" and asked.header("tus-resumable") != VERSION:
            raise Refused(Refusal("version_unknown"))
        return await handler(asked)

    async def _options(self, asked: Asked) -> Answer:
        return Answer(
            204,
            {
                "tus-version": VERSION,
                "tus-extension": EXTENSIONS,
                "tus-max-size": str(settings.UPLOAD_LIMIT_BYTES),
                "tus-checksum-algorithm": ",".join(ALGORITHMS),
            },
        )

    async def _post(self, asked: Asked) -> Answer:
        bearer, wish, checksum = asked.bearer(), _wish(asked), checksum_of(asked)
        started = await self._receiving.begin(bearer, wish)
        standing = Standing(started.durable_offset, started.size, started.expires_at)
        if started.already_finished:
            standing = _standing(await self._receiving.admit(started.id, started.token))
        elif asked.header("content-type") == BODY_TYPE and started.durable_offset == 0:
            standing = await self._receiving.receive(started.id, 0, asked.next_piece, checksum)
        elif started.size == started.durable_offset:
            standing = await self._receiving.look(started.id)
        return _created(asked, started, standing)

    async def _head(self, asked: Asked) -> Answer:
        facts = await self._admit(asked)
        finished = facts.delivery_id is not None
        standing = _standing(facts) if finished else await self._receiving.look(facts.id)
        pairs = {"filename": facts.file_name, "regency": facts.regency_code}
        headers = {"upload-length": str(facts.size), "upload-metadata": encoded_metadata(pairs)}
        return Answer(200, {**_progress(standing), **headers})

    async def _patch(self, asked: Asked) -> Answer:
        if asked.header("content-type") != BODY_TYPE:
            raise Refused(Refusal("content_type_wrong"))
        offset, checksum = asked.count("upload-offset"), checksum_of(asked)
        facts = await self._admit(asked)
        if offset + asked.content_length > facts.size:
            raise BodyTooLong
        if facts.delivery_id is None:
            standing = await self._receiving.receive(
                facts.id, offset, asked.next_piece, checksum, fence=facts.fence
            )
        elif offset == facts.size:
            standing = _standing(facts)
        else:
            raise OffsetMismatch(facts.size)
        return Answer(204, _progress(standing))

    async def _delete(self, asked: Asked) -> Answer:
        facts = await self._admit(asked)
        await self._receiving.give_up(facts.id)
        return Answer(204)

    async def _admit(self, asked: Asked) -> UploadFacts:
        upload_id = UUID(asked.path.strip("/").rpartition("/")[2])
        return await self._receiving.admit(upload_id, asked.bearer())

    async def _send(self, asked: Asked, answer: Answer, send: Send) -> None:
        closes = answer.closes or not await _drained(asked)
        headers = {"tus-resumable": VERSION, **ALWAYS, **answer.headers}
        if closes and asked.http1:
            headers["connection"] = "close"
        if answer.status != 204 and asked.method != "HEAD":
            headers["content-length"] = str(len(answer.body))
        raw = [(name.encode("ascii"), value.encode("ascii")) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": answer.status, "headers": raw})
        body = b"" if asked.method == "HEAD" else answer.body
        await send({"type": "http.response.body", "body": body})


def _in_dialect(answer: Answer) -> Answer:
    status, headers = DIALECT.get(answer.code, (answer.status, {}))
    return replace(answer, status=status, headers={**answer.headers, **headers})


def _wish(asked: Asked) -> Wish:
    metadata = metadata_of(asked)
    mends = metadata.get("mends", "")
    key = metadata.get("client_id") or asked.header("idempotency-key") or secrets.token_hex(16)
    return Wish(
        client_key=key,
        file_name=metadata.get("filename", ""),
        size=asked.count("upload-length"),
        regency_code=metadata.get("regency", ""),
        mends_delivery_id=uuid_of(mends, "upload-metadata") if mends else None,
        sha256=metadata.get("sha256", ""),
    )


def _created(asked: Asked, started: StartedUpload, standing: Standing) -> Answer:
    location = f"{asked.root}/uploads/{started.id}"
    content = {
        "id": str(started.id),
        "url": location,
        "token": started.token,
        "size": started.size,
        "offset": standing.offset,
        "expires_at": started.expires_at.isoformat(),
        "delivery": str(standing.delivery_id) if standing.delivery_id else None,
    }
    headers = {**_progress(standing), "location": location, "content-type": "application/json"}
    return Answer(201, headers, json.dumps(content).encode("utf-8"))


def _standing(facts: UploadFacts) -> Standing:
    return Standing(facts.durable_offset, facts.size, facts.expires_at, facts.delivery_id)


def _progress(standing: Standing) -> dict[str, str]:
    headers = {"upload-offset": str(standing.offset)}
    if standing.delivery_id is not None:
        headers["sipol-delivery"] = DELIVERY_PAGE.format(standing.delivery_id)
    else:
        expiry = standing.expires_at.astimezone(UTC)
        headers["upload-expires"] = format_datetime(expiry, usegmt=True)
    return headers


async def _drained(asked: Asked) -> bool:
    """Reads off the rest of a body within bounds; whether nothing is left of it."""
    drained = 0
    try:
        async with asyncio.timeout(DRAIN_SECONDS):
            while drained <= DRAIN_BYTES:
                piece = await asked.next_piece()
                if piece is None:
                    return True
                drained += len(piece)
    except (TimeoutError, ConnectionLost):
        pass
    return False
