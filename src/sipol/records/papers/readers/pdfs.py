"""PDFs: opened, counted, searched for whatever acts by itself, and shown page by page."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sipol.records.papers.rules.kinds import PDF, PaperNature

from .errors import UnusablePaper
from .limits import CheckLimits

VIEW_SIDE = 1400
_NAME_IN_THE_OPEN = re.compile(rb"/(JavaScript|Launch|XFA|RichMedia)\b")
_TRAILER = b"%%EOF"
_HARMLESS_TAIL = 1024

# What a dictionary of the file may not hold: a key, or the value of /S, /Type or /Subtype.
REFUSED_KEYS = {
    "/JS": "JavaScript",
    "/XFA": "XFA",
    "/EmbeddedFiles": "EmbeddedFile",
    "/EF": "EmbeddedFile",
    "/RichMediaContent": "RichMedia",
}
REFUSED_VALUES = {
    "/JavaScript": "JavaScript",
    "/Launch": "Launch",
    "/EmbeddedFile": "EmbeddedFile",
    "/GoToE": "EmbeddedFile",
    "/FileAttachment": "EmbeddedFile",
    "/SubmitForm": "SubmitForm",
    "/ImportData": "ImportData",
    "/RichMedia": "RichMedia",
    "/Movie": "RichMedia",
    "/Sound": "RichMedia",
    "/Rendition": "RichMedia",
    "/Screen": "RichMedia",
    "/3D": "RichMedia",
}
# What is worth knowing, and no reason to refuse: forms filled in on a screen, signatures in them.
MARKED_VALUES = {"/Widget": "form_fields", "/Sig": "signature"}
_TELLING = ("/S", "/Type", "/Subtype", "/FT")


def check_pdf(path: str, limits: CheckLimits) -> PaperNature:
    """What the PDF is. Raises UnusablePaper with paper_password_protected, paper_damaged,
    paper_active_content, paper_too_many_pages or paper_too_complex."""
    content = Path(path).read_bytes()
    pages = _page_count(content, limits)
    marks = _search(content, limits)
    return PaperNature(PDF, pages, marks=tuple(sorted(marks)))


def view_of_page(path: str, page: int) -> tuple[bytes, int, int]:
    """Page `page` (from 1), `VIEW_SIDE` on its longer side, as a fresh JPEG."""
    from .images import as_jpeg

    with _opened(Path(path).read_bytes()) as document:
        sheet = document[page - 1]
        scale = VIEW_SIDE / max(sheet.get_width(), sheet.get_height(), 1)
        picture = sheet.render(scale=scale, may_draw_forms=True).to_pil().convert("RGB")
        return as_jpeg(picture)


def _page_count(content: bytes, limits: CheckLimits) -> int:
    with _opened(content) as document:
        pages = len(document)
        if pages > limits.pages:
            values = {"limit": str(limits.pages), "found": str(pages)}
            raise UnusablePaper("paper_too_many_pages", values)
        if not pages:
            raise UnusablePaper("paper_damaged")
        for number in range(pages):
            _sound(document, number)
    return pages


def _sound(document: Any, number: int) -> None:
    import pypdfium2

    try:
        document[number].close()
    except pypdfium2.PdfiumError as error:
        raise UnusablePaper("paper_damaged") from error


@contextmanager
def _opened(content: bytes) -> Iterator[Any]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", None) == pypdfium2.raw.FPDF_ERR_PASSWORD
        code = "paper_password_protected" if locked else "paper_damaged"
        raise UnusablePaper(code) from error
    try:
        yield document
    finally:
        document.close()


def _search(content: bytes, limits: CheckLimits) -> set[str]:
    """The marks of the file; raises for whatever is refused, whether or not a page leads there."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted:
            raise UnusablePaper("paper_password_protected")
        found = {name for part in _objects(reader, limits) for name in _tellings(part)}
    except (PyPdfError, ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
        raise UnusablePaper("paper_damaged") from error
    refused = sorted(name.removeprefix("!") for name in found if name.startswith("!"))
    in_the_open = sorted({name.decode() for name in _NAME_IN_THE_OPEN.findall(content)})
    if refused or in_the_open:
        raise UnusablePaper("paper_active_content", {"what": ", ".join(refused or in_the_open)})
    end = content.rfind(_TRAILER)
    tail = {"foreign_bytes"} if len(content[end:].rstrip()) > _HARMLESS_TAIL else set()
    return found | tail


def _objects(reader: Any, limits: CheckLimits) -> Iterator[Any]:
    """Every object that the file's own tables name, and the trailer."""
    from pypdf.generic import IndirectObject

    numbers = {
        (number, generation) for generation, entries in reader.xref.items() for number in entries
    } | {(number, 0) for number in reader.xref_objStm}
    if len(numbers) > limits.objects:
        raise UnusablePaper("paper_too_complex")
    yield reader.trailer
    for number, generation in sorted(numbers):
        yield reader.get_object(IndirectObject(number, generation, reader))


def _tellings(part: Any) -> Iterator[str]:
    """What one object says of itself and of what is written inside it; refused ones with `!`."""
    from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

    open_parts = [part]
    while open_parts:
        here = open_parts.pop()
        if isinstance(here, DictionaryObject):
            yield from _tellings_of(here)
            inner = [dict.__getitem__(here, key) for key in here]
        elif isinstance(here, ArrayObject):
            inner = list(list.__iter__(here))
        else:
            continue
        open_parts += [value for value in inner if not isinstance(value, IndirectObject)]


def _tellings_of(entries: Any) -> Iterator[str]:
    for key in entries:
        if key in REFUSED_KEYS:
            yield f"!{REFUSED_KEYS[key]}"
    for key in _TELLING:
        value = str(dict.get(entries, key, ""))
        if value in REFUSED_VALUES:
            yield f"!{REFUSED_VALUES[value]}"
        elif value in MARKED_VALUES:
            yield MARKED_VALUES[value]
