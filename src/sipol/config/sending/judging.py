"""From a delivery to its receipt: waiting until all rows are judged, and keeping the proof."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sipol.config.sending import words
from sipol.config.sending.delivering import Patience
from sipol.config.sending.faults import Final, LineBroken
from sipol.config.sending.line import Line, Reply

# Judging takes seconds for most files and minutes for large ones in a queue.
FIRST_LOOK, LONGEST_LOOK = 0.5, 20.0

_UNFIT = re.compile(r"[^\w.\-]+")


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of a delivery. `receipt` is its number; a file that is unreadable has none."""

    state: str
    failure_code: str
    receipt: str
    rows: dict[str, int]


@dataclass
class Judging:
    """Asks about deliveries with the person's API token; `waiting` hears of breaks."""

    line: Line
    token: str
    waiting: Callable[[str, float], None]
    patience: Patience

    def wait_for(self, delivery: str) -> Judged:
        """Returns when all rows are judged, or the file proved unreadable; raises Final."""
        look = FIRST_LOOK
        while True:
            facts = self._insist(lambda: self._look(delivery))
            if facts["state"] in {"judged", "unreadable"}:
                return _judged(facts)
            self.patience.sleep(look * (0.5 + self.patience.chance()))
            look = min(LONGEST_LOOK, look * 1.5)

    def keep_receipt(self, delivery: str, number: str, folder: Path, stem: str) -> list[Path]:
        """Saves the receipt as JSON and PDF; returns where. Raises Final, also for a full disk."""
        path = f"/api/v1/deliveries/{delivery}/receipt"
        document = self._insist(lambda: _believed(self._get(path), b"{"))
        pdf = self._insist(lambda: _believed(self._get(f"/tanda-terima/{number}.pdf"), b"%PDF"))
        name = f"{_UNFIT.sub('-', stem)[:80]}-{number}"
        return [_saved(folder, f"{name}.json", document), _saved(folder, f"{name}.pdf", pdf)]

    def _insist(self, ask: Callable[[], Any]) -> Any:
        while True:
            try:
                answer = ask()
            except LineBroken as broken:
                seconds = self.patience.next_wait(broken)
                self.waiting(broken.reason, seconds)
                self.patience.sleep(seconds)
            else:
                self.patience.progressed()
                return answer

    def _look(self, delivery: str) -> dict[str, Any]:
        reply = self._get(f"/api/v1/deliveries/{delivery}")
        facts = reply.content()
        if reply.status == 200 and facts.get("id") == delivery and "rows" in facts:
            return facts
        raise LineBroken("foreign", reply.retry_after)

    def _get(self, path: str) -> Reply:
        reply = self.line.ask("GET", path, token=self.token)
        if reply.status in {429, 503}:
            raise LineBroken("busy", reply.retry_after)
        content = reply.content()
        if reply.status == 401 and "detail" in content:
            raise Final("token_unknown", words.ACCESS_REFUSED)
        if reply.status in {403, 404} and "code" in content:
            raise Final("delivery_away", words.DELIVERY_AWAY)
        return reply


def _judged(facts: dict[str, Any]) -> Judged:
    return Judged(
        state=facts["state"],
        failure_code=facts["failure_code"],
        receipt=facts["receipt_url"].rpartition("/")[2],
        rows={name: int(count) for name, count in facts["rows"].items()},
    )


def _believed(reply: Reply, beginning: bytes) -> bytes:
    if reply.status == 200 and reply.body.startswith(beginning):
        return reply.body
    raise LineBroken("foreign", reply.retry_after)


def _saved(folder: Path, name: str, content: bytes) -> Path:
    """Whole or not at all: a torn receipt would be no proof."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / f".{name}.{secrets.token_hex(4)}"
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        return draft.replace(folder / name)
    except OSError as error:
        raise Final("receipt_unsaved", f"Tanda terima tidak dapat disimpan: {error}.") from error
