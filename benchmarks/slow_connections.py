"""Two thousand uploads at once, each dribbling a body, and an honest client among them."""

from __future__ import annotations

import asyncio
import socket
import statistics
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from benchmarks import plain_http, senders
from benchmarks.figures import percentile
from benchmarks.senders import Target, Upload

COUNT = 2000
HOLD_SECONDS = 20.0
DRIBBLE_SECONDS = 10.0
DRIBBLE = bytes(256)
BODY_BYTES = 4 * 1024 * 1024
HONEST_PIECE = bytes(256 * 1024)


async def hold(target: Target, web: list[int]) -> dict[str, Any]:
    """How many are still held in the end, memory that each takes, and what the honest one got."""
    uploads = await senders.begin(target, COUNT, BODY_BYTES)
    honest = await senders.begin(target, 1)
    before = _memory(web)
    links = [await _half_sent(target, upload) for upload in uploads]
    await asyncio.sleep(5)
    during = _memory(web)
    dribbling = asyncio.create_task(_dribble(links))
    pages, pieces, failed = await _honest(target, honest[0])
    dribbling.cancel()
    held = sum(_is_held(link) for link in links)
    for link in links:
        link.close()
    await senders.end(target, honest)
    return {
        "slow_connections": COUNT,
        "slow_connections_held": held,
        "kib_per_idle_upload": round((during - before) / COUNT / 1024, 1),
        "honest_pages": len(pages),
        "honest_page_p95_s": round(percentile(pages, 95) or 0, 3),
        "honest_pieces": len(pieces),
        "honest_piece_median_s": round(statistics.median(pieces), 3) if pieces else None,
        "honest_piece_p95_s": round(percentile(pieces, 95) or 0, 3),
        "honest_failed": failed,
    }


async def _half_sent(target: Target, upload: Upload) -> socket.socket:
    link = await senders.connection(target.port)
    loop = asyncio.get_running_loop()
    await loop.sock_sendall(link, senders.patch(target, upload, BODY_BYTES) + DRIBBLE)
    return link


async def _dribble(links: list[socket.socket]) -> None:
    """A few bytes of each every so often, spread over the time."""
    while True:
        for link in links:
            with suppress(OSError):
                link.send(DRIBBLE)
            await asyncio.sleep(DRIBBLE_SECONDS / len(links))


async def _honest(target: Target, upload: Upload) -> tuple[list[float], list[float], int]:
    pages: list[float] = []
    pieces: list[float] = []
    failed = 0
    until = time.monotonic() + HOLD_SECONDS
    while time.monotonic() < until:
        began = time.monotonic()
        reply = await plain_http.once(target.port, plain_http.head("GET", "/masuk/", {}), 30)
        pages.append(time.monotonic() - began)
        failed += reply.status != "200"
        began = time.monotonic()
        raw = senders.patch(target, upload, len(HONEST_PIECE)) + HONEST_PIECE
        reply = await plain_http.once(target.port, raw, 60)
        pieces.append(time.monotonic() - began)
        failed += reply.status != "204"
        if reply.status == "204":
            upload.offset += len(HONEST_PIECE)
        await asyncio.sleep(0.2)
    return pages, pieces, failed


def _is_held(link: socket.socket) -> bool:
    """Whether the server has neither answered nor closed."""
    try:
        link.recv(1)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def _memory(pids: list[int]) -> int:
    """Bytes of these processes alone and their part of what they share."""
    total = 0
    for pid in pids:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1]) * 1024
    return total
