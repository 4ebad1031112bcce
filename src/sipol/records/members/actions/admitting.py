"""Taking new members into the roll, in bulk and inside the caller's transaction."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID

import polars as pl
from django.db import connection

from sipol.infra.keys.national_ids import NationalIdCipher
from sipol.records.members.rules.identity import member_id_prefix
from sipol.records.members.rules.names import name_keys

_ROW_BYTES = 6  # of an id, as `rules.identity` lays it out

COLUMNS = (
    "id",
    "party_id",
    "cycle_id",
    "national_id",
    "national_id_index",
    "name",
    "name_key",
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
    "card_file",
    "id_file",
    "flags",
    "delivery_id",
    "row",
    "changed_at",
    "changed_by_id",
)


def lock_roll(*, cycle_id: int, party_id: int) -> None:
    """Let no other list into this party's roll until the transaction ends.

    Single members are entered and corrected meanwhile; the roll's own constraints decide between
    them and a list.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"roll:{cycle_id}:{party_id}"],
        )


@dataclass(frozen=True, slots=True)
class RowOrigin:
    """Where rows come from: one party's delivery in a cycle, who sent it, and when it is judged."""

    cycle_id: int
    party_id: int
    delivery_id: UUID
    user_id: int | None
    now: datetime


@dataclass(frozen=True, slots=True)
class SealedMembers:
    """Rows as the roll stores them, and the same as the text that is copied into it."""

    rows: pl.DataFrame
    text: bytes

    @classmethod
    def of(cls, rows: pl.DataFrame) -> Self:
        text = io.BytesIO()
        filled = rows.with_columns(pl.col(pl.String).fill_null(""))
        filled.write_csv(text, include_header=False, quote_style="always")
        return cls(rows, text.getvalue())

    def only(self, wanted: pl.Series) -> SealedMembers:
        """Those rows for which `wanted` is true."""
        return self if wanted.all() else SealedMembers.of(self.rows.filter(wanted))


def sealed_members(
    rows: pl.DataFrame, *, origin: RowOrigin, indexes: list[bytes], cipher: NationalIdCipher
) -> SealedMembers:
    """Judged rows as the roll stores them, identity numbers sealed; for any thread.

    `rows` has the columns of a judged list, all of them accepted; `indexes` are the national id
    indexes in the same order.
    """
    head = UUID(f"{member_id_prefix(origin.delivery_id)}{0:012x}").bytes[:-_ROW_BYTES]
    ids = [head + row.to_bytes(_ROW_BYTES, "big") for row in rows["row"].to_list()]
    sealed = cipher.seal_many(rows["national_id"].to_list(), ids)
    table = rows.with_columns(
        pl.Series("id", ids, dtype=pl.Binary).bin.encode("hex"),
        pl.lit(origin.party_id).alias("party_id"),
        pl.lit(origin.cycle_id).alias("cycle_id"),
        as_bytea("national_id", sealed),
        as_bytea("national_id_index", indexes),
        name_keys(pl.col("name")).alias("name_key"),
        pl.col("flags").list.join(","),
        pl.lit(str(origin.delivery_id)).alias("delivery_id"),
        pl.lit(origin.now.isoformat()).alias("changed_at"),
        pl.lit(origin.user_id).alias("changed_by_id"),
    ).select(COLUMNS)
    return SealedMembers.of(table)


def admit_members(members: SealedMembers) -> int:
    """Write rows of `sealed_members` into the roll by one COPY; returns how many.

    The caller holds `lock_roll` and has taken out whoever is listed already: the table's own
    constraint would refuse the whole batch otherwise.
    """
    copy_members("members_member", members)
    return members.rows.height


def copy_members(table: str, members: SealedMembers) -> None:
    """COPY rows into the roll, or into a table of the same columns."""
    if members.rows.is_empty():
        return
    columns = ", ".join(f'"{column}"' for column in COLUMNS)
    # changed_by_id may be unknown; all texts are quoted, so that only it can be empty.
    statement = f"COPY {table} ({columns}) FROM STDIN (FORMAT csv, FORCE_NULL (changed_by_id))"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(members.text)


def as_bytea(name: str, values: list[bytes]) -> pl.Expr:
    """A column of bytes as the text that PostgreSQL reads as such."""
    digits = pl.Series(values, dtype=pl.Binary).bin.encode("hex")
    return (pl.lit("\\x") + digits).alias(name)
