"""The door to reading: one file in, the header and then batches of rows out."""

from __future__ import annotations

import io
import json
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import polars as pl

from . import wire
from .batches import batch_schema
from .errors import UNREADABLE_CODES, UnreadableFile
from .limits import DEFAULT_LIMITS, ReaderLimits
from .process import ReadingProcess


@dataclass(frozen=True, slots=True)
class SheetHeader:
    """Where the list stands and what its columns are.

    `sheet` is "" for CSV; `header_row` counts from 1 as the spreadsheet program does; `titles`
    are the sender's headings in order; `mapping` gives Field.name -> zero-based column, the
    same number as in the batches' `c0`, `c1` ..; `ignored` titles belong to no field.
    """

    sheet: str
    header_row: int
    titles: tuple[str, ...]
    mapping: dict[str, int]
    ignored: tuple[str, ...]


def warm_child() -> ReadingProcess:
    """A process with its imports done, to keep as a spare for the next `read_member_list`."""
    return ReadingProcess(warm=True)


def read_member_list(
    source: Path | int,
    file_name: str,
    limits: ReaderLimits = DEFAULT_LIMITS,
    child: ReadingProcess | None = None,
) -> Iterator[SheetHeader | pl.DataFrame]:
    """One SheetHeader, then frames of at most `limits.batch_rows` rows as they become known.

    `source` is a path or an open file descriptor (left open, its position unused). A frame has
    `row` (UInt32, from 1), `c0` .. (String; stripped, null when empty, one for each title) and
    `nik_is_number` (Boolean). Empty rows are left out. A list without rows gives the header only.
    Raises UnreadableFile at the latest after the last frame: until the end has come, nothing of
    the file may be taken as read. OSError if `source` itself cannot be opened. Ending the
    iteration early ends the process; a `child` from `warm_child` is used up either way.
    """
    with _opened(source) as file:
        try:
            yield from _read(file.fileno(), limits, child)
        except UnreadableFile as error:
            code = error.code if error.code in UNREADABLE_CODES else "reader_crashed"
            raise UnreadableFile(code, {**error.values, "file": file_name}) from error


def header_and_batches(
    stream: Iterator[SheetHeader | pl.DataFrame],
) -> tuple[SheetHeader, Generator[pl.DataFrame, None, None]]:
    """The two parts of what `read_member_list` yields; waits for the header only."""
    return cast(SheetHeader, next(stream)), cast(Generator[pl.DataFrame, None, None], stream)


def _opened(source: Path | int) -> io.FileIO:
    return io.FileIO(f"/proc/self/fd/{source}" if isinstance(source, int) else source)


def _read(
    fd: int, limits: ReaderLimits, child: ReadingProcess | None
) -> Iterator[SheetHeader | pl.DataFrame]:
    with _ordered(fd, limits, child) as process:
        header: SheetHeader | None = None
        rows = 0
        for letter, payload in process.frames(limits):
            if header is None:
                header = _header(letter, payload)
                yield header
            else:
                frame = _batch(letter, payload, len(header.titles), limits)
                rows += frame.height
                if rows > limits.rows:
                    raise UnreadableFile("reader_crashed")
                yield frame
        if header is None:
            raise UnreadableFile("reader_crashed")


def _ordered(fd: int, limits: ReaderLimits, child: ReadingProcess | None) -> ReadingProcess:
    if child is not None:
        try:
            child.order(fd, limits)
            return child
        except OSError:  # the spare has died while it waited
            child.close()
    process = ReadingProcess()
    try:
        process.order(fd, limits)
    except OSError as error:
        process.close()
        raise UnreadableFile("reader_crashed") from error
    return process


def _header(letter: bytes, payload: memoryview) -> SheetHeader:
    try:
        if letter != wire.HEADER:
            raise ValueError(letter)
        told = json.loads(bytes(payload))
        return SheetHeader(
            sheet=str(told["sheet"]),
            header_row=int(told["header_row"]),
            titles=tuple(map(str, told["titles"])),
            mapping={str(name): int(column) for name, column in told["mapping"].items()},
            ignored=tuple(map(str, told["ignored"])),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableFile("reader_crashed") from error


def _batch(letter: bytes, payload: memoryview, width: int, limits: ReaderLimits) -> pl.DataFrame:
    try:
        if letter != wire.BATCH:
            raise ValueError(letter)
        frame = pl.read_ipc_stream(io.BytesIO(payload))
    except (Exception, pl.exceptions.PanicException) as error:  # whatever garbage can raise
        raise UnreadableFile("reader_crashed") from error
    if dict(frame.schema) != batch_schema(width) or frame.height > limits.batch_rows:
        raise UnreadableFile("reader_crashed")
    return frame
