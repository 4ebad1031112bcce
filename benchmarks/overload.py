"""`sipol bench overload`: more requests than the machine can serve, and what becomes of them.

Capacity is measured by closed loops before and after every level, since a shared machine drifts;
a level's goodput is compared with the mean of the two around it. The usual stack follows in the
same run, on the same database and the same pages, at ten times its own capacity.
"""

from __future__ import annotations

import asyncio
import gc
import os
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import SystemRandom
from typing import Any

from benchmarks import forty_parties, open_load, overload_peer, plain_http
from benchmarks.figures import hungry, jain, jain_of_fair_shares, percentile
from benchmarks.forty_parties import Party
from benchmarks.installation import fresh_installation
from benchmarks.measure import machine, tell
from benchmarks.open_load import OpenLoad, Seen, closed_loop
from benchmarks.served import Served, product
from benchmarks.under_way import Followed, UnderWay
from sipol.infra.serving import sockets

LEVELS = (2, 5, 10)
LEVEL_SECONDS = 20.0
CAPACITY_SECONDS = 8.0
NORMAL_WITHIN = 3.0
LONGEST_RECOVERY = 30.0
HONEST = frozenset({"429", "503"})
GOOD = ("2", "3")

Measured = dict[str, Any]


def run(seed: int | None = None) -> Measured:
    """Ours at each level, then the usual stack at the highest."""
    seed = SystemRandom().randrange(1_000_000) if seed is None else seed
    sockets.allow_many_descriptors()
    conditions = machine()
    tell(f"seed {seed}; building an installation of its own with {forty_parties.COUNT} parties")
    with fresh_installation() as home:
        parties = forty_parties.make(home)
        _close_django_connections()
        with product(home) as served, _no_garbage_collection():
            ours = asyncio.run(_our_levels(parties, served, seed))
        peers = [_peer(usual, parties, home, seed) for usual in _peers_there()]
    return _result(ours, peers, conditions | _conditions(seed))


async def _our_levels(parties: list[Party], served: Served, seed: int) -> Measured:
    port = served.port
    await forty_parties.open_browsers(parties, port)
    under_way = UnderWay(parties, port)
    await under_way.begin()
    await closed_loop(parties, port, 4.0, f"{seed}:warm")
    used = served.processor_seconds()
    capacities = [await _capacity(parties, port, seed)]
    calm_cost = _cost(served.processor_seconds() - used, capacities[0])
    levels = []
    for times in LEVELS:
        tell(f"{times} times capacity, which is {capacities[-1].good_in_time / CAPACITY_SECONDS}/s")
        offered = times * _rate(capacities[-1])
        load = OpenLoad(parties, port, f"{seed}:{times}")
        following = asyncio.create_task(under_way.follow(LEVEL_SECONDS))
        used, own = served.processor_seconds(), time.process_time()
        began = time.monotonic()
        seen = await load.run(offered, LEVEL_SECONDS)
        used, own = served.processor_seconds() - used, time.process_time() - own
        lasted = time.monotonic() - began
        back = await _back_to_normal(parties, port, capacities[0])
        followed = await following
        capacities.append(await _capacity(parties, port, seed + times))
        around = statistics.mean(map(_rate, capacities[-2:]))
        levels.append(_level(times, offered, seen, around) | _followed(followed))
        levels[-1]["back_to_normal_s"] = back
        levels[-1]["web_processor_ms_per_success"] = _cost(used, seen)
        levels[-1]["processors_used"] = {
            "web": round(used / lasted, 2),
            "load_generator": round(own / lasted, 2),
        }
        tell(str(levels[-1]))
    return {
        "capacities": [round(_rate(one), 1) for one in capacities],
        "web_processor_ms_per_success": calm_cost,
        "web_processes": len(served.web_processes()),
        "levels": levels,
    }


async def _capacity(parties: list[Party], port: int, seed: int) -> Seen:
    return await closed_loop(parties, port, CAPACITY_SECONDS, f"{seed}:capacity")


