"""Whose turn a request counts for: a party, a person outside parties, or a network of strangers.

Found without the database: pages carry a small signed cookie that names the flow, and programs'
tokens are looked up once. The cookie gives no right, only a place among equals; an address alone
never decides for somebody who is known, since a whole party office may share one.
"""

from __future__ import annotations

import asyncio
import hmac
import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256

from sipol.infra.admission.tickets import Signer
from sipol.kernel.actors import Actor
from sipol.web.admission.asked import FLOW_COOKIE, Asked
from sipol.web.admission.lanes import Standing

KNOWN_SECONDS = 7 * 24 * 3600
RENEW_SECONDS = 24 * 3600
SHOWN_IN_SECONDS = 15 * 60
TOKEN_SECONDS = 300
UNKNOWN_TOKEN_SECONDS = 60
MOST_TOKENS = 10_000
MOST_LOOKUPS = 64
STRANGER = "a"

Resolve = Callable[[str], Actor | None]


@dataclass(frozen=True, slots=True)
class Who:
    """Whose turn it is, and how well they are known."""

    flow: str
    standing: Standing


def flow_of(actor: Actor) -> str:
    """A party is one flow, whoever acts for it; everybody else is one each."""
    return f"p{actor.party_id}" if actor.party_id is not None else f"u{actor.user_id}"


class FlowCookies:
    """Writes and reads the cookie that names a flow; `flow` begins with the kind of flow."""

    def __init__(self, key: bytes) -> None:
        self._signer = Signer(key, "flow")

    def write(self, flow: str, now: float) -> str:
        return self._signer.sign(f"{flow}~{int(now):x}")

    def read(self, signed: str, now: float) -> Who | None:
        """None for what is forged or too old."""
        found = self._read(signed)
        if found is None:
            return None
        flow, written = found
        known = not flow.startswith(STRANGER)
        if now - written > (KNOWN_SECONDS if known else SHOWN_IN_SECONDS):
            return None
        return Who(flow, Standing.KNOWN if known else Standing.SHOWN_IN)

    def is_fresh(self, signed: str, flow: str, now: float) -> bool:
        """Whether the cookie names this flow and need not be written again."""
        found = self._read(signed)
        return found is not None and found[0] == flow and now - found[1] < RENEW_SECONDS

    def _read(self, signed: str) -> tuple[str, int] | None:
        text = self._signer.read(signed)
        if not text or text.count("~") != 1:
            return None
        flow, written = text.split("~")
        return flow, int(written, 16)


class Identifier:
    """Says who asks. `resolve` finds a program's person by its token and may be slow."""

    def __init__(
        self,
        cookies: FlowCookies,
        key: bytes,
        resolve: Resolve,
        *,
        behind_proxy: bool,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._cookies = cookies
        self._network_key = hmac.digest(key, b"networks", "sha256")
        self._resolve = resolve
        self._behind_proxy = behind_proxy
        self._clock = clock
        self._tokens: OrderedDict[str, tuple[float, str]] = OrderedDict()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="flows")
        self._lookups: dict[str, asyncio.Future[str]] = {}

    async def who(self, asked: Asked) -> Who:
        who = self.who_at_once(asked)
        if who is not None:
            return who
        flow = await self._flow_of_token(asked.bearer)
        return Who(flow, Standing.KNOWN) if flow else self._stranger(asked)

    def who_at_once(self, asked: Asked) -> Who | None:
        """None where a token has to be looked up first."""
        signed = asked.cookie(FLOW_COOKIE)
        if signed:
            who = self._cookies.read(signed, self._clock())
            if who is not None:
                return who
        token = asked.bearer
        if not token:
            return self._stranger(asked)
        digest = _digest(token)
        if asked.path.startswith("/uploads/") and asked.path != "/uploads/":
            # One upload's own token: the upload door knows the rest.
            return Who(f"t{digest[:16]}", Standing.KNOWN)
        found = self._tokens.get(digest)
        if found is None or found[0] <= self._clock():
            return None
        return Who(found[1], Standing.KNOWN) if found[1] else self._stranger(asked)

    def _stranger(self, asked: Asked) -> Who:
        return Who(self.flow_of_network(asked), Standing.STRANGER)

    def flow_of_network(self, asked: Asked) -> str:
        """The flow of strangers from one address (of IPv6, one network of 64 bits)."""
        address = asked.client
        if self._behind_proxy:
            address = asked.header(b"x-forwarded-for").rpartition(",")[2].strip() or address
        if ":" in address:
            address = _network_of(address)
        return STRANGER + hmac.digest(self._network_key, address.encode(), "sha256")[:6].hex()

    async def _flow_of_token(self, token: str) -> str:
        """The token's flow; empty for one that is unknown."""
        digest = _digest(token)
        try:
            flow = await self._looked_up(digest, token)
        except Exception:  # noqa: BLE001 - the door behind tells about the fault; here it is a place
            return ""
        if flow is None:
            return ""
        lasts = TOKEN_SECONDS if flow else UNKNOWN_TOKEN_SECONDS
        self._tokens[digest] = (self._clock() + lasts, flow)
        if len(self._tokens) > MOST_TOKENS:
            self._tokens.popitem(last=False)
        return flow

    async def _looked_up(self, digest: str, token: str) -> str | None:
        """One query for however many ask at once; None when too many different ones are asked."""
        lookup = self._lookups.get(digest)
        if lookup is None:
            if len(self._lookups) >= MOST_LOOKUPS:
                return None
            loop = asyncio.get_running_loop()
            lookup = loop.run_in_executor(self._thread, self._look_up, token)
            self._lookups[digest] = lookup
            lookup.add_done_callback(lambda _: self._lookups.pop(digest, None))
        return await asyncio.shield(lookup)

    def _look_up(self, token: str) -> str:
        actor = self._resolve(token)
        return flow_of(actor) if actor is not None else ""


def _digest(token: str) -> str:
    return sha256(token.encode("latin-1", "replace")).hexdigest()


def _network_of(address: str) -> str:
    try:
        return str(ipaddress.IPv6Network(f"{address.partition('%')[0]}/64", strict=False))
    except ValueError:
        return address
