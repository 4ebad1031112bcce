"""What clients asked for and what they were told, as it happened, for somebody else to judge."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

Kind = Literal["invoke", "ok", "fail", "unknown"]


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the history. `at` is seconds since its beginning.

    `invoke`: a request is about to leave. `ok`: it was acknowledged, with these facts. `fail`: it
    was refused and has no effect. `unknown`: no answer, or one that says nothing about the effect.
    `key` names what is to happen once, however often it is asked for.
    """

    at: float
    client: str
    operation: str
    kind: Kind
    key: str
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class SentFile:
    """A member list as its sender knows it; `rows` are row number -> card number."""

    key: str
    name: str
    content: bytes
    rows: dict[int, str]


@dataclass
class History:
    """Grows only; safe to use from several threads."""

    events: list[Event] = field(default_factory=list)
    files: dict[str, SentFile] = field(default_factory=dict)
    began: float = field(default_factory=time.monotonic)
    began_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, client: str, operation: str, kind: Kind, key: str, **facts: Any) -> None:
        at = round(time.monotonic() - self.began, 4)
        with self._lock:
            self.events.append(Event(at, client, operation, kind, key, facts))

    def of(self, operation: str, key: str = "") -> Iterator[Event]:
        """The events of one operation, of one key or of all, in order."""
        for event in list(self.events):
            if event.operation == operation and key in {"", event.key}:
                yield event

    def keys(self, *operations: str) -> list[tuple[str, str]]:
        """Each (operation, key) once, in the order of first mention."""
        seen = {(e.operation, e.key): None for e in list(self.events) if e.operation in operations}
        return list(seen)

    def outcome(self, operation: str, key: str) -> Event:
        """The last word on a key: the first `ok` if there is one, else the last event.

        An `invoke` without an answer counts as unknown.
        """
        events = list(self.of(operation, key))
        return next((e for e in events if e.kind == "ok"), events[-1])

    def save(self, path: Path) -> None:
        """One JSON object per line."""
        lines = (json.dumps(asdict(event), ensure_ascii=False) for event in list(self.events))
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
