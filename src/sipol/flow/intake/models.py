"""The tables of uploads and deliveries."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

DELIVERY_STATES = ("received", "reading", "judged", "unreadable")
SEVERITIES = ("error", "warning")


class Upload(models.Model):
    """A file on its way in: what of it is safely on disk, and who may send the rest.

    `durable_offset` counts bytes that were fdatasync'ed; it never goes back. `fence` numbers the
    connections that took the upload over: only the latest one may move the offset. `named_sha256`
    is what the sender said of the whole file when it began, `sha256` what arrived. With a
    `sending_id` it is a paper of that sending, not a member list; what it becomes is then the
    sending's item of the upload's own id, which `delivery_id` repeats.
    """

    id = models.UUIDField(primary_key=True)
    party_id = models.BigIntegerField()
    cycle_id = models.BigIntegerField()
    user_id = models.BigIntegerField()
    client_key = models.CharField(max_length=100)
    file_name = models.CharField(max_length=255)
    size = models.BigIntegerField()
    regency_code = models.CharField(max_length=13, blank=True)
    mends_delivery_id = models.UUIDField(null=True)
    sending_id = models.UUIDField(null=True)
    token_digest = models.CharField(max_length=64)
    salt = models.BinaryField()
    durable_offset = models.BigIntegerField(default=0)
    fence = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_sign_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    named_sha256 = models.CharField(max_length=64, blank=True, default="")
    sha256 = models.CharField(max_length=64, blank=True)
    delivery_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["party_id", "client_key"], name="upload_one_per_client_key"
            ),
            models.CheckConstraint(
                condition=Q(durable_offset__gte=0) & Q(durable_offset__lte=F("size")),
                name="upload_offset_within_size",
            ),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True)
                | (Q(durable_offset=F("size"), delivery_id__isnull=False) & ~Q(sha256="")),
                name="upload_finished_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True) | Q(finished_at__isnull=True),
                name="upload_finished_is_not_revoked",
            ),
        ]

    def __str__(self) -> str:
        return f"upload {self.pk}"


class Delivery(models.Model):
    """One received file and what became of its rows.

    The balance closes at every moment: sent = accepted + rejected + pending, where pending is
    what is left (a constraint keeps it from going negative). `rows_sent` grows while the file is
    read, `rows_looked_at` while rows are judged; nothing is accepted before all of it is committed.
    Of the accepted rows `rows_changed` renewed a listed member and `rows_identical` said nothing
    new; the others are new members.
    `late_after` is the end of the window that had passed when the file was whole, null in time.
    """

    id = models.UUIDField(primary_key=True)
    party_id = models.BigIntegerField()
    cycle_id = models.BigIntegerField()
    user_id = models.BigIntegerField()
    file_name = models.CharField(max_length=255)
    file_size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    regency_code = models.CharField(max_length=13, blank=True)
    mends = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="mended_by")
    state = models.CharField(max_length=20, default="received")
    failure_code = models.CharField(max_length=60, blank=True)
    failure_values = models.JSONField(default=dict)
    begun_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    late_after = models.DateTimeField(null=True)
    turn_mark = models.IntegerField(default=0)
    reading_began_at = models.DateTimeField(null=True)
    judged_at = models.DateTimeField(null=True)
    titles = models.JSONField(default=list)
    columns = models.JSONField(default=dict)
    ignored_titles = models.JSONField(default=list)
    rows_sent = models.IntegerField(default=0)
    rows_looked_at = models.IntegerField(default=0)
    rows_accepted = models.IntegerField(default=0)
    rows_rejected = models.IntegerField(default=0)
    rows_warned = models.IntegerField(default=0)
    rows_changed = models.IntegerField(default=0)
    rows_identical = models.IntegerField(default=0)
    rows_mended = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=DELIVERY_STATES), name="delivery_state_known"
            ),
            models.CheckConstraint(
                condition=Q(rows_accepted__gte=0)
                & Q(rows_rejected__gte=0)
                & Q(rows_sent__gte=F("rows_accepted") + F("rows_rejected")),
                name="delivery_balance_not_negative",
            ),
            models.CheckConstraint(
                condition=~Q(state="judged")
                | Q(rows_sent=F("rows_accepted") + F("rows_rejected"), judged_at__isnull=False),
                name="delivery_judged_has_no_pending",
            ),
            models.CheckConstraint(
                condition=Q(rows_mended__gte=0) & Q(rows_mended__lte=F("rows_rejected")),
                name="delivery_mended_within_rejected",
            ),
            models.CheckConstraint(
                condition=Q(rows_changed__gte=0)
                & Q(rows_identical__gte=0)
                & Q(rows_accepted__gte=F("rows_changed") + F("rows_identical")),
                name="delivery_renewed_within_accepted",
            ),
            models.UniqueConstraint(
                fields=["party_id", "cycle_id", "sha256", "regency_code"],
                condition=~Q(state="unreadable"),
                name="delivery_same_file_once",
            ),
        ]
        indexes = [
            models.Index(fields=["party_id", "cycle_id", "-received_at"], name="delivery_latest"),
            models.Index(
                fields=["-judged_at"],
                condition=Q(state="judged", reading_began_at__isnull=False),
                name="delivery_judged_last",
            ),
            models.Index(fields=["-reading_began_at"], name="delivery_begun_last"),
        ]

    def __str__(self) -> str:
        return f"delivery {self.pk}"


class RowFinding(models.Model):
    """One finding on one row. `value` never holds an identity number unmasked."""

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="findings")
    row = models.IntegerField()
    column = models.CharField(max_length=40, blank=True)
    code = models.CharField(max_length=40)
    severity = models.CharField(max_length=10)
    value = models.TextField(blank=True)
    detail = models.TextField(blank=True)
    group = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(severity__in=SEVERITIES), name="finding_severity_known"
            )
        ]
        indexes = [models.Index(fields=["delivery", "row"], name="finding_by_row")]

    def __str__(self) -> str:
        return f"{self.code} {self.row}"


class RejectedRow(models.Model):
    """A row that stayed out, with the sender's own cells, sealed, until it is mended.

    `mended_by` is the delivery in which a better version of this row came back and was judged.
    """

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="rejected")
    row = models.IntegerField()
    cells = models.BinaryField()
    regency_code = models.CharField(max_length=13, blank=True)
    mended_by = models.ForeignKey(
        Delivery, null=True, on_delete=models.PROTECT, related_name="mended_rows"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["delivery", "row"], name="rejected_row_once")
        ]

    def __str__(self) -> str:
        return f"rejected {self.row}"


class PaperFiling(models.Model):
    """What somebody brought on paper: a checklist, the time of the person, and where it lies.

    `counts_at` is the instant that counts by the cycle's rule, `late_after` the end that had passed
    by then, null in time. Only `scan_reference` is filled in later, once.
    """

    id = models.UUIDField(primary_key=True)
    dossier_id = models.UUIDField()
    party_id = models.BigIntegerField()
    cycle_id = models.BigIntegerField()
    items = models.JSONField()
    brought_by = models.CharField(max_length=200)
    brought_at = models.DateTimeField()
    zone = models.CharField(max_length=40)
    taken_by_id = models.BigIntegerField()
    taken_by_name = models.CharField(max_length=200)
    taken_at = models.DateTimeField()
    counts_at = models.DateTimeField()
    late_after = models.DateTimeField(null=True)
    paper_reference = models.CharField(max_length=200, blank=True)
    scan_reference = models.CharField(max_length=200, blank=True)
    request_id = models.UUIDField(unique=True)
    entry_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(brought_at__lte=F("taken_at")), name="paper_brought_before_taken"
            )
        ]
        indexes = [models.Index(fields=["party_id", "cycle_id"], name="paper_by_party")]

    def __str__(self) -> str:
        return f"paper {self.pk}"
