"""Taking the signed document out of a receipt's PDF again, with the standard library only."""

from __future__ import annotations

import re
import zlib

from sipol.infra.ledger.receipts import ReceiptInvalid
from sipol.infra.ledger.statements import LARGEST_DOCUMENT

DOCUMENT_NAME = "tanda-terima.json"
LARGEST_PDF = 8 * 1024 * 1024

_EMBEDDED = re.compile(rb"/Type */EmbeddedFile\b")
_STREAM = re.compile(rb"\bstream\r?\n")
_LENGTH = re.compile(rb"/Length +(\d{1,9})\b(?! +\d+ +R)")


def is_pdf(content: bytes) -> bool:
    """Whether the file says of itself that it is a PDF."""
    return content.startswith(b"%PDF-")


def embedded_document(pdf: bytes) -> bytes:
    """The one file attached to a receipt's PDF as we write it; raises ReceiptInvalid.

    It reads our own PDF, not PDF at large: one that another program saved again may not be
    readable here. What is returned is proven by its signature alone, never by having been found.
    """
    marks = list(_EMBEDDED.finditer(pdf)) if len(pdf) <= LARGEST_PDF else []
    stream = _STREAM.search(pdf, marks[0].end()) if len(marks) == 1 else None
    if stream is None:
        raise ReceiptInvalid(
            "PDF ini tidak memuat satu tanda terima Sipol, atau sudah disimpan ulang oleh program "
            "lain. Periksa berkas JSON tanda terimanya."
        )
    head = pdf[pdf.rfind(b" obj", 0, marks[0].start()) : stream.start()]
    length = _LENGTH.search(head)
    content = pdf[stream.end() : stream.end() + int(length[1])] if length else b""
    return _inflated(content) if b"/FlateDecode" in head else content


def _inflated(content: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(content, LARGEST_DOCUMENT + 1)
    except zlib.error:
        raise ReceiptInvalid("Tanda terima di dalam PDF ini rusak.") from None
