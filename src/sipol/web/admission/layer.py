"""The outermost ASGI layer: every request is served here, waits, or is told to come back."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from sipol.infra.admission.answers import Answer, ReaderStalled
from sipol.infra.admission.bodies import Body
from sipol.infra.admission.pool import Pool
from sipol.infra.admission.tickets import Ticket, Tickets
from sipol.infra.admission.turns import State, Waiter
from sipol.infra.admission.waiting import wait_for_turn
from sipol.infra.serving.dismissals import Dismissal
from sipol.web.admission import replies
from sipol.web.admission.asked import FLOW_COOKIE, TICKET_COOKIE, Asked
from sipol.web.admission.flows import SHOWN_IN_SECONDS, FlowCookies, Identifier, Who
from sipol.web.admission.lanes import RequestTable, Standing
from sipol.web.admission.refusing import Refusals, asker_of
from sipol.web.admission.request import Arrived, Request, is_read_off, read_fault
from sipol.web.shared.arrival import SCOPE_KEY

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
UntilGone = Callable[[], Awaitable[None]]
App = Callable[[Any, Any, Any], Awaitable[None]]

STATUS_PATH = "/statusz"
SIGN_IN_PATH = "/masuk/"
LOCAL = frozenset({"127.0.0.1", "::1", ""})

MOST_BODIES_OF_ONE_FLOW = 64
# What was found out of a request before it became one of the application, in its scope.
ARRIVED = "sipol.arrived"


class AdmissionLayer:
    """Wraps the whole application.

    `pools` are the pools by name: requests in lanes of the pool "pages" have their bodies read
    before they take a slot and their answers held for slow readers; those of the others are handed
    on as they come.
    """

    def __init__(
        self,
        inner: App,
        *,
        pools: Mapping[str, Pool],
        table: RequestTable,
        identifier: Identifier,
        tickets: Tickets,
        flow_cookies: FlowCookies,
        secure: bool,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._inner = inner
        self._pools = pools
        self._pool_of = {lane: pool for pool in pools.values() for lane in pool.lanes}
        self._pages = pools["pages"]
        self._table = table
        self._identifier = identifier
        self._tickets = tickets
        self._refusals = Refusals(tickets, clock)
        self._flow_cookies = flow_cookies
        self._secure = secure
        self._clock = clock
        self._bodies: dict[str, int] = {}

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._inner(scope, receive, send)
            return
        arrived: Arrived | None = scope.pop(ARRIVED, None)
        asked = Asked(scope) if arrived is None else arrived.asked
        if asked.path == STATUS_PATH:
            await self._status(asked, send)
            return
        if arrived is None:
            arrived = self._arrived(asked, await self._identifier.who(asked))
        pool, waiter = arrived.pool, arrived.waiter
        request = Request(scope, receive, send, asked, waiter, arrived.kind, arrived.who)
        if pool is not self._pages:
            await self._pass_on(request, pool)
        elif asked.body_length == 0:
            await self._serve(request)
        else:
            await self._read_and_serve(request)

    def turn_away(self, scope: dict[str, Any]) -> Dismissal | None:
        """A no to a request without a body that needs no task and no thread, or None where nothing
        is refused so simply; then `scope` remembers what was found out."""
        asked = Asked(scope)
        if asked.path == STATUS_PATH:
            return None
        who = self._identifier.who_at_once(asked)
        if who is None:
            return None
        arrived = self._arrived(asked, who)
        pool, waiter = arrived.pool, arrived.waiter
        if (
            pool is not self._pages
            or not pool.would_refuse(waiter.lane, waiter.flow, waiter.arrival)
            or pool.waits(waiter.ticket)
            or self._refusals.is_held(pool, asked, waiter)
        ):
            scope[ARRIVED] = arrived
            return None
        pool.lanes[waiter.lane].counts.refused += 1
        place = self._refusals.place(pool, asked, waiter)
        return replies.dismissal(asked, place, now=self._clock(), secure=self._secure)

    def _arrived(self, asked: Asked, who: Who) -> Arrived:
        rule, kind = self._table.find(asked.method, asked.path)
        lane = rule.lanes[who.standing]
        pool = self._pool_of[lane]
        pool.came(lane, who.flow)
        return Arrived(asked, kind, who, pool, self._waiter(asked, lane, who, pool))

    def _waiter(self, asked: Asked, lane: str, who: Who, pool: Pool) -> Waiter:
        """Whoever has been here before brings the time of their arrival along."""
        now = self._clock()
        signed = asked.ticket
        promises = pool.lanes[lane].promises
        if signed:
            ticket = self._tickets.read(signed, now)
            fits = ticket is not None and ticket.lane == lane and _fits(ticket, who)
            if fits and not promises.is_spent(ticket.id):
                return Waiter(lane, ticket.flow, ticket.arrival, ticket.id)
        elif len(promises):
            earlier = promises.recall(asker_of(asked, who.flow), now)
            if earlier is not None:
                return Waiter(lane, who.flow, earlier.arrival, earlier.ticket)
        return Waiter(lane, who.flow, now)

    async def _read_and_serve(self, request: Request) -> None:
        """The body first: a slow sender holds no slot."""
        asked, waiter = request.asked, request.waiter
        flow = waiter.flow
        reading = self._bodies.get(flow, 0)
        refusable = self._pages.lanes[waiter.lane].lane.refusable
        if (refusable and reading >= MOST_BODIES_OF_ONE_FLOW) or self._pages.would_refuse(
            waiter.lane, flow, waiter.arrival
        ):
            self._pages.lanes[waiter.lane].counts.refused += 1
            await self._refuse(request)
            return
        body = Body(request.receive)
        self._bodies[flow] = reading + 1
        try:
            fault = await read_fault(body, self._table.longest_body(asked.path))
        finally:
            self._one_body_less(flow)
        try:
            if fault is None:
                request.use(body)
                await self._serve(request)
            elif fault:
                await replies.fault(request.send, asked, fault)
        finally:
            body.close()

    def _one_body_less(self, flow: str) -> None:
        left = self._bodies[flow] - 1
        if left:
            self._bodies[flow] = left
        else:
            del self._bodies[flow]

    async def _serve(self, request: Request) -> None:
        """A page: when it is its turn, and then the slot is free as soon as it is made."""
        if not await self._admitted(request, self._pages, request.until_gone):
            return
        waiter = request.waiter
        answer = Answer(request.send, self._cookies_for(request))
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            scope = {**request.scope, SCOPE_KEY: waiter.arrival}
            await self._inner(scope, request.receive, answer.take)
        except BaseException:
            answer.close()
            raise
        finally:
            self._pages.release(waiter, loop.time() - began, request.kind)
        try:
            await answer.finish()
        except ReaderStalled:
            return

    async def _pass_on(self, request: Request, pool: Pool) -> None:
        """An upload: its body is its work, so it is handed on as it comes."""
        if not await self._admitted(request, pool, _never):
            return
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            await self._inner(request.scope, request.receive, request.send)
        finally:
            pool.release(request.waiter, loop.time() - began, request.kind)

    async def _admitted(self, request: Request, pool: Pool, until_gone: UntilGone) -> bool:
        """Whether the request has its slot; otherwise it was answered, or nobody is there."""
        waiter = request.waiter
        if not pool.ask(waiter):
            await self._refuse(request)
            return False
        if waiter.state is State.ADMITTED:
            return True
        lane = pool.lanes[waiter.lane].lane
        patience = lane.patience if lane.refusable else None
        state = await wait_for_turn(pool, waiter, patience, until_gone)
        if state is State.DISPLACED:
            await self._refuse(request)
        return state is State.ADMITTED

    async def _refuse(self, request: Request) -> None:
        asked, waiter = request.asked, request.waiter
        pool = self._pool_of[waiter.lane]
        if self._refusals.is_held(pool, asked, waiter):
            await self._refusals.hold()
        place = self._refusals.place(pool, asked, waiter)
        close = not await is_read_off(asked, request.receive)
        no = replies.come_back(asked, place, now=self._clock(), secure=self._secure)
        await replies.send_whole(request.send, asked, no, close=close)

    def _cookies_for(self, request: Request) -> list[tuple[bytes, bytes]]:
        """What changes for the browser with this answer: its ticket is used, or it may sign in."""
        asked, headers = request.asked, []
        if asked.cookie(TICKET_COOKIE):
            headers.append(replies.cookie(TICKET_COOKIE, "", 0, secure=self._secure))
        if asked.path == SIGN_IN_PATH and request.who.standing is Standing.STRANGER:
            flow = self._flow_cookies.write(request.who.flow, self._clock())
            headers.append(replies.cookie(FLOW_COOKIE, flow, SHOWN_IN_SECONDS, secure=self._secure))
        return headers

    async def _status(self, asked: Asked, send: Send) -> None:
        """Only for this machine itself: what comes through a proxy comes from elsewhere."""
        forwarded = asked.has(b"x-forwarded-for") or asked.has(b"forwarded")
        if asked.client not in LOCAL or forwarded:
            await replies.fault(send, asked, "not_found")
            return
        await replies.figures(send, asked, {name: p.figures() for name, p in self._pools.items()})


async def _never() -> None:
    await asyncio.Event().wait()


def _fits(ticket: Ticket, who: Who) -> bool:
    """Known people queue with their flow; a stranger may come back from another network."""
    return ticket.flow == who.flow or who.standing is not Standing.KNOWN
