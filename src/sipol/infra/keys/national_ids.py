"""How an identity number is stored: sealed for the reader, indexed for the search."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from sipol.infra.keys.sealing import KEY_LENGTH, BytesCipher

INDEX_LENGTH = 32

_BLOCK = 64


class NationalIdCipher:
    """Seals identity numbers, and gives the keyed index by which equal numbers are found.

    Identity numbers are so few that a plain hash can be reversed by trying them all; only the
    index key, which never enters the database, protects the index. Numbers are taken as they
    are: clean them first (`kernel.identifiers.clean_nik`), or equal people get unequal indexes.
    The index value is itself a secret of the database: never log it, never show it.
    """

    def __init__(self, key: bytes, index_key: bytes) -> None:
        if len(index_key) != KEY_LENGTH:
            raise ValueError(f"an index key has {KEY_LENGTH} bytes")
        self._cipher = BytesCipher(key)
        block = index_key.ljust(_BLOCK, b"\0")
        self._inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in block))
        self._outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in block))

    def seal(self, nik: str, aad: bytes) -> bytes:
        """45 bytes for 16 digits; `aad` names the place, as in `BytesCipher`."""
        return self._cipher.seal(nik.encode(), aad)

    def seal_many(self, niks: Sequence[str], aads: Sequence[bytes]) -> list[bytes]:
        """`seal` of each pair, in order."""
        return self._cipher.seal_many([nik.encode() for nik in niks], aads)

    def open(self, sealed: bytes, aad: bytes) -> str:
        """The identity number again; raises `SealBroken`."""
        return self._cipher.open(sealed, aad).decode()

    def index(self, nik: str) -> bytes:
        """HMAC-SHA256 of the number, 32 bytes: equal numbers, equal index."""
        return self.index_many((nik,))[0]

    def index_many(self, niks: Iterable[str]) -> list[bytes]:
        """`index` of each number, in order.

        The two halves of HMAC are kept as started hashes and copied: for 16 digits that is more
        than twice as fast as `hmac.digest`.
        """
        start_inner, start_outer = self._inner.copy, self._outer.copy
        indexes: list[bytes] = []
        keep = indexes.append
        for nik in niks:
            inner = start_inner()
            inner.update(nik.encode())
            outer = start_outer()
            outer.update(inner.digest())
            keep(outer.digest())
        return indexes
