"""The vault of this installation."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from sipol.infra import keys
from sipol.infra.storage.vault import FileVault


@cache
def installed_vault() -> FileVault:
    """The files below `SIPOL_HOME/files`, opened once per process."""
    home = Path(os.environ.get("SIPOL_HOME") or "var")
    return FileVault(home / "files", keys.current().files)
