"""Papers made for tests: sound ones, and ones that mean harm."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject


def picture(kind: str = "PNG", size: tuple[int, int] = (60, 40), colour: str = "red") -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size, colour).save(target, kind)
    return target.getvalue()


def pdf(pages: int = 1, text: str = "", password: str = "") -> bytes:
    """A PDF of blank pages; the text stands in its properties and makes it another file."""
    writer = _writer(pages)
    writer.add_metadata({"/Title": text})
    if password:
        writer.encrypt(password)
    return _written(writer)


def pdf_that(action: str, **more: str) -> bytes:
    """A PDF that does this as soon as it is opened."""
    writer = _writer(1)
    entries = {"/S": NameObject(f"/{action}")} | {
        f"/{key}": TextStringObject(value) for key, value in more.items()
    }
    opening = DictionaryObject({NameObject(key): value for key, value in entries.items()})
    writer.root_object[NameObject("/OpenAction")] = writer._add_object(opening)
    return _written(writer)


def pdf_with_attachment() -> bytes:
    writer = _writer(1)
    writer.add_attachment("program.exe", b"MZ")
    return _written(writer)


def pdf_with_xfa() -> bytes:
    writer = _writer(1)
    form = DictionaryObject(
        {NameObject("/XFA"): TextStringObject("<xdp/>"), NameObject("/Fields"): ArrayObject()}
    )
    writer.root_object[NameObject("/AcroForm")] = writer._add_object(form)
    return _written(writer)


def png_bomb(side: int = 60_000, *, whole: bool = False) -> bytes:
    """A small file that says it has `side` by `side` pixels; `whole` if it really has."""
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    lines = (3 * side + 1) * side if whole else 100_000
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(bytes(lines), 1))
        + _chunk(b"IEND", b"")
    )


def jpeg_with_place() -> bytes:
    """A photograph that tells in its EXIF where it was taken and by what."""
    target = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "KameraRahasia"
    exif.get_ifd(0x8825)[1] = "S"
    Image.new("RGB", (60, 40), "blue").save(target, "JPEG", exif=exif)
    return target.getvalue()


def _writer(pages: int) -> PdfWriter:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(200, 300)
    return writer


def _written(writer: Any) -> bytes:
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def _chunk(kind: bytes, data: bytes) -> bytes:
    checked = kind + data
    return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))
