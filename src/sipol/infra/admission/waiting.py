"""Waiting for one's turn: until admitted, displaced, out of patience, or gone."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from sipol.infra.admission.pool import Pool
from sipol.infra.admission.turns import State, Waiter


async def wait_for_turn(
    pool: Pool, waiter: Waiter, patience: float | None, until_gone: Callable[[], Awaitable[object]]
) -> State:
    """For a waiter that `pool.ask` let wait. ADMITTED means that the caller must release it.

    DISPLACED also stands for patience that ran out: it is to be told to come back. GONE means that
    the sender left, which `until_gone` tells by ending. Cancelled, it leaves no slot behind.
    """
    loop = asyncio.get_running_loop()
    settled: asyncio.Future[State] = loop.create_future()

    def settle(state: State) -> None:
        if not settled.done():
            settled.set_result(state)

    def run_out() -> None:
        if waiter.state is State.WAITING:
            pool.leave(waiter, refused=True)
            settle(State.DISPLACED)

    def left(_: object) -> None:
        if waiter.state is State.WAITING:
            pool.leave(waiter)
            settle(State.GONE)

    waiter.settled = settle
    watch = loop.create_task(_quietly(until_gone))
    watch.add_done_callback(left)
    timer = loop.call_later(patience, run_out) if patience is not None else None
    try:
        return await settled
    except BaseException:
        pool.leave(waiter)
        raise
    finally:
        watch.cancel()
        if timer is not None:
            timer.cancel()


async def _quietly(until_gone: Callable[[], Awaitable[object]]) -> None:
    await until_gone()
