"""One encrypted file on disk: a header of fixed length, then as many bytes as the content has."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from typing import Self

from sipol.infra.keys.files import SALT_LENGTH, FileCipher
from sipol.infra.storage.faults import PartLost, disk_faults

HEADER_LENGTH = 64
READ_BYTES = 1024 * 1024

_HEADER = struct.Struct(f">8sB7x{SALT_LENGTH}s{HEADER_LENGTH - 16 - SALT_LENGTH}x")
_MAGIC = b"SIPOLENC"
_VERSION = 1


class Part:
    """An open encrypted file. Offsets and sizes count the plain content, without the header.

    Not locked: the caller sees to it that one writer at a time uses an arriving file. A context
    manager that closes the file. All methods raise `StorageFull` or `StorageFault`.
    """

    def __init__(self, descriptor: int, salt: bytes, cipher: FileCipher) -> None:
        self._descriptor = descriptor
        self._salt = salt
        self._cipher = cipher

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
        """Encrypts and writes; the bytes are durable only after `sync`."""
        sealed = memoryview(self._cipher.at(self._salt, offset).update(data))
        position = HEADER_LENGTH + offset
        with disk_faults():
            while sealed:
                written = os.pwrite(self._descriptor, sealed, position)
                sealed, position = sealed[written:], position + written

    def sync(self) -> None:
        """Returns when the disk has everything written so far."""
        with disk_faults():
            os.fdatasync(self._descriptor)

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


def write_header(descriptor: int, salt: bytes) -> None:
    """Begins a new encrypted file, durably."""
    with disk_faults():
        os.pwrite(descriptor, _HEADER.pack(_MAGIC, _VERSION, salt), 0)
        os.fdatasync(descriptor)


def read_salt(descriptor: int) -> bytes:
    """The salt in a file's header; `PartLost` where there is no whole header of ours."""
    with disk_faults():
        header = os.pread(descriptor, HEADER_LENGTH, 0)
    if len(header) == HEADER_LENGTH:
        magic, version, salt = _HEADER.unpack(header)
        if magic == _MAGIC and version == _VERSION:
            return bytes(salt)
    raise PartLost("the file does not begin with a header of this program")
