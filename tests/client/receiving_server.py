"""A small server that speaks the uploader's side of the protocol and can be told to misbehave.

It keeps what it acknowledged, as the real one does, and breaks in the ways lines and servers break.
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'"


@dataclass
class Received:
    """What happened so far, and what shall go wrong next."""

    page: str
    built: Path
    size: int = 0
    content: bytearray = field(default_factory=bytearray)
    creations: list[dict[str, str]] = field(default_factory=list)
    requests: list[tuple[str, str, int]] = field(default_factory=list)
    # One entry is used up per PATCH: a status to refuse with, or "cut" to drop the line midway.
    patch_faults: list[int | str] = field(default_factory=list)
    create_faults: list[int] = field(default_factory=list)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    received: Received

    def do_GET(self) -> None:
        if self.path.startswith("/built/"):
            self._answer(200, (self.received.built / self.path[7:]).read_bytes(), "text/javascript")
        elif self.path.startswith("/kiriman/"):
            self._answer(200, b"<h1>Kiriman</h1>", "text/html")
        else:
            self._answer(200, self.received.page.encode(), "text/html; charset=utf-8")

    def do_POST(self) -> None:
        wish = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.received.create_faults:
            return self._refuse(self.received.create_faults.pop(0))
        if self.headers.get("X-CSRFToken") != "bukti":
            return self._refuse(403)
        self.received.creations.append(wish)
        self.received.size = wish["size"]
        permit = {"id": "k1", "upload_url": "/uploads/k1", "token": "kunci"}
        body = json.dumps({**permit, "delivery_url": ""}).encode()
        return self._answer(201, body, "application/json")

    def do_HEAD(self) -> None:
        if self._allowed():
            length = {"Upload-Length": str(self.received.size)}
            self._answer(200, b"", "", {**self._offset(), **length})

    def do_PATCH(self) -> None:
        wanted = int(self.headers["Content-Length"])
        fault = self.received.patch_faults.pop(0) if self.received.patch_faults else None
        if fault == "cut":
            self.received.content += self.rfile.read(wanted // 2)
            self.close_connection = True
            self.connection.close()
            return None
        body = self.rfile.read(wanted)
        if isinstance(fault, int):
            return self._refuse(fault)
        if not self._allowed():
            return None
        if int(self.headers["Upload-Offset"]) != len(self.received.content):
            return self._refuse(409)
        self.received.content += body
        return self._answer(204, b"", "", self._offset())

    def _allowed(self) -> bool:
        if self.headers.get("Authorization") != "Bearer kunci":
            self._refuse(401)
            return False
        return True

    def _offset(self) -> dict[str, str]:
        offset = len(self.received.content)
        headers = {"Upload-Offset": str(offset), "Tus-Resumable": "1.0.0"}
        whole = offset == self.received.size
        return {**headers, "Sipol-Delivery": "/kiriman/k1"} if whole else headers

    def _refuse(self, status: int) -> None:
        words = json.dumps({"sentence": "Wilayah ini bukan wilayah Anda."}).encode()
        self._answer(status, words, "application/json", {"Retry-After": "0"})

    def _answer(
        self, status: int, body: bytes, kind: str, headers: dict[str, str] | None = None
    ) -> None:
        self.received.requests.append((self.command, self.path, status))
        self.send_response(status)
        for name, value in {**(headers or {}), "Content-Security-Policy": POLICY}.items():
            self.send_header(name, value)
        if kind:
            self.send_header("Content-Type", kind)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


def serve(received: Received) -> tuple[ThreadingHTTPServer, str]:
    """Start serving on a free port; the caller shuts the server down."""
    bound = type("BoundHandler", (Handler,), {"received": received})
    server = ThreadingHTTPServer(("127.0.0.1", 0), bound)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_port}"
