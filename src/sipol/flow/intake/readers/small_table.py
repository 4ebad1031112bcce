"""Any short list as rows of texts, read in the same confined process as member lists."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace

from . import wire
from .errors import UnreadableFile
from .limits import DEFAULT_LIMITS, MEBIBYTE
from .process import ReadingProcess

_LIMITS = replace(DEFAULT_LIMITS, cpu_seconds=10, wait_seconds=20.0, expanded_bytes=64 * MEBIBYTE)


@dataclass(frozen=True, slots=True)
class SmallTable:
    """Rows of texts, from the sheet's first row on; `long_numbers` are the cells, by zero-based
    row and column, whose number has more digits than a spreadsheet program keeps."""

    rows: list[list[str]] = field(repr=False)
    long_numbers: frozenset[tuple[int, int]] = frozenset()


def read_small_table(fd: int, *, most_rows: int) -> list[list[str]]:
    """The rows of `read_small_sheet`."""
    return read_small_sheet(fd, most_rows=most_rows).rows


def read_small_sheet(fd: int, *, most_rows: int) -> SmallTable:
    """The first sheet with anything in it.

    `fd` is an open file, left open. Raises UnreadableFile, with file_too_many_rows above
    `most_rows`.
    """
    with ReadingProcess() as process:
        try:
            process.order(fd, _LIMITS, rows_as_text=most_rows)
        except OSError as error:
            raise UnreadableFile("reader_crashed") from error
        for letter, payload in process.frames(_LIMITS):
            if letter == wire.HEADER:
                return _table(payload)
    raise UnreadableFile("reader_crashed")


def _table(payload: memoryview) -> SmallTable:
    try:
        told = json.loads(bytes(payload))
        rows = [[str(cell) for cell in row] for row in told["rows"]]
        numbers = frozenset((int(line), int(place)) for line, place in told["long_numbers"])
    except (ValueError, TypeError, KeyError) as error:
        raise UnreadableFile("reader_crashed") from error
    return SmallTable(rows, numbers)
