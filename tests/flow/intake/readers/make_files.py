"""Builders of the files that the reader's tests read; all people in them are invented."""

from __future__ import annotations

import csv
import struct
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import xlsxwriter

HEADER = (
    "no_kta",
    "nik",
    "nama",
    "jenis_kelamin",
    "tempat_lahir",
    "tanggal_lahir",
    "status_perkawinan",
    "kode_kecamatan",
)
PERSON = ("KTA-1", "9901014102900001", "SITI UJI", "P", "UJI", "1990-02-01", "B", "99.01.01")


def people(count: int) -> list[tuple[str, ...]]:
    return [(f"KTA-{i}", f"99010141029{i:05d}", f"SITI {i}", *PERSON[3:]) for i in range(count)]


def xlsx(path: Path, rows: Sequence[Sequence[object]], sheet: str = "Anggota") -> Path:
    with xlsxwriter.Workbook(path) as book:
        grid = book.add_worksheet(sheet)
        for number, row in enumerate(rows):
            grid.write_row(number, 0, row)
    return path


def csv_file(path: Path, rows: Sequence[Sequence[str]], delimiter: str = ";") -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


def ods(path: Path, table_rows: str, *, manifest: str = "") -> Path:
    content = (
        '<?xml version="1.0"?><office:document-content'
        ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
        '<office:body><office:spreadsheet><table:table table:name="Anggota">'
        f"{table_rows}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("META-INF/manifest.xml", f"<manifest>{manifest}</manifest>")
        package.writestr("content.xml", content)
    return path


def ods_row(cells: Sequence[str]) -> str:
    texts = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p>'
        "</table:table-cell>"
        for cell in cells
    )
    return f"<table:table-row>{texts}</table:table-row>"


SHEET_PART = "xl/worksheets/sheet1.xml"


def with_sheet_end(plain: Path, path: Path, more_rows: bytes) -> Path:
    """The workbook `plain` with raw rows added to its only sheet."""
    with (
        zipfile.ZipFile(plain) as package,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy,
    ):
        for name in package.namelist():
            content = package.read(name)
            if name == SHEET_PART:
                content = content.replace(b"</sheetData>", more_rows + b"</sheetData>")
            copy.writestr(name, content)
    return path


def with_packed_sheet(plain: Path, path: Path, packed: bytes, declared: int) -> Path:
    """The workbook `plain` with its sheet replaced by a raw deflate stream, whose unpacked size
    the zip gives as `declared`."""
    with zipfile.ZipFile(plain) as package, zipfile.ZipFile(path, "w") as copy:
        for name in package.namelist():
            if name != SHEET_PART:
                copy.writestr(name, package.read(name))
    return _append_entry(path, SHEET_PART.encode(), packed, declared)


def _append_entry(path: Path, name: bytes, packed: bytes, declared: int) -> Path:
    old = path.read_bytes()
    end = old.rindex(b"PK\x05\x06")
    count, size, start = struct.unpack("<HII", old[end + 10 : end + 20])
    fields = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 33, 0, len(packed), declared, len(name), 0)
    entry = b"PK\x03\x04" + fields + name + packed
    listed = b"PK\x01\x02" + struct.pack("<H", 20) + fields + bytes(10) + struct.pack("<I", start)
    directory = old[start : start + size] + listed + name
    closing = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, count + 1, count + 1, len(directory),
                          start + len(entry), 0)  # fmt: skip
    path.write_bytes(old[:start] + entry + directory + closing)
    return path


def repeated_deflate(start: bytes, block: bytes, times: int, end: bytes) -> tuple[bytes, int]:
    """start + block * times + end as a raw deflate stream, without packing the blocks one by
    one; and its unpacked size."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    first = packer.compress(start) + packer.flush(zlib.Z_FULL_FLUSH)
    middle = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    last = packer.compress(end) + packer.flush()
    return first + middle * times + last, len(start) + len(block) * times + len(end)
