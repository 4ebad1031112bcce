"""Runs the command line in a world whose seconds are shorter: `SCALE ARGUMENTS...`.

Its clocks run so many times faster, its pauses and its patience with sockets are so many times
shorter. On a line that is as many times faster the program behaves as on the real one.
"""

from __future__ import annotations

import socket
import sys
import time

# The same for a page: clocks and timers, before any of its scripts runs.
FOR_A_PAGE = """(() => {
  const scale = SCALE, began = performance.now(), then = Date.now();
  const now = performance.now.bind(performance), later = window.setTimeout.bind(window);
  const often = window.setInterval.bind(window);
  performance.now = () => began + (now() - began) * scale;
  Date.now = () => then + (now() - began) * scale;
  window.setTimeout = (work, ms = 0, ...rest) => later(work, ms / scale, ...rest);
  window.setInterval = (work, ms = 0, ...rest) => often(work, ms / scale, ...rest);
})()"""


def hurry(scale: float) -> None:
    """From now on, for this process."""
    began, then = time.monotonic(), time.time()
    monotonic, sleep, set_timeout = time.monotonic, time.sleep, socket.socket.settimeout

    def passed() -> float:
        return (monotonic() - began) * scale

    def shorter(link: socket.socket, seconds: float | None) -> None:
        set_timeout(link, None if seconds is None else seconds / scale)

    time.monotonic = time.perf_counter = lambda: began + passed()
    time.time = lambda: then + passed()
    time.sleep = lambda seconds: sleep(seconds / scale)
    socket.socket.settimeout = shorter  # type: ignore[method-assign]


def main() -> int:
    """Hurry, then do what the rest of the command line asks for."""
    from sipol.config import cli

    hurry(float(sys.argv[1]))
    return cli.main(sys.argv[2:])


if __name__ == "__main__":
    sys.exit(main())
