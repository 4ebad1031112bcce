"""What the tables of boards, offices and bank accounts have in common."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.db.models import Q

from sipol.records.places.rules.levels import CODE_PATTERNS, Level


class FiledFact(models.Model):
    """Something a party files for a place, as it is now; every version stands in `FiledVersion`.

    `region_code` is empty for the nation. An ended fact keeps its row, and its place is free again.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    party = models.ForeignKey(
        "parties.Party", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    cycle = models.ForeignKey(
        "timetable.Cycle", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    region_code = models.CharField(max_length=8, blank=True, db_collation="C")
    level = models.CharField(max_length=8)
    version = models.PositiveIntegerField()
    changed_by = models.CharField(max_length=200)
    changed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class FiledVersion(models.Model):
    """One version of a fact, never changed: who saved or ended it, when, and what it then said.

    `secret` is what of it is sealed (an identity number, an account number); `digest` is the
    SHA-256 of the row, `salt` included, by which the ledger can be held against the tables.
    """

    version = models.PositiveIntegerField()
    act = models.CharField(max_length=10)
    texts = models.JSONField()
    secret = models.BinaryField(null=True)
    salt = models.CharField(max_length=32)
    digest = models.CharField(max_length=64)
    user_id = models.BigIntegerField()
    user_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        abstract = True


# Run by the migrations of the tables: versions are only added.
REFUSE_CHANGE = """
CREATE FUNCTION {table}_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % is refused: versions are only added', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse_change();
"""
ALLOW_CHANGE = """
DROP TRIGGER IF EXISTS {table}_append_only ON {table};
DROP FUNCTION IF EXISTS {table}_refuse_change();
"""


def level_fits_code(levels: Iterable[Level]) -> Q:
    """The condition that a row's level is the one that its code says, and one of these."""
    condition = Q()
    for level in levels:
        condition |= Q(level=level.value, region_code__regex=CODE_PATTERNS[level])
    return condition
