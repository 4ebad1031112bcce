"""Keeping the processes of one machine alive: web and worker, restarted when they die.

The web's listening socket is kept here too, so that it outlives even the web's own parent.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import FrameType

# Longer than the web's own drain.
PATIENCE_SECONDS = 35
PAUSE_SECONDS = 0.3
LONGEST_PAUSE_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Kept:
    """A command, and the descriptors that it is handed."""

    command: Sequence[str]
    handed: tuple[int, ...] = ()


class Keeper:
    """Starts named commands and starts each again when it ends, until it is told to stop.

    SIGHUP is passed on to what was handed a socket, so that it replaces itself under it.
    """

    def __init__(self, commands: Mapping[str, Kept]) -> None:
        self._commands = commands
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._pause: dict[str, float] = dict.fromkeys(commands, PAUSE_SECONDS)
        self._due: dict[str, float] = {}
        self._stopping = False

    def run(self) -> None:
        """Returns after SIGTERM or SIGINT, when all processes have ended."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        signal.signal(signal.SIGHUP, self._pass_on)
        for name in self._commands:
            self._start(name)
        while not self._stopping:
            self._look_after()
            time.sleep(0.2)
        self._end_all()

    def _start(self, name: str) -> None:
        kept = self._commands[name]
        self._running[name] = subprocess.Popen(
            kept.command, start_new_session=True, pass_fds=kept.handed
        )
        self._due[name] = time.monotonic()

    def _look_after(self) -> None:
        for name, process in self._running.items():
            if process.poll() is None:
                continue
            lived = time.monotonic() - self._due[name]
            pause = PAUSE_SECONDS if lived > 30 else self._pause[name]
            print(
                f"sipol: {name} ended with {process.returncode}; starting it again",
                file=sys.stderr,
                flush=True,
            )
            time.sleep(pause)
            self._pause[name] = min(pause * 2, LONGEST_PAUSE_SECONDS)
            if not self._stopping:
                self._start(name)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self._stopping = True

    def _pass_on(self, number: int, frame: FrameType | None) -> None:
        for name, process in self._running.items():
            if self._commands[name].handed and process.poll() is None:
                process.send_signal(number)

    def _end_all(self) -> None:
        for process in self._running.values():
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + PATIENCE_SECONDS
        for process in self._running.values():
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
