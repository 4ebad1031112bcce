"""One HTTP connection: uvicorn's, with bounds on the time and room that a request's head may take.

uvicorn waits for a head without end, keeps any number of headers, and closes idle connections the
moment that it is told to end, also those on which a request is just arriving.
"""

from __future__ import annotations

import time
from typing import Any, cast

import httptools
from uvicorn.protocols.http.flow_control import HIGH_WATER_LIMIT
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from sipol.infra.serving import answers
from sipol.infra.serving.lobby import Lobby

# How long what a refused sender still sends is read off, so that it gets to see the answer.
READ_OFF_SECONDS = 2.0

_BODILESS = frozenset({b"GET", b"HEAD"})
_SIGNS_OF_BODY = frozenset({b"content-length", b"transfer-encoding", b"upgrade", b"expect"})


class _Refused(Exception):
    """Raised into the parser, which stops at it."""


class Connection(HttpToolsProtocol):
    """In the lobby from its beginning, and again after each answer, until a head is complete."""

    def __init__(self, *args: Any, lobby: Lobby, **options: Any) -> None:
        super().__init__(*args, **options)
        self._lobby = lobby
        self._limits = lobby.limits
        self._deaf = False
        self._refusal = 400
        self._arrived = 0
        self._head_bytes = 0
        self._header_count = 0
        self._idle = False
        self._unsent = 0
        self._unsent_since = 0.0

    # What the lobby asks.

    @property
    def address(self) -> str:
        return self.client[0] if self.client else ""

    @property
    def patience(self) -> float:
        return self._limits.idle_seconds if self._idle else self._limits.head_seconds

    def expire(self) -> None:
        """Its time is over. One that has sent nothing has nothing to be told."""
        if self._arrived:
            self._turn_away(408)
        else:
            self._close()

    def give_way(self) -> None:
        """Others need its place."""
        self._lobby.leave(self)
        if self._arrived:
            self.transport.write(answers.raw(503))
        self._close()

    # What the event loop and uvicorn ask.

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._begin_to_wait()
        if len(self.connections) > self._limits.connections:
            self._make_room()
        if self._lobby.draining:
            self.shutdown()

    def connection_lost(self, exc: Exception | None) -> None:
        self._lobby.leave(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._deaf:
            return
        self._unset_keepalive_if_required()
        waiting = self in self._lobby
        if waiting and self._idle:
            self._begin_to_wait()
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            # We speak nothing else: the request is answered as it is, and is the last one.
            self._hear_no_more()
        except httptools.HttpParserError:
            self._stop_at_fault()
        if waiting and not self._idle and self in self._lobby:
            self._arrived += len(data)
            if self._arrived > self._limits.head_bytes:
                self._turn_away(431)

    def shutdown(self) -> None:
        """The process is ending: the request under way, or one just arriving, is the last."""
        if self in self._lobby:
            self.loop.call_later(self._limits.linger_seconds, self._close_if_nothing_came)
        elif self.cycle is not None and not self.cycle.response_complete:
            self.cycle.keep_alive = False
        else:
            self._close()

    def look_whether_read(self) -> None:
        """Lets go a client that has not taken a byte of its answer for too long."""
        unsent = self.transport.get_write_buffer_size()
        now = time.monotonic()
        if not unsent or unsent != self._unsent:
            self._unsent, self._unsent_since = unsent, now
        elif now - self._unsent_since > self._limits.stalled_seconds:
            self.transport.abort()

    # What the parser finds.

    def on_message_begin(self) -> None:
        if self._deaf or self.transport.is_closing():
            self._deaf = True
            raise _Refused
        if len(self.pipeline) >= self._limits.pipelined:
            raise _Refused
        super().on_message_begin()
        self._head_bytes = self._header_count = 0
        state: dict[str, Any] = self.scope["state"]
        state["draining"] = self._lobby.draining

    def on_url(self, url: bytes) -> None:
        super().on_url(url)
        if len(self.url) > self._limits.line_bytes:
            self._refuse(414)

    def on_header(self, name: bytes, value: bytes) -> None:
        super().on_header(name, value)
        self._header_count += 1
        self._head_bytes += len(name) + len(value)
        too_many = self._header_count > self._limits.headers
        if too_many or self._head_bytes > self._limits.head_bytes:
            self._refuse(431)

    def on_headers_complete(self) -> None:
        if self._is_turned_away():
            return
        super().on_headers_complete()
        self._lobby.leave(self)
        if self._lobby.draining:
            self.cycle.keep_alive = False

    def on_body(self, body: bytes) -> None:
        # uvicorn copies every body twice on its way to the application; as long as there is only
        # one piece to hand on, it can be that piece itself.
        if self.cycle.body or self.cycle.response_complete:
            super().on_body(body)
            return
        super().on_body(b"")
        self.cycle.body = body  # type: ignore[assignment]
        if len(body) > HIGH_WATER_LIMIT:
            self.flow.pause_reading()

    def on_message_complete(self) -> None:
        # Without one, what is complete was turned away.
        if self.cycle is not None:
            super().on_message_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if not self.transport.is_closing() and self.cycle.response_complete:
            self._begin_to_wait(idle=True)

    # What follows from it.

    def _begin_to_wait(self, *, idle: bool = False) -> None:
        self._idle = idle
        self._arrived = 0
        self._lobby.enter(self)

    def _is_turned_away(self) -> bool:
        """Whether the request was answered by a no: one without a body, and with no answer before
        it that is still to be made or read."""
        under_way = self.cycle is not None and not self.cycle.response_complete
        if under_way or self.flow.write_paused or not self._is_plain():
            return False
        method, scope = self.parser.get_method(), cast("dict[str, Any]", self.scope)
        path, _, query = self.url.partition(b"?")
        scope["method"], scope["path"] = method.decode("ascii"), path.decode("ascii")
        scope["raw_path"], scope["query_string"] = path, query
        dismissal = self._lobby.turn_away(scope)
        if dismissal is None:
            return False
        goes_on = self.parser.should_keep_alive() and not self._lobby.draining
        always = self.server_state.default_headers
        self.transport.write(dismissal.raw(always, close=not goes_on, with_body=method != b"HEAD"))
        if goes_on:
            self._begin_to_wait(idle=True)
        else:
            self._close()
        return True

    def _is_plain(self) -> bool:
        """Whether nothing has to be decoded or read to know what is asked."""
        bodiless = self.parser.get_method() in _BODILESS
        readable = self.url.startswith(b"/") and self.url.isascii() and b"%" not in self.url
        return bodiless and readable and _SIGNS_OF_BODY.isdisjoint(n for n, _ in self.headers)

    def _make_room(self) -> None:
        self._lobby.leave(self)
        if self._lobby.make_room():
            self._begin_to_wait()
        else:
            self.transport.write(answers.raw(503))
            self._close()

    def _refuse(self, status: int) -> None:
        self._refusal = status
        raise _Refused

    def _stop_at_fault(self) -> None:
        """What cannot be read ends the connection, after the answers to what could be read."""
        if self._deaf:
            return
        self._deaf = True
        cycle = self.cycle
        if cycle is None or cycle.response_complete:
            self._turn_away(self._refusal)
        elif not cycle.more_body:
            self._hear_no_more()
        elif cycle.response_started or self.pipeline:
            self.transport.abort()
        else:
            cycle.disconnected = True
            cycle.message_event.set()
            self._turn_away(self._refusal)

    def _hear_no_more(self) -> None:
        self._deaf = True
        self._lobby.leave(self)
        self.cycle.keep_alive = False

    def _turn_away(self, status: int) -> None:
        self._deaf = True
        self._lobby.leave(self)
        self.transport.write(answers.raw(status))
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self.loop.call_later(READ_OFF_SECONDS, self.transport.abort)

    def _close_if_nothing_came(self) -> None:
        if self in self._lobby and not self._arrived:
            self._close()

    def _close(self) -> None:
        self._deaf = True
        self._lobby.leave(self)
        self.transport.close()
