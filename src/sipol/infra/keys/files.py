"""Encryption of stored files, from the first byte of an upload and from any byte onwards."""

from __future__ import annotations

import os

from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext, algorithms, modes

from sipol.infra.keys.sealing import KEY_LENGTH, derive_key

SALT_LENGTH = 32

_BLOCK = 16


def new_salt() -> bytes:
    """A salt for one file that is about to be written. Keep it beside the file's record."""
    return os.urandom(SALT_LENGTH)


class FileCipher:
    """AES-256 in counter mode, one derived key per file.

    Counter mode is right here because an upload arrives in pieces of any length, breaks off at any
    byte and goes on from there: every byte is encrypted on arrival, the file on disk has exactly
    the upload's length, and no piece ever has to wait for a full block or tag. It proves nothing
    about integrity. That comes from the SHA-256 of the whole plain file, which is recorded and
    receipted when the upload ends; whoever reads a file to act on it compares that hash.

    The rule that everything hangs on: under one salt, one position only ever gets one byte. A
    resumed upload sends the same file, so it may continue or repeat. Another file, or another
    version of it, always takes a `new_salt()`; two contents under one salt uncover each other.
    """

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_LENGTH:
            raise ValueError(f"the file key has {KEY_LENGTH} bytes")
        self._root = key

    def at(self, salt: bytes, offset: int) -> CipherContext:
        """A stream positioned at byte `offset`; its `update` encrypts, and equally decrypts.

        Use one stream for consecutive bytes only, and either for
        reading or for writing; for another position take another stream.
        """
        if len(salt) != SALT_LENGTH:
            raise ValueError(f"a file's salt has {SALT_LENGTH} bytes")
        if offset < 0:
            raise ValueError("an offset is not negative")
        key = derive_key(self._root, "stored-file", salt)
        counter = (offset // _BLOCK).to_bytes(_BLOCK, "big")
        stream = Cipher(algorithms.AES(key), modes.CTR(counter)).encryptor()
        stream.update(bytes(offset % _BLOCK))
        return stream
