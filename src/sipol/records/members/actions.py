"""Writing the roll, in bulk and inside the caller's transaction."""

from __future__ import annotations

from uuid import UUID

import polars as pl
from django.db import connection

from sipol.infra.keys.national_ids import NationalIdCipher
from sipol.records.members.rules.identity import member_id_prefix

COLUMNS = (
    "id",
    "party_id",
    "cycle_id",
    "national_id",
    "national_id_index",
    "name",
    "sex",
    "birth_place",
    "birth_date",
    "marital_status",
    "occupation",
    "address",
    "rt",
    "rw",
    "village_code",
    "district_code",
    "regency_code",
    "card_number",
    "flags",
    "delivery_id",
    "row",
)


def lock_roll(*, cycle_id: int, party_id: int) -> None:
    """Let nobody else write this party's roll until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"roll:{cycle_id}:{party_id}"],
        )


def admit_members(
    *,
    cycle_id: int,
    party_id: int,
    delivery_id: UUID,
    rows: pl.DataFrame,
    indexes: list[bytes],
    cipher: NationalIdCipher,
) -> int:
    """Write judged rows into the roll by one COPY; returns how many.

    `rows` has the columns of a judged list, all of them accepted; `indexes` are the national id
    indexes in the same order. The caller holds `lock_roll` and has taken out whoever is listed
    already: the table's own constraint would refuse the whole batch otherwise.
    """
    if rows.is_empty():
        return 0
    prefix = member_id_prefix(delivery_id)
    ids = [f"{prefix}{row:012x}" for row in rows["row"]]
    sealed = cipher.seal_many(rows["national_id"].to_list(), [UUID(text).bytes for text in ids])
    table = _as_copy_text(rows, ids, sealed, indexes, cycle_id, party_id, delivery_id)
    statement = f"COPY members_member ({', '.join(COLUMNS)}) FROM STDIN (FORMAT csv)"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(table)
    return rows.height


def _as_copy_text(
    rows: pl.DataFrame,
    ids: list[str],
    sealed: list[bytes],
    indexes: list[bytes],
    cycle_id: int,
    party_id: int,
    delivery_id: UUID,
) -> bytes:
    table = rows.with_columns(
        pl.Series("id", ids),
        pl.lit(party_id).alias("party_id"),
        pl.lit(cycle_id).alias("cycle_id"),
        (pl.lit("\\x") + pl.Series("sealed", sealed).bin.encode("hex")).alias("national_id"),
        (pl.lit("\\x") + pl.Series("index", indexes).bin.encode("hex")).alias("national_id_index"),
        pl.col("flags").list.join(","),
        pl.lit(str(delivery_id)).alias("delivery_id"),
    ).select(COLUMNS)
    table = table.with_columns(pl.col(pl.String).fill_null(""))
    return table.write_csv(include_header=False, quote_style="always").encode("utf-8")
