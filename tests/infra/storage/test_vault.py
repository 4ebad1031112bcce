"""The vault keeps what was synced, shows nothing of it on disk, and never replaces a blob."""

from __future__ import annotations

import fcntl
import hashlib
import itertools
import os
import subprocess
import sys
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sipol.infra.keys.files import FileCipher, new_salt
from sipol.infra.storage.faults import (
    BlobDamaged,
    BlobMissing,
    PartBusy,
    PartLost,
    PartTaken,
    StorageFault,
)
from sipol.infra.storage.vault import FileVault

CIPHER = FileCipher(b"k" * 32)
TEXT = b"nik;nama\n9901014505900001;Sari Invented\n" * 50_000


@pytest.fixture
def vault(tmp_path: Path) -> FileVault:
    return FileVault(tmp_path / "files", CIPHER)


def store(vault: FileVault, content: bytes, part_id: UUID | None = None) -> str:
    part_id = part_id or uuid4()
    with vault.open_part(part_id, new_salt(), 0) as part:
        part.write_at(0, content)
        part.sync()
    sha256 = vault.digest_part(part_id, len(content))
    vault.claim(part_id, sha256)
    vault.drop_part(part_id)
    return sha256


def blob_file(tmp_path: Path, sha256: str) -> Path:
    return tmp_path / "files" / "blobs" / sha256[:2] / sha256[2:4] / sha256


def test_a_file_comes_back_under_the_hash_of_its_plain_content(vault: FileVault) -> None:
    sha256 = store(vault, TEXT)
    assert sha256 == hashlib.sha256(TEXT).hexdigest()
    assert b"".join(vault.read(sha256)) == TEXT
    assert vault.holds(sha256)


def test_an_empty_file_is_a_file(vault: FileVault) -> None:
    assert b"".join(vault.read(store(vault, b""))) == b""


def test_nothing_on_disk_shows_the_content(vault: FileVault, tmp_path: Path) -> None:
    sha256 = store(vault, TEXT)
    with vault.open_part(uuid4(), new_salt(), 0) as part:
        part.write_at(0, TEXT)
        part.sync()
        on_disk = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert len(on_disk) == 2 * (64 + len(TEXT))
    assert b"9901014505900001" not in on_disk
    assert b"Sari" not in on_disk
    assert blob_file(tmp_path, sha256).stat().st_mode & 0o077 == 0


@settings(max_examples=25, deadline=None)
@given(content=st.binary(max_size=5000), cuts=st.lists(st.integers(0, 5000), max_size=6))
def test_pieces_of_any_length_make_the_same_file(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, cuts: list[int]
) -> None:
    vault = FileVault(tmp_path_factory.mktemp("vault"), CIPHER)
    part_id, salt = uuid4(), new_salt()
    edges = sorted({0, len(content), *(cut for cut in cuts if cut < len(content))})
    for start, end in itertools.pairwise(edges):
        with vault.open_part(part_id, salt, start) as part:
            part.write_at(start, content[start:end])
            part.sync()
    if not content:
        vault.open_part(part_id, salt, 0).close()
    assert vault.digest_part(part_id, len(content)) == hashlib.sha256(content).hexdigest()


def test_reopening_cuts_back_to_what_was_acknowledged(vault: FileVault) -> None:
    part_id, salt = uuid4(), new_salt()
    with vault.open_part(part_id, salt, 0) as part:
        part.write_at(0, b"acknowledged, not acknowledged")
        part.sync()
    with vault.open_part(part_id, salt, 12) as part:
        assert part.size == 12
        assert b"".join(part.read()) == b"acknowledged"


def test_a_part_shorter_than_acknowledged_is_lost(vault: FileVault) -> None:
    part_id, salt = uuid4(), new_salt()
    with vault.open_part(part_id, salt, 0) as part:
        part.write_at(0, b"short")
        part.sync()
    with pytest.raises(PartLost):
        vault.open_part(part_id, salt, 6)
    with pytest.raises(PartLost):
        vault.open_part(uuid4(), salt, 6)
    with pytest.raises(PartLost):
        vault.open_part(part_id, new_salt(), 5)
    with pytest.raises(PartLost):
        vault.digest_part(part_id, 6)


def test_a_missing_folder_is_a_passing_fault_and_no_loss(vault: FileVault, tmp_path: Path) -> None:
    (tmp_path / "files" / "parts").rmdir()
    with pytest.raises(StorageFault) as caught:
        vault.open_part(uuid4(), new_salt(), 6)
    assert not isinstance(caught.value, PartLost)


def test_a_blob_is_never_replaced(vault: FileVault, tmp_path: Path) -> None:
    sha256 = store(vault, TEXT)
    before = blob_file(tmp_path, sha256).read_bytes()
    assert store(vault, TEXT) == sha256
    assert blob_file(tmp_path, sha256).read_bytes() == before


