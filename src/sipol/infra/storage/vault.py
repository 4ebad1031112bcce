"""The vault: a folder of encrypted files, each under the SHA-256 of its plain content."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from uuid import UUID

from sipol.infra.keys.files import FileCipher, new_salt
from sipol.infra.storage.faults import BlobDamaged, BlobMissing, PartLost, disk_faults
from sipol.infra.storage.parts import (
    HEADER_LENGTH,
    Part,
    has_header,
    locked,
    read_salt,
    sync_folder,
    write_fence,
    write_header,
)

_DIGEST = re.compile(r"[0-9a-f]{64}")
_SEALS = fcntl.F_SEAL_WRITE | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_SEAL


class FileVault:
    """Files below one folder: `parts/` while they arrive, `blobs/` once they are whole.

    A blob never changes and is never replaced. Safe in many processes at once: of one part only
    whoever opened it last may write. They share the machine, or a disk with working flock(2).
    """

    def __init__(self, folder: Path, cipher: FileCipher) -> None:
        self._parts = folder / "parts"
        self._blobs = folder / "blobs"
        self._cipher = cipher
        with disk_faults():
            _make_folder(self._parts)
            _make_folder(self._blobs)

    def open_part(self, part_id: UUID, salt: bytes, durable: int, fence: int = 0) -> Part:
        """The arriving file, cut back to what was acknowledged of it, `durable` bytes.

        It is made if that is none. Whoever opened it under another `fence` (from 0) can write no
        more; two who open it at the same time must be kept apart by the caller. Raises `PartLost`
        when the file has less than that, `PartBusy` when a former holder hangs in the middle.
        """
        path = self._part_path(part_id)
        with disk_faults():
            try:
                descriptor = _open_for_writing(path, create=durable == 0)
            except FileNotFoundError:
                # Without the folder the disk is away, which passes; without the file it is lost.
                if not self._parts.is_dir():
                    raise
                raise PartLost("the arriving file is gone") from None
        try:
            with disk_faults(), locked(descriptor):
                self._begin_or_check(descriptor, salt, durable)
                write_fence(descriptor, fence)
        except BaseException:
            os.close(descriptor)
            raise
        folder = self._parts if durable == 0 else None
        return Part(descriptor, salt, self._cipher, fence, unsynced_folder=folder)

    def scratch(self) -> Part:
        """A nameless encrypted file that is gone when it is closed."""
        with disk_faults(), tempfile.TemporaryFile(dir=self._parts) as file:
            descriptor = os.dup(file.fileno())
        salt = new_salt()
        write_header(descriptor, salt)
        return Part(descriptor, salt, self._cipher)

    def digest_part(self, part_id: UUID, size: int) -> str:
        """SHA-256 of the plain content, read back from the disk; `PartLost` unless it is whole."""
        digest, length = hashlib.sha256(), 0
        with self._existing(self._part_path(part_id), PartLost) as part:
            for piece in part.read():
                digest.update(piece)
                length += len(piece)
        if length != size:
            raise PartLost(f"the arriving file has {length} bytes instead of {size}")
        return digest.hexdigest()

    def claim(self, part_id: UUID, sha256: str) -> None:
        """Makes the part a blob as well, durably; repeating it does nothing.

        The part keeps its own name until `drop_part`, so that a crash before the caller has
        recorded the digest leaves something to begin again from.
        """
        blob = self._blob_path(sha256)
        with disk_faults():
            blob.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with contextlib.suppress(FileExistsError):
                blob.hardlink_to(self._part_path(part_id))
            # All three, whoever made them: another process may have made one a moment ago.
            for folder in (blob.parent, blob.parent.parent, self._blobs):
                sync_folder(folder)

    def drop_part(self, part_id: UUID) -> None:
        """Forgets the part, if there is one; a blob made of it stays."""
        with disk_faults():
            self._part_path(part_id).unlink(missing_ok=True)
            sync_folder(self._parts)

    def sweep(self, part_ids: Iterable[UUID]) -> int:
        """Forgets these parts and says how many of them there were."""
        swept = 0
        with disk_faults():
            for part_id in part_ids:
                with contextlib.suppress(FileNotFoundError):
                    self._part_path(part_id).unlink()
                    swept += 1
            sync_folder(self._parts)
        return swept

    def holds(self, sha256: str) -> bool:
        """Whether a file with this content is stored."""
        return self._blob_path(sha256).is_file()

    def read(self, sha256: str) -> Iterator[bytes]:
        """The plain content in pieces of at most 1 MiB.

        Raises `BlobMissing` before the first piece, and `BlobDamaged` after the last one if the
        content is not what the name says: nothing may be acted on before the end was reached.
        """
        digest = hashlib.sha256()
        with self._existing(self._blob_path(sha256), BlobMissing) as blob:
            for piece in blob.read():
                digest.update(piece)
                yield piece
        if digest.hexdigest() != sha256:
            raise BlobDamaged(f"the stored file {sha256} has changed on disk")

    def open_plain(self, sha256: str) -> int:
        """A descriptor of the checked plain content, in memory only, that nobody can change.

        It stands at the first byte and is not inherited unless passed on; the caller closes it.
        """
        flags = os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING
        with disk_faults():
            descriptor = os.memfd_create("stored-file", flags)
        try:
            for piece in self.read(sha256):
                _write_all(descriptor, piece)
            fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, _SEALS)
            os.lseek(descriptor, 0, os.SEEK_SET)
        except BaseException:
            os.close(descriptor)
            raise
        return descriptor

    def _begin_or_check(self, descriptor: int, salt: bytes, durable: int) -> None:
        size = os.fstat(descriptor).st_size
        if durable == 0 and not has_header(descriptor):
            os.ftruncate(descriptor, 0)
            write_header(descriptor, salt)
        elif read_salt(descriptor) != salt:
            raise PartLost("the arriving file belongs to another upload")
        elif size < HEADER_LENGTH + durable:
            raise PartLost("the arriving file is shorter than what was acknowledged")
        elif size > HEADER_LENGTH + durable:
            os.ftruncate(descriptor, HEADER_LENGTH + durable)

    @contextlib.contextmanager
    def _existing(self, path: Path, missing: type[Exception]) -> Iterator[Part]:
        with disk_faults():
            try:
                descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
            except FileNotFoundError:
                raise missing(f"no file {path.name}") from None
        try:
            yield Part(descriptor, read_salt(descriptor), self._cipher)
        finally:
            os.close(descriptor)

    def _part_path(self, part_id: UUID) -> Path:
        return self._parts / str(UUID(str(part_id)))

    def _blob_path(self, sha256: str) -> Path:
        if not _DIGEST.fullmatch(sha256):
            raise ValueError("a blob is named by 64 lowercase hexadecimal digits")
        return self._blobs / sha256[:2] / sha256[2:4] / sha256


def _open_for_writing(path: Path, *, create: bool) -> int:
    flags = os.O_RDWR | os.O_CLOEXEC | (os.O_CREAT if create else 0)
    return os.open(path, flags, 0o600)


def _make_folder(path: Path) -> None:
    """Makes the folder and whatever is missing above it, each name durable in its parent."""
    if path.is_dir():
        return
    _make_folder(path.parent)
    path.mkdir(mode=0o700, exist_ok=True)
    sync_folder(path.parent)


def _write_all(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]
