"""One file over one bad line: permit, pieces, breaks, arrival."""

from __future__ import annotations

import base64
import hashlib
import os
import random
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Protocol

from sipol.config.sending import pacing, words
from sipol.config.sending.cargo import Weighed, unreadable
from sipol.config.sending.faults import Final, Gone, LineBroken
from sipol.config.sending.line import Line, Piece, Reply
from sipol.config.sending.memory import Memory, Sending

TUS = "1.0.0"
# Ours, and passing: what these say is over at the next look.
PASSING = frozenset({408, 423, 425, 429})
REASON_OF_CODE = {
    "offset_mismatch": "elsewhere",
    "taken_over": "elsewhere",
    "upload_finished": "elsewhere",
    "checksum_mismatch": "damaged",
}
# Codes that are final although their status says that the upload is gone.
ENDED = frozenset({"upload_revoked"})

_DELIVERY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Watcher(Protocol):
    """Who wants to know how a file gets on."""

    def moved(self, sending: Sending, size: int, in_flight: int) -> None: ...
    def waiting(self, sending: Sending, size: int, reason: str, seconds: float) -> None: ...


@dataclass
class Patience:
    """Waits between attempts, longer each time until something has moved."""

    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random
    attempts: int = field(default=0, init=False)

    def next_wait(self, broken: LineBroken) -> float:
        """Seconds to wait now; counts the attempt."""
        seconds = pacing.wait_before(self.attempts, broken.retry_after, self.chance)
        self.attempts += 1
        return seconds

    def progressed(self) -> None:
        self.attempts = 0


@dataclass
class Delivering:
    """Brings files over `line`; the API token is used only to ask for permits."""

    line: Line
    token: str
    memory: Memory
    watcher: Watcher
    patience: Patience = field(default_factory=Patience)
    piece_size: int = pacing.FIRST

    def deliver(self, file: Path, weighed: Weighed, sending: Sending) -> None:
        """Sends what the server lacks of the file; returns when it is a delivery. Raises Final."""
        while not sending.delivery:
            try:
                self._attempt(file, weighed, sending)
            except Gone:
                sending.forget_upload()
                self.memory.save(sending)
                self._wait(sending, weighed.size, LineBroken("gone"))
            except LineBroken as broken:
                if broken.reason != "busy":
                    self.piece_size = pacing.piece_after_failure(self.piece_size)
                self._wait(sending, weighed.size, broken)

    def _attempt(self, file: Path, weighed: Weighed, sending: Sending) -> None:
        if sending.path:
            self._note(sending, heard(self._ask("HEAD", sending)))
        else:
            self._begin(weighed, sending)
        if sending.delivery:
            return
        try:
            with file.open("rb") as content:
                while not sending.delivery:
                    self._send_piece(content, weighed, sending)
        except OSError as error:
            raise unreadable(file, error) from error

    def _begin(self, weighed: Weighed, sending: Sending) -> None:
        self.memory.save(sending)
        pairs = {
            "filename": sending.file_name,
            "regency": sending.regency,
            "client_id": sending.client_id,
            "sha256": sending.sha256,
        }
        encoded = ",".join(
            f"{name} {base64.b64encode(value.encode('utf-8', 'replace')).decode('ascii')}"
            for name, value in pairs.items()
            if value
        )
        headers = {
            "Tus-Resumable": TUS,
            "Upload-Length": str(weighed.size),
            "Upload-Metadata": encoded,
        }
        reply = heard(self.line.ask("POST", "/uploads/", token=self.token, headers=headers))
        permit = reply.content()
        if not {"id", "token", "expires_at"} <= set(permit):
            raise LineBroken("foreign")
        sending.path = f"/uploads/{permit['id']}"
        sending.token, sending.expires_at = permit["token"], permit["expires_at"]
        self._note(sending, reply)

    def _send_piece(self, content: BinaryIO, weighed: Weighed, sending: Sending) -> None:
        state = os.fstat(content.fileno())
        if (state.st_size, state.st_mtime_ns) != (weighed.size, weighed.stamp):
            raise Final("file_changed", words.CHANGED)
        content.seek(sending.offset)
        data = content.read(self.piece_size)
        digest = base64.b64encode(hashlib.sha256(data).digest()).decode("ascii")
        headers = {
            "Content-Type": "application/offset+octet-stream",
            "Upload-Offset": str(sending.offset),
            "Upload-Checksum": f"sha256 {digest}",
        }
        piece = Piece(data, lambda sent: self.watcher.moved(sending, weighed.size, sent))
        began = time.monotonic()
        reply = heard(self._ask("PATCH", sending, headers, piece))
        if reply.headers.get("upload-offset") != str(sending.offset + len(data)):
            raise LineBroken("foreign")
        self.piece_size = pacing.piece_after_success(
            max(len(data), pacing.SMALLEST), time.monotonic() - began
        )
        self._note(sending, reply)
        self.watcher.moved(sending, weighed.size, 0)

    def _ask(
        self,
        method: str,
        sending: Sending,
        headers: dict[str, str] | None = None,
        piece: Piece | None = None,
    ) -> Reply:
        """A request about the upload, under its own token."""
        told = {"Tus-Resumable": TUS, **(headers or {})}
        return self.line.ask(method, sending.path, token=sending.token, headers=told, piece=piece)

    def _note(self, sending: Sending, reply: Reply) -> None:
        """Takes down what was acknowledged."""
        offset = reply.headers.get("upload-offset", "")
        if not offset.isdigit():
            raise LineBroken("foreign")
        if int(offset) > sending.offset:
            self.patience.progressed()
        sending.offset = int(offset)
        delivery = _DELIVERY.search(reply.headers.get("sipol-delivery", ""))
        sending.delivery = delivery[0] if delivery else ""
        self.memory.save(sending)

    def _wait(self, sending: Sending, size: int, broken: LineBroken) -> None:
        seconds = self.patience.next_wait(broken)
        self.watcher.waiting(sending, size, broken.reason, seconds)
        self.patience.sleep(seconds)


def heard(reply: Reply) -> Reply:
    """The reply, if it is our server's yes.

    Raises LineBroken for anything that does not bear the mark of our upload door, whatever its
    status: a portal of a hotel says 200 to everything. Raises Gone and Final for our server's no.
    """
    if reply.headers.get("tus-resumable") != TUS:
        busy = reply.status in {429, 503}
        raise LineBroken("busy" if busy else "foreign", reply.retry_after)
    if reply.status < 300:
        return reply
    content = reply.content()
    code = str(content.get("code", ""))
    if code in REASON_OF_CODE:
        raise LineBroken(REASON_OF_CODE[code], reply.retry_after)
    if reply.status in PASSING or reply.status >= 500:
        raise LineBroken("busy", reply.retry_after)
    if reply.status in {404, 410} and code not in ENDED:
        raise Gone
    sentence = content.get("sentence") or words.NO_ANSWER_TEXT.format(status=reply.status)
    raise Final(code or f"status_{reply.status}", str(sentence))
