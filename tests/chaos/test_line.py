"""Each fault of the line does what it says."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import httpx
import pytest

from tests.chaos.line import Line
from tests.chaos.weather import Weather


@dataclass
class Server:
    """What reached the server behind the line."""

    port: int = 0
    bodies: list[bytes] = field(default_factory=list)
    first_bytes_at: list[float] = field(default_factory=list)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_seen: ClassVar[Server]

    def do_POST(self) -> None:
        self.server_seen.first_bytes_at.append(time.monotonic())
        self.server_seen.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
        answer = str(len(self.server_seen.bodies)).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    seen = Server()
    handler = type("Handler", (Handler,), {"server_seen": seen})
    running = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    seen.port = running.server_address[1]
    threading.Thread(target=running.serve_forever, args=(0.02,), daemon=True).start()
    yield seen
    running.shutdown()
    running.server_close()


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A server that accepts and leaves everything else to the test."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(5)
        yield listening


def joined(line: Line, listener: socket.socket) -> tuple[socket.socket, socket.socket]:
    """Both ends of one connection through the line."""
    near = socket.create_connection(("127.0.0.1", line.port), timeout=5)
    far, _ = listener.accept()
    far.settimeout(5)
    return near, far


def exactly(far: socket.socket, size: int) -> bytes:
    received = b""
    while len(received) < size and (more := far.recv(65536)):
        received += more
    return received


def post(line: Line, body: bytes = b"isi") -> httpx.Response:
    return httpx.post(line.url, content=body, timeout=10)


def port_of(listener: socket.socket) -> int:
    return int(listener.getsockname()[1])


def test_a_fair_line_changes_nothing(server: Server) -> None:
    body = bytes(range(256)) * 4000
    with Line(server.port) as line:
        assert post(line, body).text == "1"
        assert line.count["bytes_up"] > len(body)
    assert server.bodies == [body]


def test_latency_is_waited_out_both_ways_and_weather_turns_while_running(server: Server) -> None:
    with Line(server.port, Weather(latency=0.15, jitter=0.02)) as line, httpx.Client() as client:
        began = time.monotonic()
        client.post(line.url, content=b"isi")
        assert 0.3 <= time.monotonic() - began < 2
        line.weather = Weather()
        began = time.monotonic()
        client.post(line.url, content=b"isi")
        assert time.monotonic() - began < 0.25


def test_the_rate_is_that_of_the_line_and_shared(server: Server) -> None:
    with Line(server.port, Weather(rate_up=200_000)) as line:
        began = time.monotonic()
        senders = [threading.Thread(target=post, args=(line, bytes(50_000))) for _ in range(2)]
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join()
        assert 0.45 <= time.monotonic() - began < 3


def test_a_reset_comes_after_exactly_so_many_bytes(listener: socket.socket) -> None:
    weather = Weather(cut_after=(30_000, 30_000), cut_by="reset")
    with Line(port_of(listener), weather) as line:
        near, far = joined(line, listener)
        with near, far:
            threading.Thread(target=_send_all, args=(near, bytes(100_000)), daemon=True).start()
            received = 0
            with pytest.raises(ConnectionResetError):
                while more := far.recv(1024):
                    received += len(more)
            assert received <= 30_000
            with pytest.raises(ConnectionError):
                assert near.recv(1) != b""
        assert line.count["cuts"] == 1
        assert line.count["bytes_up"] == 30_000


def _send_all(near: socket.socket, data: bytes) -> None:
    try:
        near.sendall(data)
    except OSError:
        return


def test_a_stall_holds_everything_and_then_lets_it_go(listener: socket.socket) -> None:
    with Line(port_of(listener), Weather(stall_seconds=0.4)) as line:
        near, far = joined(line, listener)
        with near, far:
            near.sendall(b"a")
            assert far.recv(1) == b"a"
            assert line.cut("stall") == 1
            began = time.monotonic()
            near.sendall(b"b")
            assert far.recv(1) == b"b"
            assert 0.3 < time.monotonic() - began < 2


def test_a_vanished_peer_says_nothing_to_either_side(listener: socket.socket) -> None:
    with Line(port_of(listener), Weather(cut_after=(4, 4), cut_by="vanish")) as line:
        near, far = joined(line, listener)
        with far:
            near.sendall(b"satu")
            assert exactly(far, 4) == b"satu"
            near.sendall(b"dua")
            near.close()
            far.settimeout(0.4)
            with pytest.raises(TimeoutError):
                far.recv(1)
            far.sendall(b"masih ada?")


def test_a_line_that_is_down_resets_whoever_comes(server: Server) -> None:
    with Line(server.port, Weather(down=True)) as line:
        with pytest.raises(httpx.HTTPError):
            post(line)
        line.weather = Weather()
        assert post(line).text == "1"


def test_the_same_seed_cuts_at_the_same_bytes(listener: socket.socket) -> None:
    def cuts(seed: int) -> list[int]:
        found = []
        weather = Weather(cut_after=(1, 20_000), cut_by="reset")
        with Line(port_of(listener), weather, seed=seed) as line:
            for _ in range(3):
                before = line.count["bytes_up"]
                near, far = joined(line, listener)
                _send_all(near, bytes(40_000))
                with near, far, pytest.raises(ConnectionResetError):
                    while far.recv(65536):
                        pass
                found.append(line.count["bytes_up"] - before)
        return found

    assert cuts(7) == cuts(7)
    assert cuts(7) != cuts(8)


def test_a_duplicated_request_arrives_twice_and_the_second_answer_comes_back(
    server: Server,
) -> None:
    with Line(server.port, Weather(duplicated=1.0)) as line:
        assert post(line).text == "2"
        assert line.count["duplicated"] == 1
    assert server.bodies == [b"isi", b"isi"]


@pytest.mark.parametrize(("buffering", "waits"), [(True, True), (False, False)])
def test_a_buffering_box_shows_nothing_before_it_has_everything(
    server: Server, buffering: bool, waits: bool
) -> None:
    """The other box streams: told apart by a share so small that it never strikes."""
    with Line(server.port, Weather(buffering=buffering, duplicated=1e-12)) as line:
        sent_at: list[float] = []

        def body() -> Iterator[bytes]:
            yield b"awal"
            time.sleep(0.3)
            sent_at.append(time.monotonic())
            yield b"akhir"

        httpx.post(line.url, content=body(), headers={"Content-Length": "9"}, timeout=10)
    assert server.bodies == [b"awalakhir"]
    assert (server.first_bytes_at[0] > sent_at[0]) is waits


@pytest.mark.parametrize(("answer_lost", "arrived"), [(False, []), (True, [b"isi"])])
def test_a_bad_gateway_before_or_after_the_work(
    server: Server, answer_lost: bool, arrived: list[bytes]
) -> None:
    with Line(server.port, Weather(bad_gateway=1.0, answer_lost=answer_lost)) as line:
        answer = post(line)
        assert answer.status_code == 502
        assert "text/html" in answer.headers["Content-Type"]
    assert server.bodies == arrived


def test_a_captive_portal_says_200_to_everything_and_passes_nothing(server: Server) -> None:
    with Line(server.port, Weather(portal=True)) as line:
        answer = post(line)
        assert (answer.status_code, "<html>" in answer.text) == (200, True)
        line.weather = Weather()
        assert post(line).text == "1"
    assert server.bodies == [b"isi"]
