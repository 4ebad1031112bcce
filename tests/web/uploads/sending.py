"""A sender for tests: whole requests over http.client, and bodies that are sent bit by bit."""

from __future__ import annotations

import base64
import http.client
import json
import socket
from dataclasses import dataclass
from typing import Any, Self

TUS = {"Tus-Resumable": "1.0.0"}
BODY = {"Content-Type": "application/offset+octet-stream"}


@dataclass(frozen=True)
class Reply:
    """A response: status, headers by lowercase name, body."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def offset(self) -> int:
        return int(self.headers["upload-offset"])

    @property
    def json(self) -> dict[str, Any]:
        return json.loads(self.body)


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


class Sender:
    """Speaks tus to one server with one token."""

    def __init__(self, port: int, token: str) -> None:
        self.port = port
        self.token = token

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> Reply:
        """One request; header names with underscores for dashes, an empty value leaves one out."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {"Authorization": f"Bearer {self.token}", **TUS, **named}
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            link.request(method, path, body or None, {k: v for k, v in sent.items() if v})
            reply = link.getresponse()
            raw = {name.lower(): value for name, value in reply.getheaders()}
            return Reply(reply.status, raw, reply.read())
        finally:
            link.close()

    def create(self, size: int, *, key: str = "", body: bytes = b"", **metadata: str) -> Reply:
        pairs = {"filename": "anggota.csv", "client_id": key, **metadata}
        text = ",".join(f"{name} {encoded(value)}" for name, value in pairs.items() if value)
        content_type = BODY["Content-Type"] if body else ""
        return self.ask(
            "POST",
            "/uploads/",
            body,
            Upload_Length=str(size),
            Upload_Metadata=text,
            Content_Type=content_type,
        )

    def head(self, path: str) -> Reply:
        return self.ask("HEAD", path)

    def patch(self, path: str, offset: int, body: bytes, **headers: str) -> Reply:
        return self.ask("PATCH", path, body, Upload_Offset=str(offset), **{**_body(), **headers})

    def trickle(self, path: str, offset: int, length: int, **headers: str) -> Trickle:
        """A PATCH whose body of `length` bytes the test sends itself."""
        return Trickle(self, path, offset, length, headers)


class Trickle:
    """A PATCH in the middle of its body, on a raw socket."""

    def __init__(
        self, sender: Sender, path: str, offset: int, length: int, headers: dict[str, str]
    ) -> None:
        self._socket = socket.create_connection(("127.0.0.1", sender.port), timeout=20)
        lines = {
            "Host": "127.0.0.1",
            "Authorization": f"Bearer {sender.token}",
            "Upload-Offset": str(offset),
            "Content-Length": str(length),
            **TUS,
            **BODY,
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        self._socket.sendall(f"PATCH {path} HTTP/1.1\r\n{head}\r\n".encode())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.cut()

    def send(self, data: bytes) -> None:
        self._socket.sendall(data)

    def cut(self) -> None:
        self._socket.close()

    def reply(self) -> tuple[int, bool]:
        """The status, and whether the server closed the connection after it."""
        received = b""
        while b"\r\n\r\n" not in received and (more := self._socket.recv(65536)):
            received += more
        return int(received.split(b" ", 2)[1]), b"connection: close" in received.lower()


def _body() -> dict[str, str]:
    return {name.replace("-", "_"): value for name, value in BODY.items()}