def _cost(processor_seconds: float, seen: Seen) -> float:
    """Milliseconds of processor that the web process took for each answer in full."""
    return round(1000 * processor_seconds / max(1, sum(seen.accepted.values())), 2)


def _rate(seen: Seen) -> float:
    return seen.good_in_time / seen.seconds


async def _back_to_normal(parties: list[Party], port: int, calm: Seen) -> float | None:
    """Seconds from the last answer of the load until three pages in a row come as before it."""
    usual = statistics.median(calm.tries)
    began = time.monotonic()
    in_a_row = 0
    while time.monotonic() - began < LONGEST_RECOVERY:
        raw = plain_http.head("GET", "/partai/", parties[-1].browser())
        asked = time.monotonic()
        reply = await plain_http.once(port, raw, LONGEST_RECOVERY)
        quick = time.monotonic() - asked <= NORMAL_WITHIN * usual
        in_a_row = in_a_row + 1 if reply.status == "200" and quick else 0
        if in_a_row == 3:
            return round(time.monotonic() - began, 2)
        await asyncio.sleep(0.05)
    return None


def _peers_there() -> tuple[overload_peer.Usual, ...]:
    if overload_peer.NGINX is None:
        tell("nginx is missing here (apt-get install nginx), so the usual stack is left out")
        return ()
    return overload_peer.USUAL


def _peer(usual: overload_peer.Usual, parties: list[Party], home: Path, seed: int) -> Measured:
    tell(usual.what)
    times = LEVELS[-1]
    with overload_peer.running(usual, home) as port, _no_garbage_collection():

        async def measured() -> tuple[Seen, Seen]:
            await closed_loop(parties, port, 4.0, f"{seed}:warm")
            capacity = await _capacity(parties, port, seed)
            load = OpenLoad(parties, port, f"{seed}:{times}")
            return capacity, await load.run(times * _rate(capacity), LEVEL_SECONDS)

        capacity, seen = asyncio.run(measured())
    level = _level(times, times * _rate(capacity), seen, _rate(capacity))
    tell(str(level))
    return {"what": usual.what, "capacity": round(_rate(capacity), 1), **level}


def _level(times: int, offered: float, seen: Seen, capacity: float) -> Measured:
    asked = dict(seen.asked)
    wishes, given = list(asked.values()), [seen.accepted[party] for party in asked]
    fed = hungry(wishes, given)
    total = sum(seen.status.values())
    return {
        "times_capacity": times,
        "offered_per_s": round(offered, 1),
        "status": dict(sorted(seen.status.items())),
        "shares": {code: round(n / total, 4) for code, n in sorted(seen.status.items())},
        "neither_success_nor_honest": sum(
            n for code, n in seen.status.items() if code[0] not in GOOD and code not in HONEST
        )
        + seen.without_retry_after,
        "goodput_ratio": round(_rate(seen) / capacity, 3) if capacity else None,
        "goodput_per_s": round(_rate(seen), 1),
        "jain": _rounded(jain(fed), 4),
        "parties_compared": len(fed),
        "jain_of_fair_shares": _rounded(jain_of_fair_shares(wishes, given), 4),
        "greedy_asked_and_got": _greediest(wishes, given),
        "p95_s": _rounded(percentile(seen.tries, 95)),
        "p50_s": _rounded(percentile(seen.tries, 50)),
        "p95_from_first_try_s": _rounded(percentile(seen.waits, 95)),
        "told_to_come_after_the_end": seen.told_later,
        "not_sent": seen.unsent,
    }


def _followed(followed: Followed) -> Measured:
    def refused(statuses: dict[str, int]) -> int:
        return sum(n for code, n in statuses.items() if code[0] not in GOOD)

    return {
        "resumes": dict(followed.resumes),
        "resumes_refused": refused(followed.resumes),
        "resume_p95_s": _rounded(percentile(followed.resume_seconds, 95)),
        "hand_ins": dict(followed.hand_ins),
        "hand_ins_refused": refused(followed.hand_ins),
        "hand_in_p95_s": _rounded(percentile(followed.hand_in_seconds, 95)),
    }


