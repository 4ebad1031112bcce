"""Authenticated sealing of small secrets: AES-256-GCM, random nonce, version byte in front."""

from __future__ import annotations

import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_LENGTH = 32
NONCE_LENGTH = 12
TAG_LENGTH = 16
VERSION = b"\x01"

_HEAD_LENGTH = len(VERSION) + NONCE_LENGTH


class SealBroken(Exception):
    """The sealed bytes, the key or the place (aad) do not belong together; nothing was opened."""


def derive_key(root: bytes, purpose: str, salt: bytes | None = None) -> bytes:
    """A 32-byte key for one purpose only, by HKDF-SHA256; other purposes give unrelated keys."""
    info = f"sipol/{purpose}/1".encode()
    return HKDF(algorithm=hashes.SHA256(), length=KEY_LENGTH, salt=salt, info=info).derive(root)


class BytesCipher:
    """Seals arbitrary bytes, for instance the JSON of a rejected row.

    `aad` is not kept in the result: it names the place where the secret is stored (table, row,
    party), so that sealed bytes copied to another place do not open. Nonces are random, which
    allows 2**32 sealings with one key; the roll of the nation needs a few times 10**7.
    """

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_LENGTH:
            raise ValueError(f"a sealing key has {KEY_LENGTH} bytes")
        self._aead = AESGCM(key)

    def seal(self, content: bytes, aad: bytes) -> bytes:
        """Version byte, nonce, ciphertext and tag: 29 bytes longer than the content."""
        nonce = os.urandom(NONCE_LENGTH)
        return VERSION + nonce + self._aead.encrypt(nonce, content, aad)

    def seal_many(self, contents: Sequence[bytes], aads: Sequence[bytes]) -> list[bytes]:
        """`seal` of each pair, in order, at about a million a second."""
        nonces = os.urandom(NONCE_LENGTH * len(contents))
        encrypt, version, length = self._aead.encrypt, VERSION, NONCE_LENGTH
        sealed: list[bytes] = []
        keep = sealed.append
        start = 0
        for content, aad in zip(contents, aads, strict=True):
            nonce = nonces[start : start + length]
            start += length
            keep(version + nonce + encrypt(nonce, content, aad))
        return sealed

    def open(self, sealed: bytes, aad: bytes) -> bytes:
        """The content again. Raises SealBroken when anything differs from the sealing."""
        sealed = bytes(sealed)
        if sealed[:1] != VERSION or len(sealed) < _HEAD_LENGTH + TAG_LENGTH:
            raise SealBroken("Data tersegel tidak dikenal bentuknya; isinya tidak dibuka.")
        try:
            return self._aead.decrypt(
                sealed[len(VERSION) : _HEAD_LENGTH], sealed[_HEAD_LENGTH:], aad
            )
        except InvalidTag:
            raise SealBroken(
                "Data tersegel tidak cocok dengan kunci atau tempatnya; isinya tidak dibuka."
            ) from None
