"""The tables of lists and of their rows that stayed out."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from sipol.flow.place_lists.rules.columns import KINDS


class PlaceList(models.Model):
    """One list and what became of its rows; the balance closes, or the database refuses it.

    `scope` is the region of whoever sent it. `columns` gives our column names by zero-based place
    among `titles`, the sender's own headings. `warnings` are oddities of rows that were saved all
    the same, as [row, code, column].
    """

    id = models.UUIDField(primary_key=True)
    party_id = models.BigIntegerField()
    cycle_id = models.BigIntegerField()
    user_id = models.BigIntegerField()
    user_name = models.CharField(max_length=200)
    scope = models.CharField(max_length=13, blank=True)
    kind = models.CharField(max_length=20)
    file_name = models.CharField(max_length=255)
    file_size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    received_at = models.DateTimeField()
    titles = models.JSONField()
    columns = models.JSONField()
    ignored_titles = models.JSONField()
    warnings = models.JSONField(default=list)
    rows_sent = models.IntegerField()
    rows_added = models.IntegerField()
    rows_replaced = models.IntegerField()
    rows_unchanged = models.IntegerField()
    rows_rejected = models.IntegerField()
    rows_mended = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=tuple(KINDS)), name="place_list_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(
                    rows_sent=F("rows_added")
                    + F("rows_replaced")
                    + F("rows_unchanged")
                    + F("rows_rejected"),
                    rows_sent__gt=0,
                    rows_added__gte=0,
                    rows_replaced__gte=0,
                    rows_unchanged__gte=0,
                    rows_rejected__gte=0,
                ),
                name="place_list_balance_closes",
            ),
            models.CheckConstraint(
                condition=Q(rows_mended__gte=0, rows_mended__lte=F("rows_rejected")),
                name="place_list_mended_within_rejected",
            ),
            models.UniqueConstraint(
                fields=["party_id", "cycle_id", "kind", "scope", "sha256"],
                name="place_list_same_file_once",
            ),
        ]
        indexes = [
            models.Index(fields=["party_id", "cycle_id", "-received_at"], name="place_list_latest")
        ]

    def __str__(self) -> str:
        return f"place list {self.pk}"


class RejectedListRow(models.Model):
    """A row that stayed out: the sender's own cells, sealed, and what is wrong, without any NIK.

    `findings` are [code, column, values]; `rounded` the places of numbers that have lost digits.
    `replaced_by` is the list in which a better version of this row came back.
    """

    place_list = models.ForeignKey(PlaceList, on_delete=models.PROTECT, related_name="rejected")
    row = models.IntegerField()
    cells = models.BinaryField()
    findings = models.JSONField()
    rounded = models.JSONField(default=list)
    replaced_by = models.ForeignKey(
        PlaceList, null=True, on_delete=models.PROTECT, related_name="replaced_rows"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place_list", "row"], name="list_row_rejected_once")
        ]

    def __str__(self) -> str:
        return f"rejected {self.row}"
