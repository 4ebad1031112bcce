"""Connections that have no whole request yet: who waits since when, and who must give way."""

from __future__ import annotations

import time
from collections import defaultdict
from typing import Protocol

from sipol.infra.serving.dismissals import TurnAway, nobody
from sipol.infra.serving.limits import Limits


class Waiter(Protocol):
    """A connection as the lobby sees it. `patience`: seconds that it may wait now."""

    @property
    def address(self) -> str: ...
    @property
    def patience(self) -> float: ...
    def expire(self) -> None: ...
    def give_way(self) -> None: ...


class Lobby:
    """The waiting connections of one process, the longest-waiting first.

    Where there are too many, those that have waited longest give way: a client with an honest
    request sends it at once, and so never waits for long.
    """

    def __init__(self, limits: Limits, turn_away: TurnAway = nobody) -> None:
        self.limits = limits
        self.turn_away = turn_away
        self.draining = False
        self._since: dict[Waiter, float] = {}
        self._of_address: defaultdict[str, dict[Waiter, None]] = defaultdict(dict)

    def __contains__(self, waiter: Waiter) -> bool:
        return waiter in self._since

    def enter(self, waiter: Waiter) -> None:
        """From now on it waits; one that waited already waits anew."""
        self.leave(waiter)
        self._since[waiter] = time.monotonic()
        peers = self._of_address[waiter.address]
        peers[waiter] = None
        if len(peers) > self.limits.per_address:
            next(iter(peers)).give_way()

    def leave(self, waiter: Waiter) -> None:
        """Its request is there, or it is gone."""
        if self._since.pop(waiter, None) is None:
            return
        peers = self._of_address[waiter.address]
        del peers[waiter]
        if not peers:
            del self._of_address[waiter.address]

    def make_room(self) -> bool:
        """Lets the longest-waiting one go; False if nobody waits."""
        waiter = next(iter(self._since), None)
        if waiter is None:
            return False
        waiter.give_way()
        return True

    def look_around(self) -> None:
        """Lets go whoever has waited too long."""
        now = time.monotonic()
        shortest = min(self.limits.head_seconds, self.limits.idle_seconds)
        late: list[Waiter] = []
        for waiter, since in self._since.items():
            if now - since < shortest:
                break
            if now - since >= waiter.patience:
                late.append(waiter)
        for waiter in late:
            waiter.expire()
