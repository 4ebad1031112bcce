"""The upload door alone in a process of its own, to be killed: `PORT FILES LARGEST_FILE`."""

from __future__ import annotations

import resource
import sys
from pathlib import Path

import django
import uvicorn


def main(port: int, files: Path, largest_file: int) -> None:
    django.setup()
    from sipol.infra.keys.files import FileCipher
    from sipol.infra.storage.vault import FileVault
    from sipol.web.uploads.tus import TusApp

    app = TusApp(FileVault(files, FileCipher(b"k" * 32)), threads=4)
    if largest_file:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", lifespan="on")


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
