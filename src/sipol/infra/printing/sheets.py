"""A document as blocks of words, and the sheet of paper it becomes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sipol.infra.printing.apart import typeset_apart
from sipol.infra.printing.typesetting import scan_code
from sipol.kernel.digests import canonical_json, sha256_hex

_TEMPLATE = Path(__file__).with_name("sheet.typ")
SHOWN_DIGITS = 12
_LOOK = {"widths", "align"}

Block = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a document says. `blocks` are made by the functions of this module.

    The hash of its content leaves out number, time and watermark: a signed print of a draft and
    the final document bear the same one as long as they say the same.
    """

    model: str
    title: str
    blocks: Sequence[Block]

    @property
    def hash(self) -> str:
        """The first digits of the SHA-256 of the words, whatever the look of the sheet."""
        blocks = [
            {name: said for name, said in block.items() if name not in _LOOK}
            for block in self.blocks
        ]
        said = {"model": self.model, "title": self.title, "blocks": blocks}
        return sha256_hex(canonical_json(said))[:SHOWN_DIGITS]


@dataclass(frozen=True, slots=True)
class Issue:
    """One issue of a sheet. `time` is the line that says when, `at` the instant it goes by.

    `data_sha256` names the data it was made from, "" where that has no hash of its own.
    """

    number: str
    at: datetime
    time: str
    check_url: str
    data_sha256: str = ""
    draft: bool = False
    about_hash: str = ""


def text(*paragraphs: str, heading: str = "") -> Block:
    return {"kind": "text", "heading": heading, "paragraphs": list(paragraphs)}


def lines(pairs: Sequence[tuple[str, str]], heading: str = "") -> Block:
    """Labels and what stands beside them."""
    return {"kind": "lines", "heading": heading, "lines": [list(pair) for pair in pairs]}


def table(
    columns: Sequence[tuple[str, int, str]], rows: Sequence[Sequence[str]], heading: str = ""
) -> Block:
    """A table; columns are (title, share of the width, "l" or "r"), its head is repeated."""
    return {
        "kind": "table",
        "heading": heading,
        "head": [title for title, _, _ in columns],
        "widths": [width for _, width, _ in columns],
        "align": [side for _, _, side in columns],
        "rows": [list(row) for row in rows],
    }


def signatures(place: str, *people: tuple[str, str, bool]) -> Block:
    """Who signs: (title, name, whether a duty stamp belongs there)."""
    return {
        "kind": "signatures",
        "heading": "",
        "place": place,
        "people": [{"title": t, "name": n, "stamp": stamp} for t, n, stamp in people],
    }


def sheet_pdf(sheet: Sheet, issue: Issue) -> bytes:
    """The document as a PDF; the same sheet and issue give the same bytes."""
    at = issue.at.astimezone(UTC)
    page = {
        "model": sheet.model,
        "title": sheet.title,
        "blocks": list(sheet.blocks),
        "hash": sheet.hash,
        "number": issue.number,
        "date": {
            name: getattr(at, name) for name in ("year", "month", "day", "hour", "minute", "second")
        },
        "time": issue.time,
        "check_url": issue.check_url,
        "data_hash": issue.data_sha256[:SHOWN_DIGITS],
        "draft": issue.draft,
        "about_hash": issue.about_hash,
    }
    inputs = {"sheet": json.dumps(page, ensure_ascii=False), "code": scan_code(issue.check_url)}
    return typeset_apart(_TEMPLATE, inputs)
