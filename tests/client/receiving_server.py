"""A small server that speaks the uploader's side of the protocol and can be told to misbehave.

It keeps what it acknowledged, as the real one does, and breaks in the ways lines and servers break.
"""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'"
TUS = {"Tus-Resumable": "1.0.0"}
PORTAL = b"<!DOCTYPE html><title>Selamat datang</title><p>Masuk ke Wi-Fi hotel"


@dataclass
class Arriving:
    """One upload, as far as it has come."""

    name: str
    size: int
    content: bytearray = field(default_factory=bytearray)
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass
class Received:
    """What happened so far, and what shall go wrong next.

    One entry of `patch_faults` is used up per PATCH: None for nothing, a status to refuse with as
    the server itself, "cut" to drop the line midway, "portal" for a captive portal's page with
    status 200, "stall" to swallow the piece and say nothing, "garbled" for a piece that a middle
    box has changed. `head_faults` and `create_faults` likewise.
    """

    page: str
    built: Path
    uploads: dict[str, Arriving] = field(default_factory=dict)
    creations: list[dict[str, str]] = field(default_factory=list)
    requests: list[tuple[str, str, int]] = field(default_factory=list)
    patch_faults: list[int | str | None] = field(default_factory=list)
    head_faults: list[int | str] = field(default_factory=list)
    create_faults: list[int | str] = field(default_factory=list)
    bytes_sent: int = 0
    retry_after: str = "0"
    # Pieces are answered only while this is set.
    open: threading.Event = field(default_factory=threading.Event)
    silent: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.open.set()

    @property
    def content(self) -> bytes:
        """What has come of the first upload."""
        return bytes(self.uploads["k1"].content)

    def finished(self) -> list[str]:
        """The ids of the uploads in the order in which they were completed."""
        done = [path[9:] for method, path, status in self.requests if (method, status) == DONE]
        return [
            one
            for one in dict.fromkeys(reversed(done))
            if len(self.uploads[one].content) == self.uploads[one].size
        ][::-1]


DONE = ("PATCH", 204)


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
            return self._fail(self.received.create_faults.pop(0))
        if self.headers.get("X-CSRFToken") != "bukti":
            return self._fail(403)
        known = [one["client_id"] for one in self.received.creations]
        if wish["client_id"] not in known:
            self.received.creations.append(wish)
            known.append(wish["client_id"])
        name = f"k{known.index(wish['client_id']) + 1}"
        self.received.uploads.setdefault(name, Arriving(wish["name"], wish["size"]))
        permit = {"id": name, "upload_url": f"/uploads/{name}", "token": "kunci"}
        body = json.dumps({**permit, "delivery_url": ""}).encode()
        return self._answer(201, body, "application/json")

    def do_HEAD(self) -> None:
        if self.received.head_faults:
            return self._fail(self.received.head_faults.pop(0))
        if self._allowed():
            self._answer(200, b"", "", self._offset())
        return None

    def do_DELETE(self) -> None:
        if self._allowed():
            del self.received.uploads[self.path[9:]]
            self._answer(204, b"", "", TUS)

    def do_PATCH(self) -> None:
        wanted = int(self.headers["Content-Length"])
        faults = self.received.patch_faults
        fault = faults.pop(0) if faults else None
        if fault == "cut":
            self.received.bytes_sent += len(self.rfile.read(wanted // 2))
            return self._hang_up()
        body = self.rfile.read(wanted)
        self.received.bytes_sent += len(body)
        self.received.open.wait(30)
        if fault == "stall":
            self.received.silent.wait(30)
            return self._hang_up()
        if fault == "garbled":
            body = body[::-1]
        elif fault is not None:
            return self._fail(fault)
        return self._take(body) if self._allowed() else None

    def _take(self, body: bytes) -> None:
        expected = base64.b64encode(hashlib.sha256(body).digest()).decode()
        if self.headers.get("Upload-Checksum") != f"sha256 {expected}":
            return self._fail(460)
        upload = self.received.uploads.get(self.path[9:])
        if upload is None:
            return self._fail(404)  # withdrawn in the meantime
        with upload.lock:
            if int(self.headers["Upload-Offset"]) != len(upload.content):
                return self._fail(409)
            upload.content += body
            return self._answer(204, b"", "", self._offset())

    def _upload(self) -> Arriving:
        return self.received.uploads[self.path[9:]]

    def _allowed(self) -> bool:
        if self.headers.get("Authorization") != "Bearer kunci":
            self._fail(401)
            return False
        return True

    def _offset(self) -> dict[str, str]:
        upload = self._upload()
        offset = len(upload.content)
        headers = {**TUS, "Upload-Offset": str(offset), "Upload-Length": str(upload.size)}
        whole = offset == upload.size
        return {**headers, "Sipol-Delivery": f"/kiriman/{self.path[9:]}"} if whole else headers

    def _fail(self, fault: int | str) -> None:
        if fault == "portal":
            return self._answer(200, PORTAL, "text/html")
        if fault == "proxy":
            return self._answer(403, PORTAL, "text/html")
        words = json.dumps({"sentence": "Wilayah ini bukan wilayah Anda."}).encode()
        headers = {
            "Retry-After": self.received.retry_after,
            **(TUS if self.path.startswith("/uploads") else {}),
        }
        return self._answer(int(fault), words, "application/json", headers)

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.close()

    def _answer(
        self, status: int, body: bytes, kind: str, headers: dict[str, str] | None = None
    ) -> None:
        self.received.requests.append((self.command, self.path, status))
        try:
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
        except OSError:
            self.close_connection = True  # the browser has left

    def log_message(self, format: str, *args: object) -> None:
        pass


def serve(received: Received) -> tuple[ThreadingHTTPServer, str]:
    """Start serving on a free port; the caller shuts the server down."""
    bound = type("BoundHandler", (Handler,), {"received": received})
    server = ThreadingHTTPServer(("127.0.0.1", 0), bound)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_port}"
