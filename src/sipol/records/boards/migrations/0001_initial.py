import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("parties", "0002_partyprofile"),
        ("timetable", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Board",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("region_code", models.CharField(blank=True, db_collation="C", max_length=8)),
                ("level", models.CharField(max_length=8)),
                ("version", models.PositiveIntegerField()),
                ("changed_by", models.CharField(max_length=200)),
                ("changed_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("decree_number", models.CharField(blank=True, max_length=100)),
                ("decree_key", models.CharField(blank=True, max_length=100)),
                ("decree_date", models.DateField(null=True)),
                ("period_from", models.DateField(null=True)),
                ("period_to", models.DateField(null=True)),
                (
                    "cycle",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="timetable.cycle",
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.party",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="BoardVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("act", models.CharField(max_length=10)),
                ("texts", models.JSONField()),
                ("secret", models.BinaryField(null=True)),
                ("salt", models.CharField(max_length=32)),
                ("digest", models.CharField(max_length=64)),
                ("user_id", models.BigIntegerField()),
                ("user_name", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                (
                    "fact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="boards.board",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Officer",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("region_code", models.CharField(blank=True, db_collation="C", max_length=8)),
                ("level", models.CharField(max_length=8)),
                ("version", models.PositiveIntegerField()),
                ("changed_by", models.CharField(max_length=200)),
                ("changed_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "post",
                    models.CharField(
                        choices=[
                            ("chair", "Chair"),
                            ("secretary", "Secretary"),
                            ("treasurer", "Treasurer"),
                            ("other", "Other"),
                        ],
                        max_length=10,
                    ),
                ),
                ("title", models.CharField(max_length=100)),
                ("name", models.CharField(max_length=200)),
                ("sex", models.CharField(max_length=1)),
                ("national_id", models.BinaryField(null=True)),
                ("national_id_index", models.BinaryField(null=True)),
                ("card_number", models.CharField(blank=True, max_length=60)),
                ("phone", models.CharField(blank=True, max_length=30)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "cycle",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="timetable.cycle",
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.party",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="OfficerVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("act", models.CharField(max_length=10)),
                ("texts", models.JSONField()),
                ("secret", models.BinaryField(null=True)),
                ("salt", models.CharField(max_length=32)),
                ("digest", models.CharField(max_length=64)),
                ("user_id", models.BigIntegerField()),
                ("user_name", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                (
                    "fact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="boards.officer",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="board",
            index=models.Index(
                condition=models.Q(("decree_key", ""), _negated=True),
                fields=["party", "cycle", "decree_key"],
                name="board_by_decree",
            ),
        ),
        migrations.AddConstraint(
            model_name="board",
            constraint=models.UniqueConstraint(
                fields=("party", "cycle", "region_code"), name="board_once_per_place"
            ),
        ),
        migrations.AddConstraint(
            model_name="board",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("level", "national"), ("region_code__regex", "^$")),
                    models.Q(("level", "province"), ("region_code__regex", "^\\d{2}$")),
                    models.Q(("level", "regency"), ("region_code__regex", "^\\d{2}\\.\\d{2}$")),
                    models.Q(
                        ("level", "district"), ("region_code__regex", "^\\d{2}\\.\\d{2}\\.\\d{2}$")
                    ),
                    _connector="OR",
                ),
                name="board_level_fits_code",
            ),
        ),
        migrations.AddConstraint(
            model_name="board",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("period_to__isnull", True),
                    ("period_from__isnull", True),
                    ("period_to__gte", models.F("period_from")),
                    _connector="OR",
                ),
                name="board_period_forward",
            ),
        ),
        migrations.AddConstraint(
            model_name="boardversion",
            constraint=models.UniqueConstraint(
                fields=("fact", "version"), name="board_one_per_version"
            ),
        ),
        migrations.AddIndex(
            model_name="officer",
            index=models.Index(
                condition=models.Q(("ended_at__isnull", True)),
                fields=["party", "cycle", "region_code", "position"],
                name="officer_by_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="officer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("level", "national"), ("region_code__regex", "^$")),
                    models.Q(("level", "province"), ("region_code__regex", "^\\d{2}$")),
                    models.Q(("level", "regency"), ("region_code__regex", "^\\d{2}\\.\\d{2}$")),
                    models.Q(
                        ("level", "district"), ("region_code__regex", "^\\d{2}\\.\\d{2}\\.\\d{2}$")
                    ),
                    _connector="OR",
                ),
                name="officer_level_fits_code",
            ),
        ),
        migrations.AddConstraint(
            model_name="officer",
            constraint=models.CheckConstraint(
                condition=models.Q(("post__in", ["chair", "secretary", "treasurer", "other"])),
                name="officer_post_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="officer",
            constraint=models.CheckConstraint(
                condition=models.Q(("sex__in", ["L", "P"])), name="officer_sex_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="officer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("national_id__isnull", True), ("national_id_index__isnull", True)),
                    models.Q(("national_id__isnull", False), ("national_id_index__isnull", False)),
                    _connector="OR",
                ),
                name="officer_identity_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="officer",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("ended_at__isnull", True), ("national_id_index__isnull", False)
                ),
                fields=("party", "cycle", "region_code", "national_id_index"),
                name="officer_once_per_board",
            ),
        ),
        migrations.AddConstraint(
            model_name="officerversion",
            constraint=models.UniqueConstraint(
                fields=("fact", "version"), name="officer_one_per_version"
            ),
        ),
    ]
