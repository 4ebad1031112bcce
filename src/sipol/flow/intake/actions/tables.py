"""Writing findings and rejected rows by COPY, as many as a file has."""

from __future__ import annotations

import json
from collections.abc import Sequence
from uuid import UUID

import polars as pl
from django.db import connection

from sipol.infra.keys.sealing import BytesCipher

FINDING_COLUMNS = ("delivery_id", "row", "column", "code", "severity", "value", "detail", "group")
REJECTED_COLUMNS = ("delivery_id", "row", "cells", "regency_code")

_as_json = json.JSONEncoder(ensure_ascii=False).encode


def save_findings(delivery_id: UUID, findings: pl.DataFrame) -> None:
    """Write the findings of a batch."""
    if findings.is_empty():
        return
    table = findings.with_columns(pl.lit(str(delivery_id)).alias("delivery_id"))
    _copy("intake_rowfinding", FINDING_COLUMNS, table)


def save_rejected(
    delivery_id: UUID,
    rows: Sequence[int],
    cells: Sequence[tuple[str | None, ...]],
    regency_codes: Sequence[str],
    cipher: BytesCipher,
) -> None:
    """Write rows that stay out, each with the sender's own cells sealed to its place."""
    if not rows:
        return
    contents = [_as_json(row).encode("utf-8") for row in cells]
    sealed = cipher.seal_many(contents, [cells_place(delivery_id, row) for row in rows])
    table = pl.DataFrame(
        {
            "row": rows,
            "cells": [f"\\x{item.hex()}" for item in sealed],
            "regency_code": regency_codes,
        },
        schema={"row": pl.Int64, "cells": pl.String, "regency_code": pl.String},
    ).with_columns(pl.lit(str(delivery_id)).alias("delivery_id"))
    _copy("intake_rejectedrow", REJECTED_COLUMNS, table)


def cells_place(delivery_id: UUID, row: int) -> bytes:
    """Where sealed cells belong: they open nowhere else."""
    return f"rejected:{delivery_id}:{row}".encode()


def _copy(name: str, columns: Sequence[str], table: pl.DataFrame) -> None:
    text = table.select(columns).with_columns(pl.col(pl.String).fill_null(""))
    listed = ", ".join(f'"{column}"' for column in columns)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {name} ({listed}) FROM STDIN (FORMAT csv)") as copy,
    ):
        copy.write(text.write_csv(include_header=False, quote_style="always").encode("utf-8"))
