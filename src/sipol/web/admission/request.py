"""One request on its way through the layer, and its body: read first, or read off after a no."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from sipol.infra.admission.bodies import Body, SenderLeft, TooLong, TooSlow
from sipol.infra.admission.pool import Pool
from sipol.infra.admission.turns import Waiter
from sipol.web.admission.asked import Asked
from sipol.web.admission.flows import Who

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

# What is still read of a refused body, so that its sender gets to see the answer.
SMALL_BODY = 1024 * 1024
DRAIN_SECONDS = 1.0


class Arrived(NamedTuple):
    """What is known of a request from its head alone, and the waiter that stands for it."""

    asked: Asked
    kind: str
    who: Who
    pool: Pool
    waiter: Waiter


class Request:
    """What belongs to one request on its way through this layer."""

    __slots__ = ("_line", "asked", "kind", "receive", "scope", "send", "waiter", "who")

    def __init__(
        self,
        scope: dict[str, Any],
        receive: Receive,
        send: Send,
        asked: Asked,
        waiter: Waiter,
        kind: str,
        who: Who,
    ) -> None:
        self.scope = scope
        self._line = receive
        self.receive = receive
        self.send = send
        self.asked = asked
        self.waiter = waiter
        self.kind = kind
        self.who = who

    async def until_gone(self) -> None:
        """Ends when the sender left. For a request whose body, if it has one, was read.

        It listens on the line itself: what was read of the body is for the page alone.
        """
        if self.asked.body_length == 0:
            self.receive = Body(self._line).receive
        while (await self._line())["type"] != "http.disconnect":
            pass

    def use(self, body: Body) -> None:
        """From here on the body comes from what was read, and its length is known."""
        self.receive = body.receive
        headers = [
            (name, value)
            for name, value in self.scope["headers"]
            if name not in {b"transfer-encoding", b"content-length"}
        ]
        headers.append((b"content-length", b"%d" % body.length))
        self.scope = {**self.scope, "headers": headers}


async def read_fault(body: Body, longest: int) -> str | None:
    """None when all is there; else the code of the fault, empty when nobody is left to be told."""
    try:
        await body.read(longest)
    except TooSlow:
        return "body_too_slow"
    except TooLong:
        return "body_too_long"
    except SenderLeft:
        return ""
    except OSError:
        return "no_room"
    return None


async def is_read_off(asked: Asked, receive: Receive) -> bool:
    """Whether the connection can go on after a refusal: a small body is left to the server to
    discard, of a large one some is read, so that the answer is not lost in a reset."""
    length = asked.body_length
    if length is not None and length <= SMALL_BODY:
        return True
    if asked.header(b"expect").lower() == "100-continue":
        return False
    read = 0
    try:
        async with asyncio.timeout(DRAIN_SECONDS):
            while read <= SMALL_BODY:
                message = await receive()
                read += len(message.get("body", b""))
                if not message.get("more_body", False):
                    return True
    except TimeoutError:
        pass
    return False
