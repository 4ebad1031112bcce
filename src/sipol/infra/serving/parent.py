"""The parent of the web processes: keeps the socket and processes under it while the service lives.

It serves nothing itself and loads nothing of the application, so that it need not be replaced
when the application is.
"""

from __future__ import annotations

import asyncio
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass

# A process that says this before any was ever ready is set up wrongly; trying again is no use.
CANNOT_START = 2
START_SECONDS = 120.0
# Beyond the time that a process has for ending in order.
KILL_AFTER_SECONDS = 5.0
SHORT_PAUSE, LONG_PAUSE = 0.5, 10.0
# Who has served so long has not died of its start, so that another start may help at once.
SOUND_AFTER_SECONDS = 1.0
READY = b"r"


class WebProcess:
    """One web process, and the line to it: it says READY there, and ends when the line does."""

    def __init__(self, process: asyncio.subprocess.Process, line: socket.socket) -> None:
        self._process = process
        self._line = line
        self._ready_at: float | None = None
        self.pid = process.pid
        self.ending = False

    @classmethod
    async def start(cls, command: Sequence[str], listening: socket.socket) -> WebProcess:
        """Runs the command with two arguments more: the descriptors of socket and line."""
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        with theirs:
            handed = (listening.fileno(), theirs.fileno())
            process = await asyncio.create_subprocess_exec(
                *command, *map(str, handed), pass_fds=handed, stdin=subprocess.DEVNULL
            )
        return cls(process, ours)

    @property
    def served(self) -> float:
        """Seconds since it was ready; nothing before."""
        return 0.0 if self._ready_at is None else time.monotonic() - self._ready_at

    async def ready(self) -> bool:
        """Whether it came to serve; returns as soon as that is known."""
        try:
            async with asyncio.timeout(START_SECONDS):
                said = await asyncio.get_running_loop().sock_recv(self._line, 1)
        except (TimeoutError, ConnectionError):
            return False
        if said == READY:
            self._ready_at = time.monotonic()
        return said == READY

    async def ended(self) -> int:
        """Waits for its end; the exit code, or the signal's number with a minus."""
        code = await self._process.wait()
        self._line.close()
        return code

    async def end(self, patience: float) -> None:
        """Tells it to end in order, and kills it after `patience` seconds."""
        self.ending = True
        if self._process.returncode is not None:
            return
        self._process.terminate()
        try:
            async with asyncio.timeout(patience):
                await self._process.wait()
        except TimeoutError:
            say(f"web process {self.pid} did not end in {patience:.0f} s; killing it")
            self._process.kill()
            await self._process.wait()


@dataclass(slots=True)
class Pause:
    """How long to wait before the next start: nothing after a process that served, longer for each
    that died before."""

    seconds: float = 0.0

    def after(self, served: float) -> float:
        if served > SOUND_AFTER_SECONDS:
            self.seconds = 0.0
            return 0.0
        now, self.seconds = self.seconds, min(max(self.seconds * 2, SHORT_PAUSE), LONG_PAUSE)
        return now


class Parent:
    """Keeps `count` web processes on one socket: SIGHUP replaces them, SIGTERM and SIGINT end them.

    A process that dies is replaced at once. Newcomers wait in the socket's queue meanwhile.
    """

    def __init__(
        self, listening: socket.socket, command: Sequence[str], *, count: int, drain_seconds: float
    ) -> None:
        self._listening = listening
        self._command = command
        self._count = count
        self._patience = drain_seconds + KILL_AFTER_SECONDS
        self._processes: set[WebProcess] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._pause = Pause()
        self._stopping = asyncio.Event()
        self._replacing = asyncio.Lock()
        self._was_ready = False
        self._exit_code = 0

    async def run(self) -> int:
        """Returns the exit code after all web processes have ended."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stopping.set)
        loop.add_signal_handler(signal.SIGHUP, lambda: self._spawn(self._replace_all()))
        for _ in range(self._count):
            await self._start_one()
        await self._stopping.wait()
        # Whoever comes now should go elsewhere rather than wait for nobody.
        self._listening.close()
        async with asyncio.TaskGroup() as ends:
            for process in self._processes:
                ends.create_task(process.end(self._patience))
        for task in self._tasks:
            task.cancel()
        return self._exit_code

    async def _start_one(self) -> None:
        process = await WebProcess.start(self._command, self._listening)
        self._adopt(process)
        self._spawn(self._note_ready(process))

    def _adopt(self, process: WebProcess) -> None:
        self._processes.add(process)
        self._spawn(self._watch(process))

    async def _note_ready(self, process: WebProcess) -> None:
        if await process.ready():
            self._was_ready = True
            say(f"web process {process.pid} is ready")

    async def _watch(self, process: WebProcess) -> None:
        code = await process.ended()
        self._processes.discard(process)
        if process.ending or self._stopping.is_set():
            return
        if code == CANNOT_START and not self._was_ready:
            self._exit_code = code
            self._stopping.set()
            return
        pause = self._pause.after(process.served)
        say(f"web process {process.pid} ended with {code}; starting another in {pause:g} s")
        await asyncio.sleep(pause)
        if not self._stopping.is_set():
            await self._start_one()

    async def _replace_all(self) -> None:
        """Each by a new one that is ready first; where none gets ready, the old ones stay."""
        async with self._replacing:
            for old in [process for process in self._processes if not process.ending]:
                new = await WebProcess.start(self._command, self._listening)
                if not await new.ready():
                    say(f"web process {new.pid} did not get ready; the old ones go on")
                    await new.end(self._patience)
                    return
                self._adopt(new)
                say(f"web process {new.pid} is ready; ending {old.pid}")
                # Its end may take as long as its slowest request.
                self._spawn(old.end(self._patience))

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def say(text: str) -> None:
    """One line for whoever looks after the service."""
    print(f"sipol: {text}", file=sys.stderr, flush=True)