def test_claiming_again_after_a_crash_does_no_harm(vault: FileVault) -> None:
    part_id = uuid4()
    with vault.open_part(part_id, new_salt(), 0) as part:
        part.write_at(0, TEXT)
        part.sync()
    sha256 = vault.digest_part(part_id, len(TEXT))
    vault.claim(part_id, sha256)
    assert vault.digest_part(part_id, len(TEXT)) == sha256
    vault.claim(part_id, sha256)
    vault.drop_part(part_id)
    vault.drop_part(part_id)
    assert b"".join(vault.read(sha256)) == TEXT


def test_a_changed_blob_is_noticed(vault: FileVault, tmp_path: Path) -> None:
    sha256 = store(vault, TEXT)
    with blob_file(tmp_path, sha256).open("r+b") as file:
        file.seek(64 + 1000)
        file.write(b"\x00\x01\x02")
    with pytest.raises(BlobDamaged):
        list(vault.read(sha256))
    with pytest.raises(BlobDamaged):
        vault.open_plain(sha256)


def test_an_unknown_blob_is_missing(vault: FileVault) -> None:
    with pytest.raises(BlobMissing):
        vault.open_plain("0" * 64)
    with pytest.raises(ValueError, match="hexadecimal"):
        vault.holds("../../keys/files.key")


def test_a_child_reads_the_plain_content_and_cannot_change_it(vault: FileVault) -> None:
    descriptor = vault.open_plain(store(vault, TEXT))
    try:
        program = "import sys, hashlib; print(hashlib.sha256(sys.stdin.buffer.read()).hexdigest())"
        child = subprocess.run(
            [sys.executable, "-c", program],
            stdin=descriptor,
            capture_output=True,
            text=True,
            check=True,
        )
        assert child.stdout.strip() == hashlib.sha256(TEXT).hexdigest()
        with pytest.raises(PermissionError):
            os.pwrite(descriptor, b"x", 0)
    finally:
        os.close(descriptor)


def test_sweeping_takes_the_named_parts_only(vault: FileVault) -> None:
    gone, kept = uuid4(), uuid4()
    salt = new_salt()
    for part_id in (gone, kept):
        with vault.open_part(part_id, salt, 0) as part:
            part.write_at(0, b"content")
            part.sync()
    assert vault.sweep([gone, uuid4()]) == 1
    assert vault.sweep([gone]) == 0
    assert vault.open_part(kept, salt, 7).size == 7


def test_scratch_leaves_nothing_behind(vault: FileVault, tmp_path: Path) -> None:
    with vault.scratch() as scratch:
        scratch.write_at(0, TEXT)
        assert b"".join(scratch.read()) == TEXT
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


FILL_UP = """
import resource, sys
from pathlib import Path
from uuid import uuid4
from sipol.infra.keys.files import FileCipher, new_salt
from sipol.infra.storage.faults import StorageFull
from sipol.infra.storage.vault import FileVault

vault = FileVault(Path(sys.argv[1]), FileCipher(b"k" * 32))
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
part_id, salt = uuid4(), new_salt()
with vault.open_part(part_id, salt, 0) as part:
    part.write_at(0, b"a" * 50_000)
    part.sync()
    try:
        part.write_at(50_000, b"b" * 100_000)
    except StorageFull:
        print("full")
with vault.open_part(part_id, salt, 50_000) as part:
    print(b"".join(part.read()) == b"a" * 50_000)
"""


def test_a_full_disk_costs_only_what_was_not_acknowledged(tmp_path: Path) -> None:
    child = subprocess.run(
        [sys.executable, "-c", FILL_UP, str(tmp_path / "files")],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert child.stdout.split() == ["full", "True"]


def test_whoever_opened_a_part_last_is_its_only_writer(vault: FileVault) -> None:
    part_id, salt = uuid4(), new_salt()
    with vault.open_part(part_id, salt, 0, 1) as ghost:
        ghost.write_at(0, b"satu")
        with vault.open_part(part_id, salt, 4, 2) as holder:
            with pytest.raises(PartTaken):
                ghost.write_at(4, b"hantu")
            holder.write_at(4, b"dua")
            with pytest.raises(PartTaken):
                ghost.write_at(0, b"hantu")
    assert vault.digest_part(part_id, 7) == hashlib.sha256(b"satudua").hexdigest()


def test_a_holder_that_hangs_while_writing_does_not_hang_the_next(vault: FileVault) -> None:
    part_id, salt = uuid4(), new_salt()
    vault.open_part(part_id, salt, 0, 1).close()
    hanging = os.open(vault._part_path(part_id), os.O_RDWR)
    fcntl.flock(hanging, fcntl.LOCK_EX)
    with pytest.raises(PartBusy):
        vault.open_part(part_id, salt, 0, 2)
    os.close(hanging)
    vault.open_part(part_id, salt, 0, 2).close()
