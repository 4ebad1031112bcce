"""Typesetting in a process of its own: one at a time in each process that asks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

SECONDS = 90.0

_turn = threading.Lock()


class NotPrinted(Exception):
    """The typesetter ended without a document, or took longer than `SECONDS`."""


def typeset_apart(template: Path, inputs: Mapping[str, str]) -> bytes:
    """As `typeset`, for documents of any length. Raises NotPrinted."""
    asked = json.dumps({"template": str(template), "inputs": dict(inputs)}).encode()
    if not _turn.acquire(timeout=SECONDS):
        raise NotPrinted(f"no turn after {SECONDS} s")
    try:
        return _printed(asked)
    finally:
        _turn.release()


def _printed(asked: bytes) -> bytes:
    try:
        done = subprocess.run(
            [sys.executable, "-m", "sipol.infra.printing.child"],
            input=asked,
            capture_output=True,
            timeout=SECONDS,
            check=True,
            env=_environment(),
            cwd="/",
        )
    except subprocess.TimeoutExpired:
        raise NotPrinted(f"no document after {SECONDS} s") from None
    except subprocess.CalledProcessError as ended:
        last = ended.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise NotPrinted(f"ended with {ended.returncode}: {last}") from None
    return done.stdout


def _environment() -> dict[str, str]:
    """Where the child finds its code, and nothing else of what this process knows."""
    path = [str(Path(entry).resolve()) for entry in sys.path]
    known = {"PYTHONPATH": os.pathsep.join(path), "PYTHONDONTWRITEBYTECODE": "1"}
    library = os.environ.get("LD_LIBRARY_PATH")
    return known | ({"LD_LIBRARY_PATH": library} if library else {})
