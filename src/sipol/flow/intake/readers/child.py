"""The process that opens the file: takes one order, answers with frames, ends.

It is started without site packages' start-up files and with an empty environment; everything
it needs is on the path it was given. Heavy modules are imported while the workbook is being
unpacked, or before the order comes if the process was started in advance.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import socket
import threading
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import Any

from sipol.flow.intake.rules.headers import HEADER_SEARCH_ROWS, HeaderMatch, find_header

from . import formats, wire
from .cells import MOST_EXACT, cell_text, is_number
from .errors import UnreadableFile
from .limits import ReaderLimits
from .table import Table

_CRASHED = 70


def main(*, warm: bool = False) -> None:
    """Serve the one order that comes through standard input, then leave without tidying up."""
    if warm:
        _import_heavy()
    control = socket.socket(fileno=0)
    order, files, _, _ = socket.recv_fds(control, wire.MAX_ORDER, 1)
    if not files:
        os._exit(0)  # whoever started this process has gone, or does not need it
    out = os.dup(1)
    os.dup2(2, 1)
    os._exit(_serve(json.loads(order), f"/proc/self/fd/{files[0]}", out))


def _serve(order: dict[str, Any], path: str, out: int) -> int:
    rows_as_text = order.pop("rows_as_text")
    limits = ReaderLimits(**order)
    try:
        _confine(limits)
        if rows_as_text:
            _write_rows(path, limits, rows_as_text, out)
        else:
            _read(path, limits, out)
        wire.write_frame(out, wire.END)
    except BrokenPipeError:
        return 0
    except BaseException as error:  # noqa: BLE001 - nothing may pass, a Rust panic included
        return _report(error, out)
    return 0


def _report(error: BaseException, out: int) -> int:
    if isinstance(error, UnreadableFile):
        code, values = error.code, error.values
    elif isinstance(error, MemoryError):
        code, values = "reader_out_of_memory", {}
    elif type(error).__name__ in {"PanicException", "CalamineError", "XmlError", "ZipError"}:
        code, values = "file_damaged", {}
    else:
        return _CRASHED
    wire.write_frame(out, wire.FAILURE, json.dumps({"code": code, "values": values}).encode())
    return 0


def _confine(limits: ReaderLimits) -> None:
    cpu = limits.cpu_seconds
    for what, soft, hard in (
        (resource.RLIMIT_AS, limits.memory_bytes, limits.memory_bytes),
        (resource.RLIMIT_CPU, cpu, cpu + 2),
        (resource.RLIMIT_FSIZE, 0, 0),
        (resource.RLIMIT_NOFILE, limits.open_files, limits.open_files),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        ceiling = resource.getrlimit(what)[1]
        allowed = hard if ceiling == resource.RLIM_INFINITY else min(hard, ceiling)
        resource.setrlimit(what, (min(soft, allowed), allowed))
    gc.disable()  # millions of short-lived rows and no cycles


def _import_heavy() -> None:
    import polars  # noqa: F401


def _read(path: str, limits: ReaderLimits, out: int) -> None:
    importing = threading.Thread(target=_import_heavy)
    importing.start()
    table, header, looked_at = _first_with_header(_tables(path, formats.kind_of(path, limits)))
    if header.missing:
        raise UnreadableFile("column_missing", {"columns": ", ".join(header.missing)})
    wire.write_frame(out, wire.HEADER, _header_json(table, header))
    importing.join()
    rows = chain(looked_at[header.index + 1 :], table.rows)
    _write_batches(_frames(table, header, rows, limits.batch_sizes()), limits, out)


def _tables(path: str, kind: str) -> Iterator[Table]:
    if kind == formats.CSV:
        from .delimited import csv_table

        yield csv_table(path)
    else:
        from .sheets import workbook_tables

        yield from workbook_tables(path)


def _write_rows(path: str, limits: ReaderLimits, most: int, out: int) -> None:
    """The rows of the first sheet that has any, as texts."""
    from .delimited import small_csv
    from .sheets import workbook_tables

    plain = formats.kind_of(path, limits) == formats.CSV
    for table in [small_csv(path)] if plain else workbook_tables(path):
        cells = list(islice(table.rows, most + 1))
        margin = table.left_margin
        rows = [[""] * margin + [cell_text(cell) for cell in row] for row in cells]
        if len(rows) > most:
            raise UnreadableFile("file_too_many_rows", {"limit": str(most)})
        if any(cell.strip() for row in rows for cell in row):
            told = {"rows": rows, "long_numbers": list(_long_numbers(cells, margin))}
            wire.write_frame(out, wire.HEADER, json.dumps(told).encode())
            return
    raise UnreadableFile("file_empty")


def _long_numbers(rows: Sequence[Sequence[object]], margin: int) -> Iterator[tuple[int, int]]:
    """The cells that hold a number of more digits than a spreadsheet program keeps."""
    for line, row in enumerate(rows):
        for place, cell in enumerate(row):
            if is_number(cell) and abs(cell) >= MOST_EXACT:  # type: ignore[arg-type]
                yield line, margin + place


def _first_with_header(
    tables: Iterator[Table],
) -> tuple[Table, HeaderMatch, list[Sequence[object]]]:
    seen = []
    for table in tables:
        rows = list(islice(table.rows, HEADER_SEARCH_ROWS))
        texts = [[""] * table.left_margin + [cell_text(cell) for cell in row] for row in rows]
        header = find_header(texts)
        if header is not None:
            return table, header, rows
        if any(text.strip() for row in texts for text in row):
            seen.append(table.sheet)
    if not seen:
        raise UnreadableFile("file_empty")
    raise UnreadableFile("header_not_found", {"sheets": ", ".join(filter(None, seen))[:200]})


def _header_json(table: Table, header: HeaderMatch) -> bytes:
    return json.dumps(
        {
            "sheet": table.sheet,
            "header_row": header.index + 1,
            "titles": header.titles,
            "mapping": header.mapping,
            "ignored": header.ignored,
        }
    ).encode()


def _frames(
    table: Table, header: HeaderMatch, rows: Iterator[Sequence[object]], sizes: Iterator[int]
) -> Iterator[Any]:
    from .batches import Columns, batches
    from .plain import plain_batches

    mapping = header.mapping
    columns = Columns(len(header.titles), mapping.get("national_id"), mapping.get("birth_date"))
    if table.plain is not None:
        return plain_batches(table.plain, columns, header.index + 2, sizes)
    return batches(table, columns, rows, header.index + 2, sizes)


def _write_batches(frames: Iterator[Any], limits: ReaderLimits, out: int) -> None:
    total = 0
    for frame in frames:
        total += frame.height
        if total > limits.rows:
            raise UnreadableFile("file_too_many_rows", {"limit": str(limits.rows)})
        _write_frame_in_parts(frame, out)


def _write_frame_in_parts(frame: Any, out: int) -> None:
    import io

    if frame.estimated_size() > wire.SPLIT_FRAME and frame.height > 1:
        half = frame.height // 2
        _write_frame_in_parts(frame[:half], out)
        _write_frame_in_parts(frame[half:], out)
        return
    buffer = io.BytesIO()
    frame.write_ipc_stream(buffer)
    wire.write_frame(out, wire.BATCH, buffer.getvalue())
