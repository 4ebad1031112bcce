"""Writing findings and rejected rows by COPY, as many as a file has."""

from __future__ import annotations

import json
from collections.abc import Sequence
from uuid import UUID

import polars as pl
from django.db import connection

from sipol.infra.keys.sealing import BytesCipher

FINDING_COLUMNS = ("delivery_id", "row", "column", "code", "severity", "value", "detail", "group")
_REJECTED_SCHEMA = {
    "delivery_id": pl.String,
    "row": pl.Int64,
    "cells": pl.String,
    "regency_code": pl.String,
}
REJECTED_COLUMNS = tuple(_REJECTED_SCHEMA)

_as_json = json.JSONEncoder(ensure_ascii=False).encode


def save_findings(delivery_id: UUID, findings: pl.DataFrame) -> None:
    """Write the findings of a batch."""
    if findings.is_empty():
        return
    table = findings.with_columns(pl.lit(str(delivery_id)).alias("delivery_id"))
    _copy("intake_rowfinding", FINDING_COLUMNS, table)


def sealed_rejected(
    delivery_id: UUID, sent: pl.DataFrame, rejected: pl.DataFrame, cipher: BytesCipher
) -> pl.DataFrame:
    """Rows that stay out, each with the sender's own cells sealed to its place; for any thread.

    `sent` is a batch as the readers give it, `rejected` some of its rows after judging.
    """
    left_out = sent.filter(pl.col("row").is_in(rejected["row"].implode()))
    rows = left_out["row"].to_list()
    cells = left_out.select(pl.selectors.starts_with("c")).iter_rows()
    sealed = cipher.seal_many(
        [_as_json(row).encode("utf-8") for row in cells],
        [cells_place(delivery_id, row) for row in rows],
    )
    return pl.DataFrame(
        {
            "delivery_id": [str(delivery_id)] * len(rows),
            "row": rows,
            "cells": [f"\\x{item.hex()}" for item in sealed],
            "regency_code": rejected["regency_code"],
        },
        schema=_REJECTED_SCHEMA,
    )


def save_rejected(sealed: pl.DataFrame) -> None:
    """Write what `sealed_rejected` gave."""
    if not sealed.is_empty():
        _copy("intake_rejectedrow", REJECTED_COLUMNS, sealed)


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
