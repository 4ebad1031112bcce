"""A box between a sender and its server that does what bad lines and hotel portals do."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import closing, suppress

PORTAL = b"<html>Selamat datang! Silakan masuk ke Wi-Fi.</html>"
FAULTS: dict[str, bytes] = {
    "portal": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n"
    b"Connection: close\r\n\r\n%s" % (len(PORTAL), PORTAL),
    "portal with 404": b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    "redirect": b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n"
    b"Connection: close\r\n\r\n",
    "bad gateway": b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    "busy": b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\n"
    b"Connection: close\r\n\r\n",
}


class BadBox:
    """Forwards to `port`. Each connection uses up one fault, in order: a name in FAULTS, or a
    number of bytes after which both ends are dropped; without faults all is forwarded.
    """

    def __init__(self, port: int, faults: list[str | int]) -> None:
        self.faults = faults
        self.connections = 0
        self.sent = 0
        self.on_bytes: Callable[[int], None] = lambda sent: None
        self._to = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._listening.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                self.connections += 1
                fault = self.faults.pop(0) if self.faults else 10**12
                threading.Thread(target=self._handle, args=(near, fault), daemon=True).start()

    def _handle(self, near: socket.socket, fault: str | int) -> None:
        with closing(near), suppress(OSError):
            if isinstance(fault, str):
                near.recv(65536)
                near.sendall(FAULTS[fault])
                return
            far = socket.create_connection(("127.0.0.1", self._to))
            with closing(far):
                threading.Thread(target=_pour, args=(far, near), daemon=True).start()
                while fault > 0 and (data := near.recv(min(fault, 65536))):
                    far.sendall(data)
                    fault -= len(data)
                    self.sent += len(data)
                    self.on_bytes(self.sent)
                for end in (near, far):
                    end.shutdown(socket.SHUT_RDWR)


def _pour(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
