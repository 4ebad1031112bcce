"""What the parent and the checking child say to each other.

One order is one message on a local socket (JSON), with two descriptors: the file, and where the
answer goes. The answer is one line of JSON, and the bytes of a picture after it. When whoever
worked on an order has ended, its exit status comes as one message (JSON) on the socket.
"""

from __future__ import annotations

import os

MAX_MESSAGE = 4096
MAX_HEAD = 1 << 16
MAX_ANSWER = 32 << 20

CHECK, VIEW = "check", "view"


def write_all(fd: int, data: bytes) -> None:
    """Write to a pipe, waiting as long as its reader takes."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(fd, rest) :]
