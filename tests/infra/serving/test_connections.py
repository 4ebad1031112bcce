"""Slow and hostile connections: each is let go with a clear answer, and honest ones are served."""

from __future__ import annotations

import asyncio
import http.client
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from typing import Any

import pytest

from sipol.infra.serving.dismissals import Dismissal, TurnAway, nobody
from sipol.infra.serving.limits import Limits
from sipol.infra.serving.server import Server

GET = b"GET / HTTP/1.1\r\nHost: x\r\n"
Serve = Callable[..., int]


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """Answers with the number of bytes in the body, after a pause that the path names."""
    if scope["type"] == "lifespan":
        for step in ("startup", "shutdown"):
            await receive()
            await send({"type": f"lifespan.{step}.complete"})
        return
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        body, more = body + message["body"], message["more_body"]
    await asyncio.sleep(float(scope["path"][1:] or 0))
    text = b"%d" % len(body)
    headers = [(b"content-length", b"%d" % len(text))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": text})


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serves with these limits; returns the port. `serve.servers` are those that run."""
    running: list[tuple[Server, threading.Thread]] = []

    def start(application: Any = echo, turn_away: TurnAway = nobody, **limits: Any) -> int:
        listening = socket.create_server(("127.0.0.1", 0))
        bounds = Limits(**limits)
        server = Threaded(application, bounds, drain_seconds=3, turn_away=turn_away)
        thread = threading.Thread(target=lambda: asyncio.run(server.serve([listening])))
        thread.start()
        running.append((server, thread))
        start.last = server  # type: ignore[attr-defined]
        return int(listening.getsockname()[1])

    yield start
    for server, thread in running:
        server.end()
        thread.join(10)
        assert not thread.is_alive()


class Threaded(Server):
    """Signals belong to the test process, not to a thread of it."""

    def capture_signals(self) -> Any:
        return closing(socket.socket())


def connected(port: int, data: bytes = b"") -> socket.socket:
    line = socket.create_connection(("127.0.0.1", port), timeout=10)
    line.sendall(data)
    return line


def answer(line: socket.socket) -> bytes:
    """All that comes until the connection is closed."""
    received = b""
    try:
        while more := line.recv(65536):
            received += more
    except ConnectionError:
        pass
    return received


def head_of(line: socket.socket, until: bytes = b"\r\n\r\n") -> bytes:
    received = b""
    while until not in received:
        more = line.recv(1000)
        assert more, received
        received += more
    return received


def status_of(line: socket.socket) -> int:
    received = answer(line)
    head = received.partition(b"\r\n\r\n")[0].lower()
    assert b"connection: close" in head
    return int(received.split(b" ", 2)[1])


def is_served(port: int) -> bool:
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    with closing(link):
        link.request("POST", "/", b"12345")
        return link.getresponse().read() == b"5"


def test_a_head_that_never_ends_is_told_so(serve: Serve) -> None:
    port = serve(head_seconds=0.5)
    began = time.monotonic()
    with connected(port, GET) as line:
        assert status_of(line) == 408
    assert time.monotonic() - began < 4
    assert is_served(port)


def test_dribbling_does_not_buy_time(serve: Serve) -> None:
    port = serve(head_seconds=0.5)
    with connected(port, GET) as line:
        threading.Thread(target=_dribble, args=(line,), daemon=True).start()
        assert status_of(line) == 408


def _dribble(line: socket.socket) -> None:
    try:
        for _ in range(200):
            line.sendall(b"X")
            time.sleep(0.05)
    except OSError:
        pass


def test_who_says_nothing_is_let_go_without_a_word(serve: Serve) -> None:
    port = serve(head_seconds=0.3)
    with connected(port) as line:
        assert answer(line) == b""


def test_idle_after_an_answer_is_bounded_too(serve: Serve) -> None:
    port = serve(idle_seconds=0.3, head_seconds=0.3)
    with connected(port, GET + b"\r\n") as line:
        assert answer(line).endswith(b"\r\n\r\n0")


def test_a_body_that_dribbles_on_after_the_answer_keeps_nothing_open(serve: Serve) -> None:
    async def hasty(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            return await echo(scope, receive, send)
        await send({"type": "http.response.start", "status": 413, "headers": []})
        return await send({"type": "http.response.body", "body": b""})

    port = serve(hasty, idle_seconds=0.5, head_seconds=0.5)
    with connected(port, b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9999\r\n\r\n") as line:
        threading.Thread(target=_dribble, args=(line,), daemon=True).start()
        assert b" 413 " in answer(line)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414),
        (GET + b"A: " + b"b" * 40_000 + b"\r\n\r\n", 431),
        (GET + b"A: b\r\n" * 200 + b"\r\n", 431),
        (GET + b"Cookie: " + b"c" * 200_000, 431),
        (b"\x16\x03\x01 is this TLS?\r\n\r\n", 400),
        (b"GET\r\n\r\n", 400),
        (GET + b"A : b\r\n\r\n", 400),
        (GET + b"Content-Length: -5\r\n\r\n", 400),
        (GET + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
    ],
)
def test_what_cannot_be_a_request_gets_a_clear_answer(
    serve: Serve, sent: bytes, status: int
) -> None:
    port = serve()
    with connected(port, sent) as line:
        assert status_of(line) == status
    assert is_served(port)


def test_a_slow_flood_of_headers_ends_at_its_bound(serve: Serve) -> None:
    port = serve(head_bytes=4096)
    with connected(port, GET) as line:
        line.sendall(b"X-Long: ")
        for _ in range(20):
            line.sendall(b"y" * 1000)
        assert status_of(line) == 431


def test_requests_in_a_row_are_answered_in_their_order(serve: Serve) -> None:
    port = serve()
    post = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%b"
    in_a_row = b"".join(post % (length, b"z" * length) for length in range(10))
    with connected(port, in_a_row) as line:
        line.sendall(GET + b"Connection: close\r\n\r\n")
        answers = answer(line).split(b"HTTP/1.1 200")[1:]
    assert [text[-1:] for text in answers] == [b"%d" % n for n in (*range(10), 0)]


def test_too_many_requests_in_a_row_are_answered_as_far_as_they_are_heard(serve: Serve) -> None:
    port = serve(pipelined=4)
    with connected(port, (GET.replace(b"/ ", b"/0.1 ") + b"\r\n") * 1000) as line:
        assert 1 <= answer(line).count(b"HTTP/1.1 200") <= 6
    assert is_served(port)


def test_rubbish_after_a_request_does_not_spoil_its_answer(serve: Serve) -> None:
    port = serve()
    with connected(port, GET.replace(b"/ ", b"/0.2 ") + b"\r\n\x00\x01rubbish\r\n\r\n") as line:
        received = answer(line)
    assert received.count(b"HTTP/1.1") == 1
    assert received.startswith(b"HTTP/1.1 200")


def test_an_upgrade_that_is_not_spoken_is_an_ordinary_request(serve: Serve) -> None:
    port = serve()
    with connected(port, GET + b"Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n") as line:
        assert status_of(line) == 200


def test_the_longest_waiting_of_one_address_gives_way(serve: Serve) -> None:
    port = serve(per_address=20)
    lines = [connected(port, GET) for _ in range(20)]
    time.sleep(0.3)
    lines += [connected(port, GET) for _ in range(10)]
    assert is_served(port)
    assert status_of(lines[0]) == 503
    lines[-1].sendall(b"\r\n")
    assert head_of(lines[-1]).startswith(b"HTTP/1.1 200")
    for line in lines:
        line.close()


def test_a_full_house_lets_the_idle_go_and_serves_the_honest(serve: Serve) -> None:
    port = serve(connections=30)
    lines = [connected(port) for _ in range(30)]
    for _ in range(5):
        assert is_served(port)
    for line in lines:
        line.close()


def test_a_house_full_of_work_says_so(serve: Serve) -> None:
    port = serve(connections=5)
    busy = [connected(port, GET.replace(b"/ ", b"/1 ") + b"\r\n") for _ in range(5)]
    time.sleep(0.3)
    with connected(port, GET + b"\r\n") as line:
        received = answer(line)
    assert b" 503 " in received and b"retry-after: " in received
    for line in busy:
        assert head_of(line).startswith(b"HTTP/1.1 200")
        line.close()


def test_an_answer_that_nobody_reads_holds_its_connection_for_a_while_only(serve: Serve) -> None:
    async def long(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            return await echo(scope, receive, send)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        return await send({"type": "http.response.body", "body": b"z" * 2**24})

    port = serve(long, stalled_seconds=0.2)
    with connected(port, GET + b"\r\n") as line:
        connections = serve.last.server_state.connections  # type: ignore[attr-defined]
        time.sleep(0.2)
        assert len(connections) == 1
        deadline = time.monotonic() + 10
        while connections and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not connections
        assert len(answer(line)) < 2**24


def test_the_end_answers_what_is_under_way_and_what_is_just_coming(serve: Serve) -> None:
    port = serve(linger_seconds=0.6)
    slow = connected(port, GET.replace(b"/ ", b"/0.5 ") + b"\r\n")
    idle = connected(port, GET + b"\r\n")
    assert head_of(idle, b"\r\n\r\n0")
    half = connected(port, GET)
    silent = connected(port)
    time.sleep(0.2)
    serve.last.end()  # type: ignore[attr-defined]
    time.sleep(0.3)
    idle.sendall(GET + b"\r\n")
    for line in (slow, idle):
        assert status_of(line) == 200
    assert answer(silent) == b""
    half.sendall(b"\r\n")
    assert status_of(half) == 200
    with pytest.raises(ConnectionRefusedError):
        connected(port)


def no(scope: dict[str, Any]) -> Dismissal | None:
    """Turns away who asks for what is not a number of seconds."""
    if scope["path"][1:].replace(".", "").isdigit():
        return None
    return Dismissal(503, b"retry-after: 7\r\n", scope["path"].encode())


def asked(path: str, more: str = "") -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: x\r\n{more}\r\n".encode()


def test_who_is_turned_away_may_ask_again_on_the_same_line(serve: Serve) -> None:
    port = serve(turn_away=no, idle_seconds=0.6)
    with connected(port, asked("/no")) as line:
        first = head_of(line, b"/no")
        line.sendall(asked("/0"))
        assert head_of(line, b"\r\n\r\n0").startswith(b"HTTP/1.1 200")
        line.sendall(b"HEAD /never HTTP/1.1\r\nHost: x\r\n\r\n")
        assert b"content-length: 6" in head_of(line)
        line.sendall(asked("/again"))
        began = time.monotonic()
        rest = answer(line)
    assert first.startswith(b"HTTP/1.1 503 Service Unavailable\r\n")
    assert b"retry-after: 7" in first
    assert b"connection" not in first.lower()
    assert rest.endswith(b"\r\n\r\n/again")  # and no 408 behind it
    assert time.monotonic() - began < 4


def test_a_no_ends_what_was_to_end_and_waits_for_the_answer_before_it(serve: Serve) -> None:
    port = serve(turn_away=no)
    ending = asked("/last", "Connection: close\r\n")
    with connected(port, asked("/no") + ending + asked("/0")) as line:
        received = answer(line)
    assert received.index(b"\r\n\r\n/no") < received.index(b"connection: close")
    assert received.endswith(b"\r\n\r\n/last")
    seen: list[str] = []
    port = serve(turn_away=lambda scope: seen.append(scope["path"]))
    with connected(port, asked("/0.2") + asked("/0", "Connection: close\r\n")) as line:
        assert answer(line).count(b"HTTP/1.1 200") == 2
    assert seen == ["/0.2"]


def test_a_request_with_a_body_is_for_the_application(serve: Serve) -> None:
    port = serve(turn_away=no)
    head = b"POST /0?x=/no HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 3\r\n\r\n"
    with connected(port, head + b"abc") as line:
        assert answer(line).endswith(b"\r\n\r\n3")


def test_noes_that_nobody_reads_do_not_pile_up(serve: Serve) -> None:
    said: list[str] = []

    def long_no(scope: dict[str, Any]) -> Dismissal:
        said.append(scope["path"])
        return Dismissal(503, b"", b"x" * 64 * 1024)

    with connected(serve(turn_away=long_no)) as line:
        line.settimeout(5)
        with suppress(OSError):
            line.sendall(asked("/no") * 20_000)
        time.sleep(0.5)
        assert 0 < len(said) < 1000
