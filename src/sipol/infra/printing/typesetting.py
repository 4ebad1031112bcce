"""Typesetting a template with data, and drawing a code to scan."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import segno
import typst


def typeset(template: Path, inputs: Mapping[str, str]) -> bytes:
    """A PDF of the template with these texts as `sys.inputs`.

    The same inputs give the same bytes, on every machine with the same typesetter. It is PDF/A-3,
    except where a text has characters that no built-in font can show: those are printed as boxes,
    which the archive standard forbids.
    """
    try:
        return _compiled(template, inputs, "a-3b")
    except typst.TypstError:
        return _compiled(template, inputs, "1.7")


def _compiled(template: Path, inputs: Mapping[str, str], standard: Literal["a-3b", "1.7"]) -> bytes:
    return typst.compile(
        str(template), sys_inputs=dict(inputs), ignore_system_fonts=True, pdf_standards=standard
    )


def scan_code(content: str) -> str:
    """A QR code as an SVG drawing."""
    drawing = io.BytesIO()
    segno.make(content, error="m", micro=False).save(drawing, kind="svg", border=4, xmldecl=False)
    return drawing.getvalue().decode()
