"""Which folders: where the cluster of one SIPOL_HOME lies, and where its socket is.

Usually `home/postgres`. Only when we are root and the server's user cannot get into `home` (a
clone under /root, say) the cluster lies under /var/lib/sipol and `home/postgres.location` names
its folder. No folder that existed before is ever opened to more users.
"""

from __future__ import annotations

import os
import secrets
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sipol.infra.postgres import processes
from sipol.infra.postgres.errors import EmbeddedServerError
from sipol.infra.postgres.owner import Owner, owner_of, server_owner
from sipol.infra.postgres.programs import PORT
from sipol.kernel.digests import sha256_hex

SHELTER = Path("/var/lib/sipol")
# Not tempfile.gettempdir(): every process must come to the same path, whatever its TMPDIR is.
SHORT_PLACE = Path("/tmp")  # noqa: S108 (a private folder in it, checked for its owner)
SOCKET_NAME = f".s.PGSQL.{PORT}"
LONGEST_SOCKET_PATH = 107  # bytes, set by the kernel


@dataclass(frozen=True, slots=True)
class Place:
    """One cluster's `folder`, mode 0700, which belongs to `owner`, the server's user."""

    home: Path
    folder: Path
    owner: Owner

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def sockets(self) -> Path:
        """The private folder of the socket."""
        usual = self.folder / "socket"
        fits = len(os.fsencode(usual / SOCKET_NAME)) <= LONGEST_SOCKET_PATH
        if fits and "," not in str(usual):  # a comma separates hosts in connection settings
            return usual
        return SHORT_PLACE / f"sipol-{_digest(self.home)}"


def found(home: Path) -> Place | None:
    """The place that an earlier start settled, or None; changes nothing."""
    folder = _sheltered_folder(home) or home / "postgres"
    if not folder.exists():
        return None
    place = Place(home, folder, owner_of(folder))
    _refuse_strangers(place)
    return place


def settled(home: Path) -> Place:
    """The place of this home, made if there is none. One caller at a time."""
    place = found(home)
    if place is None:
        place = _new_place(home)
    elif not place.owner.can_enter(place.folder):
        raise EmbeddedServerError(
            f"Basis data ada di {place.folder}, tetapi pengguna sistem nomor {place.owner.uid} "
            f"tidak lagi dapat masuk ke salah satu folder di atasnya. Data aman. Beri izin masuk "
            f"(chmod o+x) pada folder yang tertutup itu, atau pindahkan SIPOL_HOME."
        )
    return place


def prepare_sockets(place: Place) -> None:
    """Makes the socket's folder, or makes sure that an existing one is private to the server."""
    sockets = place.sockets
    if sockets.parent == place.folder:
        place.owner.run(["mkdir", "-p", "-m", "0700", sockets])
    else:
        _made_private(sockets, place.owner)
    facts = sockets.lstat()
    private = stat.S_ISDIR(facts.st_mode) and stat.S_IMODE(facts.st_mode) == 0o700
    if not private or facts.st_uid != place.owner.uid:
        raise EmbeddedServerError(
            f"Folder soket {sockets} bukan milik server basis data atau terbuka bagi pengguna "
            f"lain. Data aman, server tidak dijalankan. Periksa siapa yang membuat folder itu, "
            f"hapus, lalu jalankan lagi."
        )


def shelter() -> Path:
    """The folder for what must be reachable though the clone is not: root's, open to enter."""
    try:
        if not SHELTER.exists():
            SHELTER.mkdir(parents=True)
            SHELTER.chmod(0o755)
        facts = SHELTER.lstat()
        if not stat.S_ISDIR(facts.st_mode) or facts.st_uid != 0 or facts.st_mode & 0o022:
            raise PermissionError(f"{SHELTER} is not root's own folder")
    except OSError as problem:
        raise EmbeddedServerError(
            f"Server basis data tidak dapat masuk ke folder Sipol (folder itu atau folder di "
            f"atasnya tertutup), dan {SHELTER} tidak dapat dipakai sebagai gantinya ({problem}). "
            f"Belum ada data yang dibuat. Pindahkan SIPOL_HOME ke folder yang dapat dimasuki, "
            f"misalnya /srv/sipol, atau jalankan sebagai pengguna biasa."
        ) from problem
    return SHELTER


def location_file(home: Path) -> Path:
    """The file that names the cluster's folder when this is not `home/postgres`."""
    return home / "postgres.location"


def _new_place(home: Path) -> Place:
    owner = server_owner()
    if owner.can_enter(home):
        folder = home / "postgres"
    else:
        folder = _sheltered(home)
        if not owner.can_enter(folder.parent):
            raise EmbeddedServerError(
                f"Pengguna basis data tidak dapat masuk ke {home} maupun {folder.parent}. Belum "
                f"ada data yang dibuat. Pindahkan SIPOL_HOME ke folder yang dapat dimasuki, "
                f"misalnya /srv/sipol."
            )
    # The name appears last, so that a half-made folder is never taken for a cluster's.
    draft = folder.with_name(folder.name + ".new")
    if draft.exists():
        draft.rmdir()
    _made_private(draft, owner)
    draft.rename(folder)
    if folder.parent != home:
        _note_location(home, folder)
    return Place(home, folder, owner)


def _sheltered(home: Path) -> Path:
    """A name never used before: a home deleted and made anew starts with an empty database."""
    digest = _digest(home)
    for earlier in shelter().glob(f"{digest}-*"):
        processes.end(earlier / "data")
    return SHELTER / f"{digest}-{secrets.token_hex(4)}"


def _note_location(home: Path, folder: Path) -> None:
    draft = location_file(home).with_suffix(".new")
    draft.write_text(f"{folder}\n", encoding="utf-8")
    draft.rename(location_file(home))


def _sheltered_folder(home: Path) -> Path | None:
    try:
        folder = Path(location_file(home).read_text(encoding="utf-8").strip())
    except FileNotFoundError:
        return None
    if folder.parent == SHELTER and folder.name.startswith(f"{_digest(home)}-") and folder.is_dir():
        return folder
    raise EmbeddedServerError(
        f"{location_file(home)} menunjuk ke {folder}, yang tidak ada atau milik folder Sipol yang "
        f"lain; mungkin folder ini dipindah atau disalin. Tidak ada yang diubah. Kembalikan ke "
        f"tempat semula, atau hapus berkas postgres.location untuk mulai dengan basis data kosong."
    )


def _refuse_strangers(place: Place) -> None:
    ourselves = os.geteuid()
    if place.owner.uid != 0 and ourselves in (0, place.owner.uid):
        return
    raise EmbeddedServerError(
        f"Folder basis data {place.folder} milik pengguna nomor {place.owner.uid}, sedangkan Sipol "
        f"dijalankan oleh pengguna nomor {ourselves}. Data aman. Jalankan sebagai pengguna yang "
        f"dahulu menjalankannya, atau pilih SIPOL_HOME yang lain."
    )


def _made_private(folder: Path, owner: Owner) -> None:
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    if folder.lstat().st_uid == os.geteuid() != owner.uid:
        os.chown(folder, owner.uid, owner.gid, follow_symlinks=False)


def _digest(home: Path) -> str:
    return sha256_hex(os.fsencode(home))[:12]
