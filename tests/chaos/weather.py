"""What a line does to those who use it, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Cut = Literal["reset", "stall", "vanish"]


@dataclass(frozen=True, slots=True)
class Weather:
    """The state of a line. Seconds, bytes, bytes per second; shares are from 0 to 1.

    Rates are those of the whole line, shared by all its connections. `latency` is one way, and each
    piece waits up to `jitter` longer. After a number of bytes from `cut_after`, sent up by the
    client, a connection breaks as `cut_by` says: `reset` answers RST to both sides, `stall` holds
    everything for `stall_seconds`, `vanish` holds it for good and tells neither side (half-open).
    While it is `down`, whoever connects is reset.

    The rest makes the line a middle box that reads HTTP, one request per connection: `duplicated`
    is the share of requests that are sent upstream twice, the second answer being handed back;
    `buffering` forwards no request before it has all of it; `bad_gateway` is the share answered
    502, after the server has done the work if `answer_lost`; `portal` answers everything by 200 and
    a page of HTML, and passes nothing on.
    """

    latency: float = 0.0
    jitter: float = 0.0
    rate_up: float = 0.0
    rate_down: float = 0.0
    cut_after: tuple[int, int] | None = None
    cut_by: Cut = "reset"
    stall_seconds: float = 1.0
    down: bool = False
    duplicated: float = 0.0
    buffering: bool = False
    bad_gateway: float = 0.0
    answer_lost: bool = False
    portal: bool = False

    @property
    def reads_http(self) -> bool:
        """Whether this is a middle box and not only a line."""
        return bool(self.duplicated or self.buffering or self.bad_gateway or self.portal)


FAIR = Weather()
