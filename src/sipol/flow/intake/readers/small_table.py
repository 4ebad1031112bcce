"""Any short list as rows of texts, read in the same confined process as member lists."""

from __future__ import annotations

import json
from dataclasses import replace

from . import wire
from .errors import UnreadableFile
from .limits import DEFAULT_LIMITS, MEBIBYTE
from .process import ReadingProcess

_LIMITS = replace(DEFAULT_LIMITS, cpu_seconds=10, wait_seconds=20.0, expanded_bytes=64 * MEBIBYTE)


def read_small_table(fd: int, *, most_rows: int) -> list[list[str]]:
    """The first sheet with anything in it, from its first row on.

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
                return _rows(payload)
    raise UnreadableFile("reader_crashed")


def _rows(payload: memoryview) -> list[list[str]]:
    try:
        return [[str(cell) for cell in row] for row in json.loads(bytes(payload))]
    except (ValueError, TypeError) as error:
        raise UnreadableFile("reader_crashed") from error
