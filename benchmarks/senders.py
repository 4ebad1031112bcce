"""Senders of pieces: many connections, each with an upload of its own, one piece at a time."""

from __future__ import annotations

import asyncio
import json
import socket
import time
from base64 import b64encode
from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import uuid4

from benchmarks import plain_http

UPLOAD_BYTES = 15 * 1024**3
BODY_TYPE = "application/offset+octet-stream"
BEGIN_AT_ONCE = 8


@dataclass
class Upload:
    """One upload at a server, and how far it is."""

    path: str
    token: str = ""
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Target:
    """A tus server on this machine; `token` where it asks for one."""

    port: int
    token: str = ""

    def headers(self, token: str = "") -> dict[str, str]:
        """Of a request, with the upload's own token where it has one."""
        token = token or self.token
        bearer = {"Authorization": f"Bearer {token}"} if token else {}
        return {"Tus-Resumable": "1.0.0", **bearer}


async def begin(target: Target, count: int, size: int = UPLOAD_BYTES) -> list[Upload]:
    """So many new uploads; raises RuntimeError where one cannot begin."""
    gate = asyncio.Semaphore(BEGIN_AT_ONCE)

    async def one() -> Upload:
        key = b64encode(uuid4().hex.encode("ascii")).decode("ascii")
        headers = {
            **target.headers(),
            "Upload-Length": str(size),
            "Upload-Metadata": f"filename {b64encode(b'anggota.csv').decode()},client_id {key}",
            "Content-Length": "0",
        }
        async with gate:
            raw = plain_http.head("POST", "/uploads", headers)
            reply = await plain_http.once(target.port, raw, 60, keep_body=True)
        if reply.status != "201":
            raise RuntimeError(f"an upload cannot begin: {reply.status}")
        token = json.loads(reply.body)["token"] if target.token else ""
        return Upload(urlsplit(reply.header("location")).path, token)

    return await asyncio.gather(*(one() for _ in range(count)))


async def end(target: Target, uploads: list[Upload]) -> None:
    """Gives the uploads up, so that their bytes go."""
    for upload in uploads:
        raw = plain_http.head("DELETE", upload.path, target.headers(upload.token))
        await plain_http.once(target.port, raw, 60)


async def send(target: Target, uploads: list[Upload], piece: bytes, seconds: float) -> float:
    """Pieces acknowledged a second, until every connection has its last answer."""
    loop = asyncio.get_running_loop()
    began = time.monotonic()
    until = began + seconds
    view = memoryview(piece)
    done = 0

    async def sender(upload: Upload) -> None:
        nonlocal done
        with await connection(target.port) as link:
            while time.monotonic() < until:
                await loop.sock_sendall(link, patch(target, upload, len(piece)))
                await loop.sock_sendall(link, view)
                await acknowledged(link)
                upload.offset += len(piece)
                done += 1

    await asyncio.gather(*(sender(upload) for upload in uploads))
    return done / (time.monotonic() - began)


async def connection(port: int) -> socket.socket:
    link = socket.socket()
    link.setblocking(False)
    link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    await asyncio.get_running_loop().sock_connect(link, ("127.0.0.1", port))
    return link


def patch(target: Target, upload: Upload, length: int) -> bytes:
    """The head of a request that brings so many bytes."""
    headers = {
        **target.headers(upload.token),
        "Content-Type": BODY_TYPE,
        "Upload-Offset": str(upload.offset),
        "Content-Length": str(length),
    }
    return plain_http.head("PATCH", upload.path, headers, close=False)


async def acknowledged(link: socket.socket) -> None:
    """Reads an answer without body; raises RuntimeError unless it is 204."""
    loop = asyncio.get_running_loop()
    answer = b""
    while b"\r\n\r\n" not in answer:
        read = await loop.sock_recv(link, 4096)
        if not read:
            break
        answer += read
    if not answer.startswith(b"HTTP/1.1 204"):
        raise RuntimeError(f"a piece was not acknowledged: {answer[:200]!r}")
