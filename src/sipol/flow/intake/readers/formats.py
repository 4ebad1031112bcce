"""Which kind of file this is, by its content, and whether it is safe to open."""

from __future__ import annotations

import mmap
import re
import struct
import zipfile
import zlib

from .errors import UnreadableFile
from .limits import ReaderLimits

WORKBOOK, CSV = "workbook", "csv"

_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHER_KINDS = re.compile(
    rb"%PDF|\x89PNG|\xff\xd8\xff|GIF8|RIFF|\{\\rtf|7z\xbc\xaf|Rar!|\x1f\x8b|"
    rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|\?xml|table)",
    re.IGNORECASE,
)
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x19\x1c-\x1f]")
_SNIFFED = 1 << 16
_CHUNK = 1 << 20
_ENCRYPTED_FLAG = 0x1
_BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
)


def kind_of(path: str, limits: ReaderLimits) -> str:
    """WORKBOOK or CSV; raises UnreadableFile for everything that must not be opened."""
    with open(path, "rb") as file:  # noqa: PTH123 - opened once per file, in a small process
        start = file.read(_SNIFFED)
    if not start:
        raise UnreadableFile("file_empty")
    if start.startswith(_ZIP):
        _check_zip(path, limits)
        return WORKBOOK
    if start.startswith(_OLE):
        _check_ole(path)
        return WORKBOOK
    if start.startswith(_UTF16_MARKS):
        return CSV
    if start.startswith(_EMPTY_ZIP) or _OTHER_KINDS.match(start) or _BINARY.search(start):
        raise UnreadableFile("file_not_spreadsheet")
    return CSV


def uses_1904_dates(path: str) -> bool:
    """Whether an XLSX workbook counts its days from 1904 (False for every other format)."""
    try:
        with zipfile.ZipFile(path) as package, package.open("xl/workbook.xml") as part:
            return bool(re.search(rb"""date1904\s*=\s*["'](?:1|true)["']""", part.read(_CHUNK)))
    except (*_BROKEN_ZIP, KeyError):
        return False


def _check_zip(path: str, limits: ReaderLimits) -> None:
    try:
        with zipfile.ZipFile(path) as package:
            entries = package.infolist()
            _check_sizes(entries, limits)
            _check_contents(package, {entry.filename for entry in entries})
    except _BROKEN_ZIP as error:
        raise UnreadableFile("file_damaged") from error
    except RuntimeError as error:  # zipfile's word for a part under a password
        raise UnreadableFile("file_password_protected") from error


def _check_sizes(entries: list[zipfile.ZipInfo], limits: ReaderLimits) -> None:
    if any(entry.flag_bits & _ENCRYPTED_FLAG for entry in entries):
        raise UnreadableFile("file_password_protected")
    if len(entries) > limits.zip_entries:
        raise UnreadableFile("file_too_big_inside")
    if sum(entry.file_size for entry in entries) > limits.expanded_bytes:
        raise UnreadableFile("file_too_big_inside")
    for entry in entries:
        dense = entry.file_size > limits.part_ratio * max(entry.compress_size, 1)
        if dense and entry.file_size > limits.dense_part_bytes:
            raise UnreadableFile("file_too_big_inside")


def _check_contents(package: zipfile.ZipFile, names: set[str]) -> None:
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        return
    if "mimetype" not in names or "META-INF/manifest.xml" not in names:
        raise UnreadableFile("file_not_spreadsheet")
    with package.open("mimetype") as part:
        if not part.read(100).startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
            raise UnreadableFile("file_not_spreadsheet")
    with package.open("META-INF/manifest.xml") as part:
        if b"encryption-data" in part.read(_CHUNK):
            raise UnreadableFile("file_password_protected")


def _check_ole(path: str) -> None:
    with (
        open(path, "rb") as file,  # noqa: PTH123
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content,
    ):
        sector = 1 << min(int.from_bytes(content[30:32], "little"), 16)
        if (int.from_bytes(content[48:52], "little") + 1) * sector >= len(content):
            raise UnreadableFile("file_damaged")  # the directory lies beyond the end
        if content.find("EncryptedPackage".encode("utf-16-le")) >= 0:
            raise UnreadableFile("file_password_protected")
        streams = ("Workbook", "Book")
        if all(content.find(f"{name}\0".encode("utf-16-le")) < 0 for name in streams):
            raise UnreadableFile("file_not_spreadsheet")
