"""How the sending is shown: one moving line per file on a terminal, plain lines elsewhere."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass, field
from typing import TextIO

from sipol.config.sending.memory import Sending
from sipol.config.sending.words import REASONS, amount, span

REDRAW_SECONDS = 0.2
# On paper a line per attempt would bury everything else.
PLAIN_WAITS_EVERY = 60.0


@dataclass
class Screen:
    """Says to `out` what happens to the file called `label`."""

    out: TextIO
    label: str = ""
    _drawn_at: float = field(default=0.0, init=False)
    _waited_at: float = field(default=float("-inf"), init=False)
    _began_at: float = field(default=0.0, init=False)
    _began_offset: int = field(default=0, init=False)

    def begin(self, label: str, size: int, offset: int) -> None:
        """A file's turn; `offset` of it are at the server already."""
        self.label = label
        self._began_at, self._began_offset = time.monotonic(), offset
        self._waited_at = float("-inf")
        already = f", {amount(offset)} sudah di server" if offset else ""
        self._moving(f"mengirim {amount(size)}{already}", also_plain=True)

    def moved(self, sending: Sending, size: int, in_flight: int) -> None:
        """Bytes have left, or were acknowledged."""
        now = time.monotonic()
        if now - self._drawn_at < REDRAW_SECONDS:
            return
        self._drawn_at = now
        done = min(size, sending.offset + in_flight)
        rate = (done - self._began_offset) / max(0.1, now - self._began_at)
        left = f", ± {span((size - done) / rate)} lagi" if rate > 0 and size > done else ""
        self._moving(f"{100 * done // max(1, size)}% · {amount(rate)}/detik{left}")

    def waiting(self, sending: Sending, size: int, reason: str, seconds: float) -> None:
        """The line broke; what is at the server stays there."""
        safe = f"{amount(sending.offset)} dari {amount(size)} aman di server"
        self.put_off(reason, seconds, safe)

    def put_off(self, reason: str, seconds: float, safe: str = "") -> None:
        """The same, for what is asked after the file has gone over."""
        now = time.monotonic()
        due = now - self._waited_at >= PLAIN_WAITS_EVERY
        self._waited_at = now if due else self._waited_at
        tail = f"; {safe}" if safe else ""
        self._moving(f"{REASONS[reason]}, dicoba lagi dalam {span(seconds)}{tail}", also_plain=due)

    def done(self, text: str) -> None:
        """The last word on this file for now; on a terminal it takes the moving line's place."""
        beginning = "\r\033[K" if self.out.isatty() else ""
        self.out.write(f"{beginning}{self.label}: {text}\n")
        self.out.flush()

    def _moving(self, text: str, *, also_plain: bool = False) -> None:
        if self.out.isatty():
            width = shutil.get_terminal_size().columns - 1
            self.out.write("\r\033[K" + f"{self.label}: {text}"[:width])
        elif also_plain:
            self.out.write(f"{self.label}: {text}\n")
        self.out.flush()
