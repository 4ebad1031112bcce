"""The key files: made once, private, whole, and never silently replaced."""

from __future__ import annotations

import multiprocessing
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sipol.infra import keys
from sipol.infra.keys.folder import KeyFolder, KeyFolderUnusable
from sipol.infra.keys.ring import open_ring
from sipol.infra.keys.signing import NotASigningKey, private_pem, public_pem, read_public

SECRETS = ("national-id-encryption.key", "national-id-index.key", "files.key", "signing.key")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "state" / "keys"


def contents(home: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in home.iterdir()}


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_all_keys_are_made_private_and_the_public_key_readable(home: Path) -> None:
    KeyFolder(home).prepare()
    assert mode(home) == 0o700
    assert {name: mode(home / name) for name in SECRETS} == dict.fromkeys(SECRETS, 0o600)
    assert mode(home / "signing.pub") == 0o644
    assert set(contents(home)) == {*SECRETS, "signing.pub"}


def test_a_second_start_keeps_every_key(home: Path) -> None:
    KeyFolder(home).prepare()
    before = contents(home)
    open_ring(KeyFolder(home))
    assert contents(home) == before


def test_the_ring_opens_what_an_earlier_ring_sealed(home: Path) -> None:
    first, second = open_ring(KeyFolder(home)), open_ring(KeyFolder(home))
    sealed = first.national_ids.seal("9901012001900001", b"member 1")
    assert second.national_ids.open(sealed, b"member 1") == "9901012001900001"
    assert first.key_id == second.key_id


def test_the_public_file_verifies_what_the_ring_signs(home: Path) -> None:
    signature = open_ring(KeyFolder(home)).signing.sign(b"text")
    read_public((home / "signing.pub").read_bytes()).verify(signature, b"text")


def _see_keys(home: Path, maker: int, start: multiprocessing.synchronize.Barrier) -> None:
    for turn in range(6):
        start.wait()
        folder = KeyFolder(home / str(turn))
        folder.prepare()
        seen = b"".join((folder.path / name).read_bytes() for name in SECRETS)
        (home / f"{turn}-seen-by-{maker}").write_bytes(seen)


def test_of_eight_makers_at_once_one_wins(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("fork")
    start = spawn.Barrier(8)
    makers = [spawn.Process(target=_see_keys, args=(tmp_path, n, start)) for n in range(8)]
    for maker in makers:
        maker.start()
    for maker in makers:
        maker.join()
    assert [maker.exitcode for maker in makers] == [0] * 8
    for turn in range(6):
        home = tmp_path / str(turn)
        kept = b"".join((home / name).read_bytes() for name in SECRETS)
        assert {file.read_bytes() for file in tmp_path.glob(f"{turn}-seen*")} == {kept}
        assert set(contents(home)) == {*SECRETS, "signing.pub"}
        KeyFolder(home).check_public_key()


def test_a_creation_that_was_cut_short_is_completed(home: Path) -> None:
    KeyFolder(home).prepare()
    kept = contents(home)
    (home / "signing.pub").unlink()
    (home / "files.key").unlink()
    KeyFolder(home).prepare()
    completed = contents(home)
    assert set(completed) == set(kept)
    assert {name for name in kept if kept[name] != completed[name]} == {"files.key"}


@pytest.mark.parametrize("name", SECRETS)
def test_a_lost_key_is_reported_and_not_replaced(home: Path, name: str) -> None:
    KeyFolder(home).prepare()
    (home / name).unlink()
    with pytest.raises(KeyFolderUnusable, match=name):
        open_ring(KeyFolder(home))
    assert not (home / name).exists()


@pytest.mark.parametrize("name", SECRETS)
@pytest.mark.parametrize("open_mode", [0o640, 0o604, 0o660, 0o610])
def test_a_key_that_others_can_reach_is_refused_with_the_command(
    home: Path, name: str, open_mode: int
) -> None:
    KeyFolder(home).prepare()
    (home / name).chmod(open_mode)
    with pytest.raises(KeyFolderUnusable, match=f"chmod 600 .*{name}"):
        open_ring(KeyFolder(home))


def test_a_folder_that_others_can_enter_is_refused(home: Path) -> None:
    KeyFolder(home).prepare()
    home.chmod(0o755)
    with pytest.raises(KeyFolderUnusable, match="chmod 700"):
        open_ring(KeyFolder(home))


@pytest.mark.parametrize("name", SECRETS)
@pytest.mark.parametrize("content", [b"", b"x" * 31, b"x" * 33])
def test_a_key_of_a_wrong_length_is_refused(home: Path, name: str, content: bytes) -> None:
    KeyFolder(home).prepare()
    (home / name).write_bytes(content)
    with pytest.raises(KeyFolderUnusable, match=name):
        open_ring(KeyFolder(home))


def test_a_public_key_of_another_pair_is_refused(home: Path) -> None:
    KeyFolder(home).prepare()
    other = public_pem(Ed25519PrivateKey.generate().public_key())
    (home / "signing.pub").write_bytes(other)
    with pytest.raises(KeyFolderUnusable, match=r"signing\.pub"):
        open_ring(KeyFolder(home))


def test_a_private_key_is_not_accepted_where_the_public_one_belongs() -> None:
    with pytest.raises(NotASigningKey):
        read_public(private_pem(Ed25519PrivateKey.generate()))


def test_the_current_ring_lives_below_the_home_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIPOL_HOME", str(tmp_path))
    keys.current.cache_clear()
    try:
        ring = keys.current()
        assert ring is keys.current()
        assert (tmp_path / "keys" / "signing.pub").read_bytes() == public_pem(ring.public)
    finally:
        keys.current.cache_clear()


def test_a_printed_ring_shows_no_secret(home: Path) -> None:
    assert repr(open_ring(KeyFolder(home))) == "KeyRing()"
