"""Saying no: when to come back, and with how little work; to the greedy not at once."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable

from sipol.infra.admission.pool import Pool
from sipol.infra.admission.promises import Promise
from sipol.infra.admission.tickets import Ticket, Tickets, new_id
from sipol.infra.admission.turns import Waiter
from sipol.web.admission.asked import Asked
from sipol.web.admission.waiting_page import Place

# Nobody is sent away for longer than this: the figures that they see would grow old.
LONGEST_PAGE_WAIT = 45.0
LONGEST_PROGRAM_WAIT = 240.0
# Whoever wants more than their share and minds no Retry-After would cost more in answers than all
# others do: their no comes late, over connections that meanwhile ask for nothing else.
HELD_SECONDS = (4.0, 6.0)
MOST_HELD = 1000

_jitter = random.SystemRandom()


class Refusals:
    """Places and times for those who are told to come back."""

    def __init__(self, tickets: Tickets, clock: Callable[[], float] = time.time) -> None:
        self._tickets = tickets
        self._clock = clock
        self._held = 0

    def is_held(self, pool: Pool, asked: Asked, waiter: Waiter) -> bool:
        """Whether the no has to wait: for a flow over its share, unless a ticket is brought."""
        return (
            self._held < MOST_HELD
            and not asked.ticket
            and pool.is_over_share(waiter.lane, waiter.flow)
        )

    async def hold(self) -> None:
        """Lets the time pass for which a no is held."""
        self._held += 1
        try:
            await asyncio.sleep(_jitter.uniform(*HELD_SECONDS))
        finally:
            self._held -= 1

    def place(self, pool: Pool, asked: Asked, waiter: Waiter) -> Place:
        """Where they stand; their place is kept from now on."""
        now = self._clock()
        outlook = pool.outlook(waiter.lane, waiter.flow, waiter.arrival)
        wait = _slot(outlook.shortest, outlook.longest, is_page=asked.wants_page)
        ticket = Ticket(waiter.arrival, waiter.lane, waiter.flow, waiter.ticket or new_id())
        asker = None if asked.ticket else asker_of(asked, waiter.flow)
        promise = Promise(ticket.id, ticket.flow, ticket.arrival, now + wait)
        pool.promise(promise, waiter.lane, now, asker)
        return Place(
            code="over_share" if pool.is_over_share(waiter.lane, waiter.flow) else "busy",
            place=outlook.place,
            shortest=int(outlook.shortest),
            longest=max(1, round(outlook.longest)),
            retry_after=wait,
            ticket=self._tickets.write(ticket),
        )


def asker_of(asked: Asked, flow: str) -> str:
    """What stays the same when a program that takes no ticket along tries again."""
    return f"{flow} {asked.client} {asked.method} {asked.path}"


def _slot(shortest: float, longest: float, *, is_page: bool) -> int:
    """When to come back, in whole seconds: about when it is their turn, and never all at once."""
    wait = (shortest + longest) / 2 * _jitter.uniform(0.95, 1.15) + _jitter.uniform(0.3, 1.7)
    most = LONGEST_PAGE_WAIT if is_page else LONGEST_PROGRAM_WAIT
    if wait > most:
        wait = most * _jitter.uniform(0.8, 1.2)
    return max(1, round(wait))
