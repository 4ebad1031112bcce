"""All keys of this installation in one hand, each reachable only as the cipher it is for."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sipol.infra.keys.files import FileCipher
from sipol.infra.keys.folder import FILES, NATIONAL_ID_ENCRYPTION, NATIONAL_ID_INDEX, KeyFolder
from sipol.infra.keys.national_ids import NationalIdCipher
from sipol.infra.keys.sealing import BytesCipher, derive_key
from sipol.infra.keys.signing import key_id


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The ciphers and the signing key of one installation.

    `rejected_rows` seals what a row said that was not taken over, `answers` what was answered to a
    request, `parked_forms` what somebody typed before signing in, `forms` what people typed into
    forms, `second_factors` the secrets of people's apps; each has a key of its own.
    """

    national_ids: NationalIdCipher = field(repr=False)
    rejected_rows: BytesCipher = field(repr=False)
    answers: BytesCipher = field(repr=False)
    parked_forms: BytesCipher = field(repr=False)
    forms: BytesCipher = field(repr=False)
    second_factors: BytesCipher = field(repr=False)
    files: FileCipher = field(repr=False)
    signing: Ed25519PrivateKey = field(repr=False)

    @property
    def public(self) -> Ed25519PublicKey:
        return self.signing.public_key()

    @property
    def key_id(self) -> str:
        """The name by which receipts say with which key they were signed."""
        return key_id(self.public)


def open_ring(folder: KeyFolder) -> KeyRing:
    """The keys of a folder, made first if the folder is new; raises KeyFolderUnusable."""
    folder.prepare()
    files_root = folder.secret(FILES)
    ring = KeyRing(
        national_ids=NationalIdCipher(
            folder.secret(NATIONAL_ID_ENCRYPTION), folder.secret(NATIONAL_ID_INDEX)
        ),
        rejected_rows=BytesCipher(derive_key(files_root, "rejected-rows")),
        answers=BytesCipher(derive_key(files_root, "kept-answers")),
        parked_forms=BytesCipher(derive_key(files_root, "parked-forms")),
        forms=BytesCipher(derive_key(files_root, "forms")),
        second_factors=BytesCipher(derive_key(files_root, "second-factors")),
        files=FileCipher(files_root),
        signing=folder.signing_key(),
    )
    folder.check_public_key()
    return ring


@cache
def current() -> KeyRing:
    """The keys below `SIPOL_HOME/keys` (`./var/keys` where the setting is missing).

    Read once per process; `current.cache_clear()` after the setting changed.
    """
    return open_ring(KeyFolder(Path(os.environ.get("SIPOL_HOME") or "var") / "keys"))
