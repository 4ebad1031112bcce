"""The tables of the manual that come from the code, and how they are put into a page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from sipol.flow.intake.messages import findings as words
from sipol.flow.intake.messages import uploads
from sipol.flow.intake.readers.errors import UNREADABLE_CODES
from sipol.flow.intake.readers.limits import DEFAULT_LIMITS, MEBIBYTE
from sipol.flow.intake.rules.fields import FIELDS
from sipol.flow.intake.rules.severities import (
    ALWAYS_ERRORS,
    DEFAULT_SEVERITIES,
    FINDING_CODES,
)
from sipol.web.shared import refusals
from sipol.web.uploads import wording
from sipol.web.uploads.answers import BAD_REQUEST, STATUS
from sipol.web.uploads.tus import DIALECT

BLOCK = re.compile(r"(<!-- table: (?P<name>[a-z-]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def findings() -> str:
    """Every finding code with its weight, its words, and whether a cycle may weigh it otherwise."""
    return _table(
        ("code", "weight", "what it says", "how to mend it", "weight holds"),
        (
            (
                f"`{code}`",
                DEFAULT_SEVERITIES[code].value,
                words.sentence(code, "en"),
                words.mending(code, "en"),
                "always" if code in ALWAYS_ERRORS else "unless the cycle says otherwise",
            )
            for code in FINDING_CODES
        ),
    )


def unreadable() -> str:
    """Every code of an unreadable file with its words."""
    return _table(
        ("code", "what it says", "how to mend it"),
        (
            (f"`{code}`", words.sentence(code, "en"), words.mending(code, "en"))
            for code in sorted(UNREADABLE_CODES)
        ),
    )


def columns() -> str:
    """The columns of a list in the template's order."""
    return _table(
        ("heading", "in code", "needed"),
        (
            (f"`{field.heading}`", f"`{field.name}`", "yes" if field.required else "")
            for field in FIELDS
        ),
    )


def limits() -> str:
    """What reading one file may cost."""
    limits = DEFAULT_LIMITS
    return _table(
        ("limit", "of one file"),
        (
            ("rows with at least one filled cell", f"{limits.rows:,}"),
            ("address space of the child", f"{limits.memory_bytes // MEBIBYTE:,} MiB"),
            ("processor time of the child", f"{limits.cpu_seconds} s"),
            ("waiting for the child", f"{limits.wait_seconds:.0f} s"),
            ("open files of the child", f"{limits.open_files}"),
            (
                "what all parts of an archive may unpack to",
                f"{limits.expanded_bytes // MEBIBYTE:,} MiB",
            ),
            (
                f"how far a part above {limits.dense_part_bytes // MEBIBYTE} MiB may be packed",
                f"{limits.part_ratio} times",
            ),
            ("parts of an archive", f"{limits.zip_entries:,}"),
        ),
    )


def upload_answers() -> str:
    """Every code of the upload door with its status and its English sentence."""
    of_doors = {code: refusals.OF_DOORS[code] for code in refusals.OF_DOORS if code in STATUS}
    sentences = {**uploads.SENTENCES, **of_doors, **wording.SENTENCES}
    statuses = {**STATUS, **{code: status for code, (status, _) in DIALECT.items()}}
    by_status = sorted((statuses.get(code, BAD_REQUEST), code) for code in sentences)
    return _table(
        ("status", "code", "sentence"),
        ((str(status), f"`{code}`", sentences[code]["en"]) for status, code in by_status),
    )


TABLES: dict[str, Callable[[], str]] = {
    "findings": findings,
    "unreadable": unreadable,
    "columns": columns,
    "limits": limits,
    "upload-answers": upload_answers,
}


def with_tables(page: str) -> str:
    """The page with each of its marked tables as the code gives it; KeyError for an unknown one."""
    return BLOCK.sub(lambda found: f"{found[1]}\n{TABLES[found['name']]()}\n{found[3]}", page)


def _table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [_line(titles), _line(["---"] * len(titles)), *map(_line, rows)]
    return "".join(lines)


def _line(cells: Sequence[str]) -> str:
    shown = (re.sub(r"\{[a-z_]+\}", r"`\g<0>`", cell.replace("|", "\\|")) for cell in cells)
    return f"| {' | '.join(shown)} |\n"
