"""The parent's side of checking: give a file in, hear what it is, and never depend on the child."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import sipol
from sipol.records.papers.rules.kinds import PaperNature

from . import wire
from .errors import UnusablePaper
from .limits import DEFAULT_LIMITS, CheckLimits

_START = (
    "import sys; sys.path[:0] = sys.argv[2:]; "
    "from sipol.records.papers.readers.child import main; main(warm=sys.argv[1] == 'warm')"
)
_ENVIRONMENT = {"LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "1"}
_READ = 1 << 16


@dataclass(frozen=True, slots=True)
class PageView:
    """A page made anew as a JPEG: nothing of the file but what can be seen."""

    jpeg: bytes
    width: int
    height: int


class Checker:
    """A child that looks at files for us. A context manager; for one thread at a time.

    `warm` pays for many files: what reading needs is loaded once, before the first.
    """

    def __init__(self, *, warm: bool = False, limits: CheckLimits = DEFAULT_LIMITS) -> None:
        self._warm = warm
        self._limits = limits
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def check(self, fd: int, file_name: str) -> PaperNature:
        """What the file behind the descriptor is, read to its end; raises UnusablePaper."""
        head, _ = self._ask({"task": wire.CHECK, "file_name": file_name}, fd)
        told = head["nature"]
        return PaperNature(**{**told, "marks": tuple(told["marks"])})

    def view(self, fd: int, page: int) -> PageView:
        """A page of a file that was checked, pages counted from 1; raises UnusablePaper."""
        head, picture = self._ask({"task": wire.VIEW, "page": page}, fd)
        return PageView(picture, head["width"], head["height"])

    def close(self) -> None:
        """End the child and whatever it is doing."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        if self._control is not None:
            self._control.close()
        self._process = self._control = None

    def _ask(self, order: dict[str, Any], fd: int) -> tuple[dict[str, Any], bytes]:
        control = self._control or self._start()
        out, theirs = os.pipe()
        try:
            message = json.dumps({**order, "limits": asdict(self._limits)}).encode()
            try:
                socket.send_fds(control, [message], [fd, theirs])
            finally:
                os.close(theirs)
            answer = self._heard(out)
            status = json.loads(control.recv(wire.MAX_MESSAGE) or b'{"status": 1}')["status"]
        except OSError as error:
            self.close()
            raise UnusablePaper("paper_not_checked") from error
        finally:
            os.close(out)
        return _understood(answer, status)

    def _heard(self, out: int) -> bytes:
        """All of the answer; a child that keeps us waiting is ended."""
        deadline = time.monotonic() + self._limits.wait_seconds
        poll = select.poll()
        poll.register(out, select.POLLIN)
        answer = bytearray()
        while poll.poll(max(deadline - time.monotonic(), 0) * 1000):
            piece = os.read(out, _READ)
            if not piece:
                return bytes(answer)
            answer += piece
            if len(answer) > wire.MAX_ANSWER:
                break
        self.close()
        raise UnusablePaper("paper_too_complex")

    def _start(self) -> socket.socket:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", "-c", _START, "warm" if self._warm else "", *_path()],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=_ENVIRONMENT | _library_path(),
                cwd="/",
                process_group=0,
            )
        self._control = ours
        return ours


def _understood(answer: bytes, status: int) -> tuple[dict[str, Any], bytes]:
    if status in {-signal.SIGXCPU, -signal.SIGKILL}:
        raise UnusablePaper("paper_too_complex")
    line, _, picture = answer.partition(b"\n")
    try:
        head: dict[str, Any] = json.loads(line)
    except ValueError:
        # It fell over the file: whatever that is, it is no sound paper.
        raise UnusablePaper("paper_damaged") from None
    if "code" in head:
        raise UnusablePaper(head["code"], head["values"])
    return head, picture


def _path() -> list[str]:
    package = str(Path(sipol.__file__).resolve().parents[1])
    return list(dict.fromkeys([package, *(str(Path(entry).resolve()) for entry in sys.path)]))


def _library_path() -> dict[str, str]:
    path = os.environ.get("LD_LIBRARY_PATH")
    return {"LD_LIBRARY_PATH": path} if path else {}
