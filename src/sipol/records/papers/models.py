"""The tables of papers."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

ITEM_STATES = ("received", "filed", "known", "unmatched", "doubled", "refused", "dropped")


class PaperSetting(models.Model):
    """Where a cycle's limits for a kind differ from the defaults (`rules.kinds.with_changes`)."""

    cycle = models.ForeignKey("timetable.Cycle", on_delete=models.PROTECT)
    kind = models.CharField(max_length=40)
    changes = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cycle", "kind"], name="paper_setting_once")]

    def __str__(self) -> str:
        return f"{self.cycle_id} {self.kind}"


class Paper(models.Model):
    """One version of a paper. None is ever changed; a withdrawal is a version without a file.

    `marks` are harmless things found in the file, `also_used_for` where the party had filed the
    same content before, as [kind, region code].
    """

    id = models.UUIDField(primary_key=True)
    party = models.ForeignKey("parties.Party", on_delete=models.PROTECT)
    cycle = models.ForeignKey("timetable.Cycle", on_delete=models.PROTECT)
    kind = models.CharField(max_length=40)
    region_code = models.CharField(max_length=13, blank=True)
    version = models.PositiveIntegerField()
    withdrawn = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    sending = models.ForeignKey("Sending", null=True, on_delete=models.PROTECT)
    file_name = models.CharField(max_length=255, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.BigIntegerField(default=0)
    media_type = models.CharField(max_length=40, blank=True)
    pages = models.PositiveIntegerField(default=0)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    marks = models.JSONField(default=list)
    also_used_for = models.JSONField(default=list)
    user_id = models.BigIntegerField()
    user_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["party", "cycle", "kind", "region_code", "version"],
                name="paper_one_per_version",
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="paper_versions_begin_at_one"),
            models.CheckConstraint(
                condition=Q(withdrawn=True, sha256="") | (Q(withdrawn=False) & ~Q(sha256="")),
                name="paper_has_a_file_or_is_withdrawn",
            ),
        ]
        indexes = [
            models.Index(fields=["party", "cycle", "sha256"], name="paper_by_content"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.region_code} version {self.version}"


class Sending(models.Model):
    """Files that one person sends together, each for the region that its name says.

    Open until its receipt is issued. `kind` and `level` are what its sender chose for all of them;
    `check_promised` is set while a job for its waiting items is in the queue.
    """

    id = models.UUIDField(primary_key=True)
    party = models.ForeignKey("parties.Party", on_delete=models.PROTECT)
    cycle = models.ForeignKey("timetable.Cycle", on_delete=models.PROTECT)
    user_id = models.BigIntegerField()
    user_name = models.CharField(max_length=200)
    scope = models.CharField(max_length=13, blank=True)
    kind = models.CharField(max_length=40)
    level = models.CharField(max_length=10, blank=True)
    begun_at = models.DateTimeField()
    last_sign_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    check_promised = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["party", "cycle", "-begun_at"], name="sending_latest")]

    def __str__(self) -> str:
        return f"sending {self.pk}"


class Item(models.Model):
    """One file of a sending, and what became of it.

    `nature` is what the file was found to be (`rules.kinds.PaperNature`), empty until it was
    checked; `problem` and `values` say why it is no paper yet, `candidates` what its name might
    mean.
    """

    id = models.UUIDField(primary_key=True)
    sending = models.ForeignKey(Sending, on_delete=models.PROTECT, related_name="items")
    file_name = models.CharField(max_length=255)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    state = models.CharField(max_length=10, default="received")
    nature = models.JSONField(default=dict)
    kind = models.CharField(max_length=40, blank=True)
    region_code = models.CharField(max_length=13, blank=True)
    problem = models.CharField(max_length=40, blank=True)
    values = models.JSONField(default=dict)
    candidates = models.JSONField(default=list)
    paper = models.ForeignKey(Paper, null=True, on_delete=models.PROTECT, related_name="items")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ITEM_STATES), name="item_state_known"),
            models.CheckConstraint(
                condition=~Q(state__in=["filed", "known"]) | Q(paper__isnull=False),
                name="item_filed_has_its_paper",
            ),
        ]
        indexes = [
            models.Index(F("sending"), F("state"), F("at"), name="item_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} {self.state}"


class PageImage(models.Model):
    """A page made anew for looking at, kept in the vault: by content, whoever filed it."""

    sha256 = models.CharField(max_length=64)
    page = models.PositiveIntegerField()
    image_sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sha256", "page"], name="page_image_once")]

    def __str__(self) -> str:
        return f"{self.sha256[:8]} page {self.page}"


class Look(models.Model):
    """That somebody outside the party looked at a paper. `what` is picture or original."""

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="looks")
    user_id = models.BigIntegerField()
    user_name = models.CharField(max_length=200)
    role = models.CharField(max_length=20)
    what = models.CharField(max_length=10)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(what__in=["picture", "original"]), name="look_what_known"
            )
        ]
        indexes = [models.Index(fields=["paper", "-at"], name="look_latest")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.what} {self.at}"
