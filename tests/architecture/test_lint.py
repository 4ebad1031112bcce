"""What `make lint` asks of the whole tree, so that `make test` notices too."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROGRAMS = {
    "ruff check": ("ruff", "check", "--no-cache", "."),
    "ruff format": ("ruff", "format", "--no-cache", "--check", "."),
    "import contracts": ("lint-imports", "--no-cache"),
    "types": ("mypy",),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_tree_is_clean(name: str) -> None:
    program, *options = PROGRAMS[name]
    done = subprocess.run(
        [Path(sys.executable).with_name(program), *options],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
