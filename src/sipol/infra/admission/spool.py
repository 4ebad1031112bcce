"""Bytes on their way between a slow line and a worker: in memory while few, else in a file.

The file has no name and is written encrypted under a key that never leaves this object: what
people send is not to be found in a temporary folder or in its free space.
"""

from __future__ import annotations

import os
import tempfile
from collections import deque

from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR

MEMORY_BYTES = 256 * 1024
PIECE_BYTES = 64 * 1024


class Spool:
    """First in, first out. `OSError` from `put` when the disk has no room. Close it at the end."""

    def __init__(self, memory_bytes: int = MEMORY_BYTES) -> None:
        self._memory_bytes = memory_bytes
        self._pieces: deque[bytes] = deque()
        self._in_memory = 0
        self._file = -1
        self._written = self._read = 0
        self._seal: CipherContext
        self._open: CipherContext

    def __len__(self) -> int:
        """Bytes that were put in and not yet taken."""
        return self._in_memory + self._written - self._read

    @property
    def on_disk(self) -> bool:
        return self._file >= 0

    def put(self, piece: bytes) -> None:
        if self._written == self._read and self._in_memory + len(piece) <= self._memory_bytes:
            if piece:
                self._pieces.append(piece)
                self._in_memory += len(piece)
            return
        if self._file < 0:
            self._begin_file()
        sealed = memoryview(self._seal.update(piece))
        while sealed:
            done = os.pwrite(self._file, sealed, self._written)
            self._written += done
            sealed = sealed[done:]

    def take(self) -> bytes:
        """The next piece, empty when nothing is left."""
        if self._pieces:
            piece = self._pieces.popleft()
            self._in_memory -= len(piece)
            return piece
        length = min(PIECE_BYTES, self._written - self._read)
        if length == 0:
            return b""
        sealed = os.pread(self._file, length, self._read)
        self._read += len(sealed)
        return self._open.update(sealed)

    def close(self) -> None:
        self._pieces.clear()
        self._in_memory = 0
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
            self._written = self._read = 0

    def _begin_file(self) -> None:
        handle, path = tempfile.mkstemp(prefix="sipol-")
        os.unlink(path)  # noqa: PTH108 - at once, so that it never has a name
        self._file = handle
        self._seal, self._open = _cipher()


def _cipher() -> tuple[CipherContext, CipherContext]:
    """Both directions of one stream, under a key for this once."""
    cipher = Cipher(AES(os.urandom(32)), CTR(os.urandom(16)))
    return cipher.encryptor(), cipher.decryptor()
