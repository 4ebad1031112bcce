"""Opening stored files by means of our own: nothing here comes from the code that wrote them.

A file is a header of 64 bytes (8 of magic, a version byte, 7 of nothing, 32 of salt), then AES-256
in counter mode from position 0, under HKDF-SHA256 of the key file with that salt.
"""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_HEADER = 64
_SALT = slice(16, 48)


class StoredFiles:
    """The files of one installation, found by hash or, while they arrive, by upload."""

    def __init__(self, home: Path) -> None:
        self._folder = home / "files"
        self._key = (home / "keys" / "files.key").read_bytes()

    def whole(self, sha256: str) -> bytes | None:
        """The plain content stored under this hash; None where there is no such file."""
        return self._plain(self._folder / "blobs" / sha256[:2] / sha256[2:4] / sha256)

    def arriving(self, upload_id: str) -> bytes | None:
        """What the disk has of an unfinished upload; None where there is no such file."""
        return self._plain(self._folder / "parts" / upload_id)

    def arriving_sizes(self) -> dict[str, int]:
        """Plain bytes on disk of each unfinished upload."""
        sizes = {}
        for part in (self._folder / "parts").iterdir():
            try:
                sizes[part.name] = max(0, part.stat().st_size - _HEADER)
            except FileNotFoundError:
                continue
        return sizes

    def _plain(self, path: Path) -> bytes | None:
        try:
            raw = path.read_bytes()
        except FileNotFoundError:
            return None
        if len(raw) < _HEADER:
            return b""
        derived = HKDF(hashes.SHA256(), 32, salt=raw[_SALT], info=b"sipol/stored-file/1")
        key = derived.derive(self._key)
        stream = Cipher(algorithms.AES(key), modes.CTR(bytes(16))).decryptor()
        return stream.update(raw[_HEADER:])
