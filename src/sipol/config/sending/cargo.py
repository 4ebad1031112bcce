"""Which files are to be sent, and for which regency each."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sipol.config.sending.faults import Final

KINDS = frozenset({".xlsx", ".xls", ".xlsb", ".ods", ".csv"})

_LEADING_CODE = re.compile(r"(\d\d)\.?(\d\d)(?!\d)")
_CODE = re.compile(r"\d\d\.\d\d")


@dataclass(frozen=True, slots=True)
class Cargo:
    """One file and the code of its regency; an empty code where the file names regencies itself."""

    file: Path
    regency: str


@dataclass(frozen=True, slots=True)
class Weighed:
    """A file as it was when it was hashed; `stamp` tells whether it has changed since."""

    size: int
    sha256: str
    stamp: int


def gather(
    named: Iterable[Path], *, listed: Path | None, regency: str, by_name: bool
) -> list[Cargo]:
    """The files of the command line, of folders among them, and of a list, each once.

    A line of the list is a path, and may name the regency after a semicolon or a tab; paths are
    relative to the list. Without one, the code at the beginning of the file's name counts where
    `by_name` is set, else `regency`. Raises Final for what cannot be read.
    """
    wanted = [(path, "") for entry in named for path in _within(entry)]
    if listed is not None:
        wanted += [(path, code) for entry, code in _lines(listed) for path in _within(entry)]
    found: dict[tuple[Path, str], Cargo] = {}
    for path, code in wanted:
        chosen = code or (_code_in(path.name) if by_name else "") or regency
        found.setdefault((path.absolute(), chosen), Cargo(path, chosen))
    return list(found.values())


def weigh(file: Path) -> Weighed:
    """Size and hash of a file; raises Final where it cannot be read."""
    try:
        with file.open("rb") as content:
            digest = hashlib.file_digest(content, "sha256").hexdigest()
            state = file.stat()
    except OSError as error:
        raise unreadable(file, error) from error
    return Weighed(state.st_size, digest, state.st_mtime_ns)


def unreadable(file: Path, error: OSError) -> Final:
    """The fault for a file that this machine cannot read."""
    why = error.strerror or type(error).__name__
    return Final("file_unreadable", f"{file} tidak dapat dibaca ({why}). Periksa letak berkasnya.")


def _within(entry: Path) -> Iterator[Path]:
    if not entry.is_dir():
        yield entry
        return
    for path in sorted(entry.rglob("*")):
        hidden = any(part.startswith((".", "~$")) for part in path.relative_to(entry).parts)
        if path.suffix.lower() in KINDS and not hidden and path.is_file():
            yield path


def _lines(listed: Path) -> Iterator[tuple[Path, str]]:
    try:
        text = listed.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Final("list_unreadable", f"Daftar {listed} tidak dapat dibaca ({error}).") from error
    for number, line in enumerate(text.splitlines(), start=1):
        path, _, code = line.strip().replace("\t", ";").partition(";")
        code = code.strip()
        if not path or path.startswith("#"):
            continue
        if code and not _CODE.fullmatch(code):
            raise Final(
                "list_wrong",
                f"Daftar {listed}, baris {number}: kode kabupaten/kota {code} tidak dikenal. "
                "Tulis seperti 81.71.",
            )
        yield listed.parent / path.strip(), code


def _code_in(name: str) -> str:
    match = _LEADING_CODE.match(name)
    return f"{match[1]}.{match[2]}" if match else ""
