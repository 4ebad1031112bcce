"""The parent's side of a reading process: start it, hear it out, and never depend on it."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import IO

import sipol

from . import wire
from .errors import UnreadableFile
from .limits import ReaderLimits

_START = (
    "import sys; sys.path[:0] = sys.argv[2:]; "
    "from sipol.flow.intake.readers.child import main; main(warm=sys.argv[1] == 'warm')"
)
_PIPE_BYTES = 1 << 20
_FAREWELL_SECONDS = 5.0
_LAST_WORDS = 1 << 16
_OUT_OF_MEMORY = (b"memory allocation of", b"MemoryError", b"out of memory", b"capacity overflow")
# glibc takes 64 MB of address space per thread, and polars 1 thread per core, unless told.
_ENVIRONMENT = {"LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "1", "POLARS_MAX_THREADS": "1"}


class ReadingProcess:
    """One child process for one order. Close it, or use it as a context: that ends it."""

    def __init__(self, *, warm: bool = False) -> None:
        self._control, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", "-c", _START, "warm" if warm else "cold", *_path()],
                stdin=theirs.fileno(),
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=_ENVIRONMENT | _library_path(),
                cwd="/",
                process_group=0,
                pipesize=_PIPE_BYTES,
            )
        self._answers = _descriptor(self._process.stdout)
        self._last_words = _descriptor(self._process.stderr)
        os.set_blocking(self._last_words, False)

    @property
    def pid(self) -> int:
        return self._process.pid

    def __enter__(self) -> ReadingProcess:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def order(self, fd: int, limits: ReaderLimits, *, rows_as_text: int = 0) -> None:
        """Give the one order; OSError if the process is no longer there.

        With `rows_as_text` the answer is one HEADER with up to so many rows of cells.
        """
        message = json.dumps({**asdict(limits), "rows_as_text": rows_as_text}).encode()
        socket.send_fds(self._control, [message], [fd])

    def frames(self, limits: ReaderLimits) -> Iterator[tuple[bytes, memoryview]]:
        """The frames of the answer up to END; UnreadableFile for a failure told, or met here.

        Waiting is counted over the whole answer, without the time between two frames.
        """
        waiting = _Waiting(self._answers, limits.wait_seconds)
        while True:
            try:
                letter, length = wire.HEAD.unpack(waiting.read(wire.HEAD.size))
                if letter not in wire.LETTERS or length > wire.MAX_FRAME:
                    raise UnreadableFile("reader_crashed")
                payload = waiting.read(length)
            except EOFError:
                raise UnreadableFile(self._cause_of_death()) from None
            if letter == wire.END:
                return
            if letter == wire.FAILURE:
                raise _failure(payload)
            yield letter, payload

    def close(self) -> None:
        """End the process whatever it is doing, and leave nothing of it behind."""
        with suppress(ProcessLookupError):
            self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdout, self._process.stderr, self._control):
            if pipe is not None:
                pipe.close()

    def _cause_of_death(self) -> str:
        try:
            status = self._process.wait(_FAREWELL_SECONDS)
        except subprocess.TimeoutExpired:
            return "reader_crashed"
        if status == -signal.SIGXCPU:
            return "reader_timeout"
        try:
            said = os.read(self._last_words, _LAST_WORDS)
        except BlockingIOError:
            said = b""
        memory = any(words in said for words in _OUT_OF_MEMORY)
        return "reader_out_of_memory" if memory else "reader_crashed"


class _Waiting:
    """Exact reads from a pipe under one allowance of waiting time."""

    def __init__(self, fd: int, seconds: float) -> None:
        self._fd = fd
        self._left = seconds
        self._poll = select.poll()
        self._poll.register(fd, select.POLLIN)

    def read(self, count: int) -> memoryview:
        """Exactly `count` bytes; EOFError if the pipe ends before, UnreadableFile when the
        allowance is used up."""
        whole = memoryview(bytearray(count))
        rest = whole
        while rest:
            self._wait()
            got = os.readv(self._fd, [rest])
            if not got:
                raise EOFError
            rest = rest[got:]
        return whole

    def _wait(self) -> None:
        began = time.monotonic()
        ready = self._poll.poll(max(self._left, 0) * 1000)
        self._left -= time.monotonic() - began
        if not ready:
            raise UnreadableFile("reader_timeout")


def _descriptor(pipe: IO[bytes] | None) -> int:
    if pipe is None:
        raise ValueError("the process was started without this pipe")
    return pipe.fileno()


def _failure(payload: memoryview) -> UnreadableFile:
    try:
        told = json.loads(bytes(payload))
        values = {str(key): str(value) for key, value in told["values"].items()}
        return UnreadableFile(str(told["code"]), values)
    except (ValueError, KeyError, TypeError, AttributeError):
        return UnreadableFile("reader_crashed")


def _path() -> list[str]:
    package = str(Path(sipol.__file__).resolve().parents[1])
    return list(dict.fromkeys([package, *(str(Path(entry).resolve()) for entry in sys.path)]))


def _library_path() -> dict[str, str]:
    path = os.environ.get("LD_LIBRARY_PATH")
    return {"LD_LIBRARY_PATH": path} if path else {}
