"""What parent and child say to each other.

The parent sends one order (JSON, with the open file beside it) through a local socket that is
the child's standard input. The child answers on a pipe with frames: one letter, four bytes of
length (little endian), payload. HEADER (JSON) and BATCH (an Arrow IPC stream) as they exist,
then END, or FAILURE (JSON: code, values) in place of whatever was still to come.
"""

from __future__ import annotations

import os
import struct

HEADER, BATCH, FAILURE, END = b"H", b"B", b"F", b"E"
LETTERS = frozenset({HEADER, BATCH, FAILURE, END})
HEAD = struct.Struct("<cI")
MAX_ORDER = 1 << 14
MAX_FRAME = 64 << 20
SPLIT_FRAME = 16 << 20


def write_frame(fd: int, letter: bytes, payload: bytes = b"") -> None:
    """Write one frame, waiting as long as the reader of the pipe takes."""
    if len(payload) > MAX_FRAME:
        raise MemoryError("a single row is larger than a frame")
    for part in (HEAD.pack(letter, len(payload)), payload):
        rest = memoryview(part)
        while rest:
            rest = rest[os.write(fd, rest) :]