def _greediest(asked: list[int], given: list[int]) -> list[int]:
    return list(max(zip(asked, given, strict=True)))


def _rounded(value: float | None, digits: int = 3) -> float | None:
    return round(value, digits) if value is not None else None


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """The load must not stand still while it offers."""
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()


def _close_django_connections() -> None:
    from django.db import connections

    connections.close_all()


def _result(ours: Measured, peers: list[Measured], conditions: Measured) -> Measured:
    levels = ours["levels"]
    last = levels[-1]
    return {
        "name": "overload",
        "figure": last["goodput_per_s"],
        "unit": f"requests/s served in full at {last['times_capacity']} times capacity",
        "limit": {
            "what": "what closed loops of a few clients got out of the same server, requests/s",
            "figure": round(statistics.mean(ours["capacities"]), 1),
        },
        "ratio_to_limit": last["goodput_ratio"],
        "peers": [
            {
                "figure": peer["goodput_per_s"],
                "ratio": round(last["goodput_per_s"] / peer["goodput_per_s"], 2)
                if peer["goodput_per_s"]
                else None,
                **peer,
            }
            for peer in peers
        ],
        "goal": "nothing but success and honest 503 or 429; goodput at least 0.9 of capacity; Jain"
        " at least 0.95; no resume and no hand-in refused",
        "goal_met": {
            "honest": all(level["neither_success_nor_honest"] == 0 for level in levels),
            "goodput": all((level["goodput_ratio"] or 0) >= 0.9 for level in levels),
            "jain": all((level["jain"] or 0) >= 0.95 for level in levels),
            "jain_of_fair_shares": all(
                (level["jain_of_fair_shares"] or 0) >= 0.95 for level in levels
            ),
            "under_way": all(
                level["resumes_refused"] == level["hand_ins_refused"] == 0 for level in levels
            ),
        },
        "capacities": ours["capacities"],
        "web_processes": ours["web_processes"],
        "web_processor_ms_per_success_at_capacity": ours["web_processor_ms_per_success"],
        "levels": levels,
        "conditions": conditions,
    }


def _conditions(seed: int) -> Measured:
    return {
        "seed": seed,
        "load_after": round(os.getloadavg()[0], 2),
        "seconds_per_level": LEVEL_SECONDS,
        "parties": forty_parties.COUNT,
        "asked_for": {"pages": forty_parties.PAGES, "api": forty_parties.API},
        "api_share": forty_parties.API_SHARE,
        "greedy": f"one party sends {open_load.GREEDY_SHARE:.0%} of all arrivals, over"
        f" {open_load.GREEDY_CONNECTIONS} connections that stay open, and obeys nothing",
        "others": "a new connection for every try; come back with the ticket after Retry-After,"
        f" up to {open_load.RETRIES} times while the level lasts; give up a try after"
        f" {open_load.PATIENCE_SECONDS:.0f} s",
        "status": "counts answers, of every try; goodput counts what was answered in full while"
        " the level lasted; p95 is of the try that was accepted; Jain is over the parties that"
        " asked for more than an equal share of what was given; jain_of_fair_shares is over"
        " all parties, of what each got over its max-min fair share, since a party that got all it"
        " asked for says nothing about one that asked for more",
        "capacity": f"{open_load.CLOSED_CLIENTS} clients in closed loops for"
        f" {CAPACITY_SECONDS:.0f} s, before and after every level",
        "sessions": "put into the session store directly; parties, accounts, tokens, lists by the"
        " product's own actions",
        "load_generator": "one process on the same processors, not pinned, its garbage collection"
        " off; bodies are counted and dropped",
    }
