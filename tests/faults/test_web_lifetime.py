"""The web while it is killed, replaced and ended: nobody is refused, nothing that was sent is lost.

Everything here is one real installation with real processes.
"""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.faults.senders import Begun, Books, Program, answered, delivery_of
from tests.installation import Installation
from tests.samples.member_lists import invent_members, write_csv

ROWS = 3_000
PATIENCE_SECONDS = 90
WITHIN_SECONDS = 5


@pytest.fixture
def content(tmp_path: Path) -> bytes:
    write_csv(tmp_path / "a.csv", invent_members(ROWS, localities=[("81.71", "81.71.01")], seed=3))
    return (tmp_path / "a.csv").read_bytes()


class Visitors:
    """Small requests without pause, over new connections and over kept ones; what they got."""

    def __init__(self, installation: Installation) -> None:
        self._url = f"{installation.url}/healthz"
        self._over = threading.Event()
        self.answers: list[int] = []
        self.faults: list[str] = []
        self.slowest = 0.0
        self._threads = [
            threading.Thread(target=visit) for visit in (self._new, self._new, self._kept)
        ]

    def __enter__(self) -> Visitors:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(PATIENCE_SECONDS)

    def _new(self) -> None:
        self._visit(lambda: httpx.get(self._url, timeout=PATIENCE_SECONDS))

    def _kept(self) -> None:
        with httpx.Client(timeout=PATIENCE_SECONDS) as client:
            self._visit(lambda: client.get(self._url))

    def _visit(self, ask: Callable[[], httpx.Response]) -> None:
        while not self._over.is_set():
            began = time.monotonic()
            try:
                self.answers.append(ask().status_code)
            except httpx.HTTPError as fault:
                self.faults.append(repr(fault))
            self.slowest = max(self.slowest, time.monotonic() - began)
            time.sleep(0.005)


def eventually(wanted: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> None:
    deadline = time.monotonic() + seconds
    while not wanted():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def replaced(installation: Installation, old: list[int]) -> bool:
    now = installation.web_processes()
    return bool(now) and not set(now) & set(old)


@contextmanager
def trickling(upload: Begun, content: bytes, first: int) -> Iterator[socket.socket]:
    """A PATCH of the whole content of which `first` bytes were sent."""
    url = httpx.URL(upload.url)
    headers = {**upload.headers, "Upload-Offset": "0", "Content-Length": str(len(content))}
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    with socket.create_connection((url.host, url.port), timeout=PATIENCE_SECONDS) as line:
        line.sendall(f"PATCH {url.path} HTTP/1.1\r\nHost: {url.host}\r\n{head}\r\n".encode())
        line.sendall(content[:first])
        yield line


def headers_of(line: socket.socket) -> dict[str, str]:
    received = b""
    while b"\r\n\r\n" not in received:
        received += line.recv(1)
    first, *rest = received.partition(b"\r\n\r\n")[0].decode().lower().split("\r\n")
    named: dict[str, str] = dict(header.split(": ", 1) for header in rest)
    return {"status": first.split(" ")[1], **named}


def test_a_release_under_traffic_is_seen_by_nobody(
    installation: Installation, content: bytes
) -> None:
    installation.start_web(SIPOL_WEB_PROCESSES="2")
    installation.start_worker()
    program = Program(installation)
    upload = program.begin(len(content), "panjang.csv")
    old = installation.web_processes()
    with Visitors(installation) as visitors, trickling(upload, content, 100_000) as line:
        time.sleep(0.5)
        os.kill(installation.processes["web"].pid, signal.SIGHUP)
        told = headers_of(line)
        eventually(lambda: replaced(installation, old))
        time.sleep(0.3)
    assert visitors.faults == []
    assert len(visitors.answers) > 200
    assert set(visitors.answers) == {200}
    assert (told["status"], told["connection"]) == ("503", "close")
    assert int(told["retry-after"]) >= 1
    assert int(told["upload-offset"]) == 100_000 == program.offset(upload)
    delivery = delivery_of(program.append(upload, 100_000, content[100_000:]))
    with Books(installation) as books:
        assert books.wait(delivery, answered)["sent"] == ROWS


def test_an_end_and_a_new_start_lose_no_byte_of_an_upload(
    installation: Installation, content: bytes
) -> None:
    installation.start_web()
    program = Program(installation)
    upload = program.begin(len(content), "panjang.csv")
    ask = b"GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    kept = socket.create_connection(("127.0.0.1", installation.port), timeout=PATIENCE_SECONDS)
    with kept, trickling(upload, content, 150_000) as line:
        kept.sendall(ask)
        assert headers_of(kept)["status"] == "200"
        kept.recv(65536)
        web = installation.processes.pop("web")
        began = time.monotonic()
        web.send_signal(signal.SIGTERM)
        time.sleep(0.6)
        kept.sendall(ask)
        no_more_ready = headers_of(kept)
        told = headers_of(line)
        assert web.wait(PATIENCE_SECONDS) == 0
    assert time.monotonic() - began < 20
    assert (no_more_ready["status"], no_more_ready["connection"]) == ("503", "close")
    assert int(told["upload-offset"]) == 150_000
    installation.start_web()
    assert program.offset(upload) == 150_000
    assert delivery_of(program.append(upload, 150_000, content[150_000:]))


def test_a_killed_web_process_is_back_and_no_process_outlives_its_parent(
    installation: Installation,
) -> None:
    began = time.monotonic()
    installation.start_web()
    start = time.monotonic() - began
    before = installation.web_processes()
    installation.kill_web_process()
    began = time.monotonic()
    codes: list[Any] = []
    visits = [threading.Thread(target=lambda: codes.append(visit(installation))) for _ in range(20)]
    for thread in visits:
        thread.start()
        time.sleep(0.02)
    for thread in visits:
        thread.join()
    assert codes == [200] * 20
    # Where others keep the machine busy, no longer than the first start took.
    assert time.monotonic() - began < max(WITHIN_SECONDS, 1.5 * start)
    assert replaced(installation, before)
    assert installation.log("web").count("starting another in 0 s") == 1

    [served] = installation.web_processes()
    parent = installation.processes.pop("web")
    parent.kill()
    parent.wait()
    eventually(lambda: is_dead(served))
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{installation.url}/healthz")


def visit(installation: Installation) -> int | str:
    try:
        return httpx.get(f"{installation.url}/readyz", timeout=PATIENCE_SECONDS).status_code
    except httpx.HTTPError as fault:
        return repr(fault)


def is_dead(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_slow_connections_do_not_keep_an_honest_client_out(
    installation: Installation, content: bytes
) -> None:
    installation.start_web()
    program = Program(installation)
    slow = [dribble(installation) for _ in range(120)]
    slow += [socket.create_connection(("127.0.0.1", installation.port)) for _ in range(120)]
    uploads = [program.begin(len(content), f"{n}.csv") for n in range(40)]
    held = [trickling(upload, content, 10) for upload in uploads]
    lines = [opened.__enter__() for opened in held]
    try:
        began = time.monotonic()
        for _ in range(10):
            assert httpx.get(f"{installation.url}/tentang/").status_code in {200, 404}
        assert delivery_of(program.append(program.begin(len(content), "x.csv"), 0, content))
        assert time.monotonic() - began < 30
    finally:
        for line in (*slow, *lines):
            line.close()


def dribble(installation: Installation) -> socket.socket:
    line = socket.create_connection(("127.0.0.1", installation.port))
    line.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")
    return line
