"""The folder of key files: made once, whoever comes first, and refused when others can read it."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path
from tempfile import mkstemp

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sipol.infra.keys.sealing import KEY_LENGTH
from sipol.infra.keys.signing import NotASigningKey, private_pem, public_pem, read_private

NATIONAL_ID_ENCRYPTION = "national-id-encryption.key"
NATIONAL_ID_INDEX = "national-id-index.key"
FILES = "files.key"
SIGNING = "signing.key"
SIGNING_PUBLIC = "signing.pub"

_FRESH: dict[str, Callable[[], bytes]] = {
    NATIONAL_ID_ENCRYPTION: lambda: os.urandom(KEY_LENGTH),
    NATIONAL_ID_INDEX: lambda: os.urandom(KEY_LENGTH),
    FILES: lambda: os.urandom(KEY_LENGTH),
    SIGNING: lambda: private_pem(Ed25519PrivateKey.generate()),
}
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class KeyFolderUnusable(Exception):
    """The keys cannot be used; the message says which file, why, and what to do about it."""


class KeyFolder:
    """The key files below one folder (usually `SIPOL_HOME/keys`), which only their owner reads.

    Losing a key loses what it sealed, so keys are made for a new installation only: once
    `signing.pub`, the last file to be written, exists, a missing file is an error.
    """

    def __init__(self, home_keys: Path) -> None:
        self.path = home_keys

    def prepare(self) -> None:
        """Makes the folder and all keys unless they exist. Safe in many processes at once.

        Every file appears whole or not at all and is on disk before this returns; of several
        makers one wins and the others take its keys. A creation that was cut short is completed.
        """
        if not self.path.exists():
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            _sync_folder(self.path.parent)
        _refuse_open_to_others(self.path, self.path.stat().st_mode, "700")
        if (self.path / SIGNING_PUBLIC).exists():
            return
        for name, fresh in _FRESH.items():
            if not (self.path / name).exists():
                self._place(name, fresh(), 0o600)
        self._place(SIGNING_PUBLIC, public_pem(self.signing_key().public_key()), 0o644)

    def secret(self, name: str) -> bytes:
        """The 32 bytes of a key file; raises KeyFolderUnusable."""
        content = self._read(name)
        if len(content) != KEY_LENGTH:
            raise KeyFolderUnusable(
                f"Berkas kunci {self.path / name} berisi {len(content)} byte, seharusnya "
                f"{KEY_LENGTH}. Pulihkan berkas itu dari cadangan; data tidak diubah."
            )
        return content

    def signing_key(self) -> Ed25519PrivateKey:
        """The key that signs receipts; raises KeyFolderUnusable."""
        try:
            return read_private(self._read(SIGNING))
        except NotASigningKey:
            raise KeyFolderUnusable(
                f"Berkas {self.path / SIGNING} bukan kunci Ed25519 berbentuk PEM. Pulihkan berkas "
                "itu dari cadangan; data tidak diubah."
            ) from None

    def check_public_key(self) -> None:
        """Raises KeyFolderUnusable when `signing.pub` is not the public half of `signing.key`."""
        expected = public_pem(self.signing_key().public_key())
        public = self.path / SIGNING_PUBLIC
        if not public.is_file() or public.read_bytes() != expected:
            raise KeyFolderUnusable(
                f"{public} bukan pasangan {self.path / SIGNING}, jadi tanda terima tidak dapat "
                f"diperiksa. Pulihkan keduanya dari cadangan. Bila hanya {SIGNING_PUBLIC} yang "
                "rusak, hapus berkas itu dan jalankan lagi: berkas itu dibuat ulang."
            )

    def _read(self, name: str) -> bytes:
        path = self.path / name
        try:
            with path.open("rb") as file:
                _refuse_open_to_others(path, os.fstat(file.fileno()).st_mode, "600")
                return file.read()
        except FileNotFoundError:
            raise KeyFolderUnusable(
                f"Berkas kunci {path} tidak ada. Pulihkan dari cadangan; kunci baru tidak dapat "
                "membuka data yang sudah tersimpan, jadi tidak dibuat."
            ) from None
        except OSError as error:
            raise KeyFolderUnusable(
                f"Berkas kunci {path} tidak dapat dibaca ({error.strerror}). Periksa pemilik dan "
                "izinnya; data tidak diubah."
            ) from None

    def _place(self, name: str, content: bytes, mode: int) -> None:
        handle, temporary = mkstemp(prefix=".new-", dir=self.path)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fchmod(file.fileno(), mode)
                os.fsync(file.fileno())
            _link_unless_present(temporary, self.path / name)
        finally:
            Path(temporary).unlink()
        _sync_folder(self.path)


def _link_unless_present(temporary: str, final: Path) -> None:
    try:
        os.link(temporary, final)
    except FileExistsError:
        return


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _refuse_open_to_others(path: Path, mode: int, wanted: str) -> None:
    if mode & _OTHERS:
        raise KeyFolderUnusable(
            f"{path} dapat dibuka pengguna lain di mesin ini (izin {stat.S_IMODE(mode):o}). "
            f"Jalankan: chmod {wanted} {path}"
        )
