"""Tickets: who came when, signed, so that a place in line outlives a reload and this process."""

from __future__ import annotations

import hmac
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass

MAC_BYTES = 16
ID_BYTES = 9
LONGEST = 200
VALID_SECONDS = 6 * 3600
CLOCK_SLACK_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Ticket:
    """Somebody of a flow first asked for a lane at `arrival`, seconds since the epoch."""

    arrival: float
    lane: str
    flow: str
    id: str


def new_id() -> str:
    return secrets.token_urlsafe(ID_BYTES)


class Signer:
    """Writes and reads short texts that only holders of the key can write, for one purpose."""

    def __init__(self, key: bytes, purpose: str) -> None:
        self._key = hmac.digest(key, purpose.encode("ascii"), "sha256")

    def sign(self, text: str) -> str:
        """The text with its proof behind it."""
        return f"{text}.{self._mac(text)}"

    def read(self, signed: str) -> str | None:
        """The text again, or None where the proof is not ours."""
        if len(signed) > LONGEST or not signed.isascii():
            return None
        text, _, mac = signed.rpartition(".")
        return text if hmac.compare_digest(mac, self._mac(text)) else None

    def _mac(self, text: str) -> str:
        whole = hmac.digest(self._key, text.encode("ascii"), "sha256")
        return urlsafe_b64encode(whole[:MAC_BYTES]).rstrip(b"=").decode("ascii")


class Tickets:
    """Gives tickets out and reads them; lanes and flows are ASCII without blanks or commas."""

    def __init__(self, key: bytes) -> None:
        self._signer = Signer(key, "ticket")

    def write(self, ticket: Ticket) -> str:
        milliseconds = round(ticket.arrival * 1000)
        return self._signer.sign(f"{milliseconds:x}~{ticket.lane}~{ticket.flow}~{ticket.id}")

    def read(self, signed: str, now: float) -> Ticket | None:
        """None for what is forged, cut, older than six hours, or from the future."""
        text = self._signer.read(signed)
        if text is None or text.count("~") != 3:
            return None
        arrival, lane, flow, id_ = text.split("~")
        ticket = Ticket(int(arrival, 16) / 1000, lane, flow, id_)
        young = now - VALID_SECONDS <= ticket.arrival <= now + CLOCK_SLACK_SECONDS
        return ticket if young else None
