"""SQL by which the database itself refuses to change or empty the ledger's tables.

A migration runs `APPEND_ONLY` after the tables exist, and `APPEND_ONLY_UNDO` backwards. The
triggers stop mistakes and the application's own account. The owner of the database can remove
them; that is what the chain, and the receipts outside the database, uncover.
"""

from __future__ import annotations

TABLES = ("ledger_entry", "ledger_receipt")

_FUNCTION = """
CREATE OR REPLACE FUNCTION ledger_refuse_change() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % is refused: the ledger is append-only', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$$;
"""

_GUARDS = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_append_only;
ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_no_truncate;
"""

_LENGTHS = """
ALTER TABLE ledger_entry ADD CONSTRAINT ledger_entry_hash_lengths
    CHECK (octet_length(entry_hash) = 32 AND octet_length(previous_hash) = 32);
"""

APPEND_ONLY = _FUNCTION + "".join(_GUARDS.format(table=table) for table in TABLES) + _LENGTHS

_UNGUARDS = """
DROP TRIGGER IF EXISTS {table}_append_only ON {table};
DROP TRIGGER IF EXISTS {table}_no_truncate ON {table};
"""

APPEND_ONLY_UNDO = (
    "ALTER TABLE ledger_entry DROP CONSTRAINT IF EXISTS ledger_entry_hash_lengths;"
    + "".join(_UNGUARDS.format(table=table) for table in TABLES)
    + "DROP FUNCTION IF EXISTS ledger_refuse_change();"
)
