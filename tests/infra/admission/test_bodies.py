"""Bodies and answers between slow lines and workers."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sipol.infra.admission import answers, bodies
from sipol.infra.admission.answers import Answer, ReaderStalled
from sipol.infra.admission.bodies import Body, SenderLeft, TooLong, TooSlow
from sipol.infra.admission.spool import Spool


def line(*pieces: bytes, pause: float = 0.0, end: dict[str, Any] | None = None) -> Any:
    messages = [
        {"type": "http.request", "body": piece, "more_body": number < len(pieces) - 1}
        for number, piece in enumerate(pieces)
    ]
    if end:
        messages[-1:] = [end]

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(pause)
        return messages.pop(0) if messages else {"type": "http.disconnect"}

    return receive


@given(st.lists(st.binary(max_size=200), max_size=30), st.lists(st.booleans(), max_size=60))
def test_a_spool_gives_back_what_it_took_in_any_rhythm(
    pieces: list[bytes], takes: list[bool]
) -> None:
    spool, out, left = Spool(memory_bytes=300), b"", list(pieces)
    for take in takes:
        if take:
            out += spool.take()
        elif left:
            spool.put(left.pop(0))
    for piece in left:
        spool.put(piece)
    while len(spool):
        out += spool.take()
    spool.close()
    assert out == b"".join(pieces)


def test_what_is_on_disk_is_sealed_and_has_no_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    spool = Spool(memory_bytes=0)
    spool.put(b"3171234567890001" * 4)
    assert list(tmp_path.iterdir()) == []
    assert b"3171234567890001" not in Path(f"/proc/self/fd/{spool._file}").read_bytes()
    assert spool.take() == b"3171234567890001" * 4
    spool.close()


def test_a_body_is_read_again_as_it_came_and_gives_its_memory_back() -> None:
    async def read() -> bytes:
        body = Body(line(b"a" * 200_000, b"b" * 200_000, b"c"))
        await body.read(1_000_000)
        message, whole = await body.receive(), b""
        whole += message["body"]
        while message["more_body"]:
            message = await body.receive()
            whole += message["body"]
        assert (await body.receive())["type"] == "http.disconnect"
        body.close()
        return whole

    assert asyncio.run(read()) == b"a" * 200_000 + b"b" * 200_000 + b"c"
    assert Body.in_memory_of_all == 0


@pytest.mark.parametrize(
    ("receive", "fault"),
    [
        (line(b"x" * 10, b"y" * 10), TooLong),
        (line(b"x", b"y", end={"type": "http.disconnect"}), SenderLeft),
        (line(*[b"x"] * 9, pause=0.1), TooSlow),
    ],
)
def test_a_body_that_is_not_taken(
    receive: Any, fault: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "GRACE_SECONDS", 0.3)
    with pytest.raises(fault):
        asyncio.run(Body(receive).read(15))


def test_a_slow_reader_does_not_hold_the_worker_and_gets_it_all() -> None:
    async def run() -> tuple[float, int]:
        got: list[int] = []

        async def slow(message: dict[str, Any]) -> None:
            got.append(len(message.get("body", b"")))
            await asyncio.sleep(0.02)

        answer, loop = Answer(slow), asyncio.get_running_loop()
        began = loop.time()
        await answer.take({"type": "http.response.start", "status": 200, "headers": []})
        for _ in range(40):
            body = {"type": "http.response.body", "body": b"x" * 32_000, "more_body": True}
            await answer.take(body)
        await answer.take({"type": "http.response.body", "body": b""})
        made = loop.time() - began
        await answer.finish()
        return made, sum(got)

    made, received = asyncio.run(run())
    assert received == 40 * 32_000
    assert made < 0.3


def test_a_reader_that_stalls_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "STALLED_SECONDS", 0.1)

    async def run() -> None:
        async def stalled(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.body":
                await asyncio.sleep(60)

        answer = Answer(stalled)
        await answer.take({"type": "http.response.start", "status": 200, "headers": []})
        await answer.take({"type": "http.response.body", "body": b"x" * 70_000, "more_body": True})
        await answer.take({"type": "http.response.body", "body": b"x" * 70_000})
        await answer.finish()

    with pytest.raises(ReaderStalled):
        asyncio.run(run())
