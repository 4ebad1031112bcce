"""One encrypted file on disk: a header of fixed length, then as many bytes as the content has."""

from __future__ import annotations

import fcntl
import os
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from sipol.infra.keys.files import SALT_LENGTH, FileCipher
from sipol.infra.storage.faults import PartBusy, PartLost, PartTaken, disk_faults

HEADER_LENGTH = 64
READ_BYTES = 1024 * 1024

_HEADER = struct.Struct(f">8sB7x{SALT_LENGTH}s{HEADER_LENGTH - 16 - SALT_LENGTH}x")
_MAGIC = b"SIPOLENC"
_VERSION = 1

# The number of the holder that may write, in what the header leaves free.
_FENCE = struct.Struct(">Q")
_FENCE_AT = 16 + SALT_LENGTH

# A holder that hangs must not hang everybody who comes after it.
_LOCK_PATIENCE = 2.0
_LOCK_PAUSE = 0.005


class Part:
    """An open encrypted file. Offsets and sizes count the plain content, without the header.

    Writes only while the file bears the `fence` that it was opened under, if it was opened under
    one: whoever opens it under another one takes it over, from whichever process. A context
    manager that closes the file. All methods raise `StorageFull` or `StorageFault`.
    """

    def __init__(
        self,
        descriptor: int,
        salt: bytes,
        cipher: FileCipher,
        fence: int | None = None,
        unsynced_folder: Path | None = None,
    ) -> None:
        self._descriptor = descriptor
        self._salt = salt
        self._cipher = cipher
        self._fence = fence
        self._unsynced_folder = unsynced_folder

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the file; a second time does nothing."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    @property
    def size(self) -> int:
        with disk_faults():
            return max(0, os.fstat(self._descriptor).st_size - HEADER_LENGTH)

    def write_at(self, offset: int, data: bytes) -> None:
        """Encrypts and writes; the bytes are durable only after `sync`.

        Raises `PartTaken`, with nothing written, when somebody else has taken the file over, and
        `PartBusy` when somebody who hangs keeps it locked.
        """
        sealed = memoryview(self._cipher.at(self._salt, offset).update(data))
        position = HEADER_LENGTH + offset
        with disk_faults(), locked(self._descriptor):
            self._check_fence()
            while sealed:
                written = os.pwrite(self._descriptor, sealed, position)
                sealed, position = sealed[written:], position + written

    def _check_fence(self) -> None:
        if self._fence is None:
            return
        if os.pread(self._descriptor, _FENCE.size, _FENCE_AT) != _FENCE.pack(self._fence):
            raise PartTaken("the arriving file was taken over")

    def sync(self) -> None:
        """Returns when the disk has everything written so far."""
        with disk_faults():
            os.fdatasync(self._descriptor)
            if self._unsynced_folder is not None:
                sync_folder(self._unsynced_folder)
                self._unsynced_folder = None

    def read(self) -> Iterator[bytes]:
        """The plain content from its beginning, in pieces of at most 1 MiB."""
        stream = self._cipher.at(self._salt, 0)
        position = HEADER_LENGTH
        while True:
            with disk_faults():
                sealed = os.pread(self._descriptor, READ_BYTES, position)
            if not sealed:
                return
            position += len(sealed)
            yield stream.update(sealed)


@contextmanager
def locked(descriptor: int) -> Iterator[None]:
    """Nobody else who asks for it has the file meanwhile; raises `PartBusy` after two seconds.

    The lock is the kernel's: it ends with the process that holds it.
    """
    _lock(descriptor)
    try:
        yield
    finally:
        fcntl.flock(descriptor, fcntl.LOCK_UN)


def _lock(descriptor: int) -> None:
    until = time.monotonic() + _LOCK_PATIENCE
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                raise PartBusy("another holder keeps the arriving file locked") from None
            time.sleep(_LOCK_PAUSE)
        else:
            return


def write_header(descriptor: int, salt: bytes) -> None:
    """Begins a new encrypted file; durable only after a sync."""
    with disk_faults():
        os.pwrite(descriptor, _HEADER.pack(_MAGIC, _VERSION, salt), 0)


def write_fence(descriptor: int, fence: int) -> None:
    """From now on only who opened the file under this number may write. For a locked file.

    Not synced: whom it keeps out does not outlive the machine either.
    """
    with disk_faults():
        os.pwrite(descriptor, _FENCE.pack(fence), _FENCE_AT)


def has_header(descriptor: int) -> bool:
    """Whether the file begins as ours do."""
    with disk_faults():
        header = os.pread(descriptor, HEADER_LENGTH, 0)
    return len(header) == HEADER_LENGTH and header.startswith(_MAGIC)


def sync_folder(path: Path) -> None:
    """Makes the names in a folder durable."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_salt(descriptor: int) -> bytes:
    """The salt in a file's header; `PartLost` where there is no whole header of ours."""
    with disk_faults():
        header = os.pread(descriptor, HEADER_LENGTH, 0)
    if len(header) == HEADER_LENGTH:
        magic, version, salt = _HEADER.unpack(header)
        if magic == _MAGIC and version == _VERSION:
            return bytes(salt)
    raise PartLost("the file does not begin with a header of this program")
