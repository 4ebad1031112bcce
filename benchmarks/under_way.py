"""What is under way while everybody else comes: uploads that go on, and filings handed in."""

from __future__ import annotations

import asyncio
import json
from base64 import b64encode
from collections import Counter
from dataclasses import dataclass, field
from uuid import uuid4

from benchmarks import plain_http
from benchmarks.forty_parties import Party, hand_in

SENDERS = 4
PIECE = bytes(128 * 1024)
UPLOAD_BYTES = 64 * 1024 * 1024
PAUSE_SECONDS = 1.0
HAND_IN_EVERY_SECONDS = 4.0
PATIENCE_SECONDS = 60.0
# The first parties are the greedy one and those who send; the others hand in, each once.
FIRST_TO_HAND_IN = 8


@dataclass
class Followed:
    """The answers, by status, and how long they took."""

    resumes: Counter[str] = field(default_factory=Counter)
    hand_ins: Counter[str] = field(default_factory=Counter)
    resume_seconds: list[float] = field(default_factory=list)
    hand_in_seconds: list[float] = field(default_factory=list)


@dataclass
class _Upload:
    path: str
    token: str
    offset: int = 0


class UnderWay:
    """Begins its uploads before the load, and goes on during each level (`follow`)."""

    def __init__(self, parties: list[Party], port: int) -> None:
        self._parties = parties
        self._port = port
        self._uploads: list[_Upload] = []
        self._to_hand_in = list(parties[FIRST_TO_HAND_IN:])

    async def begin(self) -> None:
        """Raises RuntimeError when an upload cannot begin."""
        for party in self._parties[1 : 1 + SENDERS]:
            name = b64encode(b"anggota.csv").decode("ascii")
            key = b64encode(uuid4().hex.encode("ascii")).decode("ascii")
            headers = {
                "Authorization": f"Bearer {party.token}",
                "Tus-Resumable": "1.0.0",
                "Upload-Length": str(UPLOAD_BYTES),
                "Upload-Metadata": f"filename {name},client_id {key}",
                "Content-Length": "0",
            }
            raw = plain_http.head("POST", "/uploads/", headers)
            reply = await plain_http.once(self._port, raw, 30, keep_body=True)
            if reply.status != "201":
                raise RuntimeError(f"an upload cannot begin: {reply.status}")
            content = json.loads(reply.body)
            self._uploads.append(_Upload(f"/uploads/{content['id']}", content["token"]))

    async def follow(self, seconds: float) -> Followed:
        """Sends pieces, asks where uploads stand, and hands filings in, for so long."""
        followed = Followed()
        until = asyncio.get_running_loop().time() + seconds
        senders = (self._send(upload, followed, until) for upload in self._uploads)
        await asyncio.gather(*senders, self._hand_in(followed, until))
        return followed

    async def _send(self, upload: _Upload, followed: Followed, until: float) -> None:
        loop = asyncio.get_running_loop()
        while loop.time() < until and upload.offset + len(PIECE) < UPLOAD_BYTES:
            for method in ("HEAD", "PATCH"):
                began = loop.time()
                reply = await plain_http.once(self._port, _step(upload, method), PATIENCE_SECONDS)
                followed.resumes[reply.status] += 1
                followed.resume_seconds.append(loop.time() - began)
                if reply.is_good:
                    upload.offset = int(reply.header("upload-offset"))
            await asyncio.sleep(PAUSE_SECONDS)

    async def _hand_in(self, followed: Followed, until: float) -> None:
        loop = asyncio.get_running_loop()
        while loop.time() < until and self._to_hand_in:
            began = loop.time()
            raw = hand_in(self._to_hand_in.pop())
            reply = await plain_http.once(self._port, raw, PATIENCE_SECONDS)
            followed.hand_ins[reply.status] += 1
            followed.hand_in_seconds.append(loop.time() - began)
            await asyncio.sleep(max(0.0, HAND_IN_EVERY_SECONDS - (loop.time() - began)))


def _step(upload: _Upload, method: str) -> bytes:
    headers = {"Authorization": f"Bearer {upload.token}", "Tus-Resumable": "1.0.0"}
    if method == "HEAD":
        return plain_http.head(method, upload.path, headers)
    headers |= {
        "Content-Type": "application/offset+octet-stream",
        "Upload-Offset": str(upload.offset),
        "Content-Length": str(len(PIECE)),
    }
    return plain_http.head(method, upload.path, headers) + PIECE
