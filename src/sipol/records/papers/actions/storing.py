"""Bytes into the vault: a whole file that came in by a form, kept before anything is said of it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sipol.infra.keys.files import new_salt
from sipol.infra.storage.vault import FileVault
from sipol.kernel.sortable_ids import sortable_id
from sipol.records.papers.readers.checking import Checker
from sipol.records.papers.rules.kinds import PaperNature


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A whole file in the vault, not looked at yet."""

    sha256: str
    size: int
    file_name: str


def store(
    chunks: Iterable[bytes], *, file_name: str, vault: FileVault, now: datetime
) -> StoredFile:
    """Keep a whole file under the digest of its content; raises StorageFault."""
    part_id, salt, size = sortable_id(now), new_salt(), 0
    try:
        with vault.open_part(part_id, salt, 0) as part:
            for chunk in chunks:
                part.write_at(size, chunk)
                size += len(chunk)
            part.sync()
        sha256 = vault.digest_part(part_id, size)
        vault.claim(part_id, sha256)
    finally:
        vault.drop_part(part_id)
    return StoredFile(sha256, size, file_name)


def nature_of(file: StoredFile, *, checker: Checker, vault: FileVault) -> PaperNature:
    """What a stored file is, found out in a child process; raises UnusablePaper."""
    descriptor = vault.open_plain(file.sha256)
    try:
        return checker.check(descriptor, file.file_name)
    finally:
        os.close(descriptor)
